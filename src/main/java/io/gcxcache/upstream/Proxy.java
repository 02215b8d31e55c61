package io.gcxcache.upstream;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A forward proxy between the gateway and Genesys.
 *
 * @param user empty if it asks for none
 * @param password never printed
 * @param origin what named it: a setting, an environment variable or a system property
 */
public record Proxy(String host, int port, String user, String password, String origin) {
    static final String ALLOWED = "http://host:port or http://user:password@host:port, what is special in them"
            + " percent-encoded (@ is %40, / is %2F)";

    private static final Pattern URL = Pattern.compile(
            "(?i)http://(?:(?<user>[^/?#\\s]*)@)?(?<host>\\[[0-9a-f:.]+]|[\\w.-]+)(?::(?<port>\\d{1,5}))?/?");
    private static final int DEFAULT_PORT = 80;
    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException that says what is allowed, and nothing of what was given */
    public static Proxy parse(String url, String origin) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        int port = parts.group("port") == null ? DEFAULT_PORT : Integer.parseInt(parts.group("port"));
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(ALLOWED);
        }
        String[] credentials = parts.group("user") == null
                ? new String[] {""}
                : parts.group("user").split(":", 2);
        return new Proxy(
                parts.group("host").replaceAll("[\\[\\]]", ""),
                port,
                decoded(credentials[0]),
                credentials.length == 1 ? "" : decoded(credentials[1]),
                origin);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Its message repeats a part of the password.
            throw new IllegalArgumentException(ALLOWED);
        }
    }

    public boolean hasCredentials() {
        return !user.isEmpty();
    }

    /** What it answered instead of making way; it may pass if it says that it could not reach Genesys. */
    public WayBarred refused(int status) {
        if (status == 407) {
            String why = hasCredentials() ? "does not take the user and password" : "asks for a user and a password";
            return new WayBarred(this + " stands before Genesys and " + why + " (407)", false, null);
        }
        return new WayBarred(
                this + " stands before Genesys and did not make way: it answered " + status,
                CallRules.mayPass(status),
                null);
    }

    /** No connection to it, or none through it. */
    public WayBarred unreachable(Throwable cause) {
        return new WayBarred(
                this + " stands before Genesys and cannot be reached, or does not get there: "
                        + cause.getClass().getSimpleName(),
                true,
                cause);
    }

    /** Everything but user and password. */
    @Override
    public String toString() {
        return "The proxy " + (host.contains(":") ? '[' + host + ']' : host) + ':' + port + " (" + origin + ')';
    }
}
