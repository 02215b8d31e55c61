package io.gcxcache.settings;

import io.gcxcache.cluster.ClusterSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what makes a gateway one of several replicas. */
final class ClusterReading {
    static final String URL = "gcx.cluster.url";
    static final String PASSWORD = "gcx.cluster.password";

    private static final String USER = "gcx.cluster.user";
    private static final String CA = "gcx.cluster.ca";
    private static final String MASTER = "gcx.cluster.sentinel-master";

    private static final String SERVER = "(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?";
    private static final Pattern SERVERS = Pattern.compile("(rediss?)://(" + SERVER + "(?:\\s*,\\s*" + SERVER + ")*)");
    private static final int REDIS_PORT = 6_379;
    private static final int SENTINEL_PORT = 26_379;
    private static final int HIGHEST_PORT = 65_535;

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int NAME_BYTES = 6;

    private ClusterReading() {}

    /**
     * What is set; nothing for a gateway that is alone, of which no class of the replicas' is loaded then.
     *
     * @param owner whose answers are cached, as a fingerprint
     * @throws SettingException if one is wrong
     */
    static Optional<ClusterSettings> read(
            SettingValues read, Path home, String owner, Map<String, String> environment) {
        Optional<String> url = read.optional(URL);
        if (url.isEmpty()) {
            refuse(read, Stream.of(USER, PASSWORD, CA, MASTER), "none unless " + URL + " is set");
            return Optional.empty();
        }
        Optional<String> file = read.optional("gcx.cache.file");
        if (file.isPresent()) {
            throw SettingException.refused(
                    "gcx.cache.file",
                    file.get(),
                    "none beside " + URL
                            + ": the file could bring back what other replicas invalidated while this one was away");
        }
        Matcher parts = SERVERS.matcher(url.get());
        if (!parts.matches()) {
            throw unusable();
        }
        boolean tls = parts.group(1).equals("rediss");
        if (!tls) {
            refuse(read, Stream.of(CA), "none unless " + URL + " begins with rediss://");
        }
        Optional<String> user = read.optional(USER);
        return Optional.of(new ClusterSettings(
                servers(parts.group(2), read.optional(MASTER).isPresent()),
                tls,
                read.optional(MASTER).orElse(null),
                user.orElse(null),
                user.isPresent() ? read.text(PASSWORD) : read.optional(PASSWORD).orElse(null),
                read.trust(CA, home).orElse(null),
                named(read, "gcx.cluster.name", NAME, "a-z, 0-9, '.', '_' and '-'")
                        .orElseGet(() ->
                                HexFormat.of().formatHex(Base64.getUrlDecoder().decode(owner), 0, NAME_BYTES)),
                owner,
                named(read, "gcx.cluster.node", NODE, "letters of ASCII, digits, '.', '_' and '-'")
                        .orElseGet(() -> nameOfHost(environment)),
                read.seconds("gcx.cluster.max-lost", 1, 86_400)));
    }

    private static void refuse(SettingValues read, Stream<String> names, String allowed) {
        names.filter(name -> read.optional(name).isPresent()).findFirst().ifPresent(name -> {
            throw SettingException.refused(name, "set", allowed);
        });
    }

    /** Says nothing of what was given: there may be a password in it. */
    private static SettingException unusable() {
        return SettingException.refused(
                URL,
                "not usable",
                "redis://host:port or rediss://host:port and nothing else; a user and a password belong in " + USER
                        + " and " + PASSWORD);
    }

    private static List<String> servers(String list, boolean sentinels) {
        String[] servers = list.split("\\s*,\\s*");
        if (servers.length > 1 && !sentinels) {
            throw SettingException.refused(URL, list, "one host:port unless " + MASTER + " is set");
        }
        return Stream.of(servers)
                .map(server -> withPort(server, sentinels ? SENTINEL_PORT : REDIS_PORT))
                .toList();
    }

    private static String withPort(String server, int usual) {
        if (!isHost(server)) {
            throw SettingException.refused(
                    URL, server, "a host whose name has letters of ASCII, digits, '.' and '-', or an address");
        }
        int colon = server.lastIndexOf(':');
        if (colon <= server.lastIndexOf(']')) {
            return server + ':' + usual;
        }
        int port = Integer.parseInt(server.substring(colon + 1));
        if (port < 1 || port > HIGHEST_PORT) {
            throw SettingException.refused(URL, server, "a port from 1 to " + HIGHEST_PORT);
        }
        return server;
    }

    /** Whether who connects takes it for one; of a name with an underscore he would not. */
    private static boolean isHost(String server) {
        try {
            return new URI("redis://" + server).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Optional<String> named(SettingValues read, String name, Pattern form, String characters) {
        Optional<String> given = read.optional(name);
        if (given.isPresent() && !form.matcher(given.get()).matches()) {
            throw SettingException.refused(name, given.get(), "1 to 64 of " + characters);
        }
        return given;
    }

    /** The host's name, or one by chance where there is none that tells hosts apart. */
    private static String nameOfHost(Map<String, String> environment) {
        String host = environment.getOrDefault("HOSTNAME", "");
        if (host.isEmpty()) {
            try {
                host = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                // the machine does not know itself
            }
        }
        return NODE.matcher(host).matches() && !host.equals("localhost")
                ? host
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
