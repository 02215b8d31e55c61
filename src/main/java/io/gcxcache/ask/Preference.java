package io.gcxcache.ask;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * How long a client is ready to wait for an answer that is not there yet ({@code Prefer}, RFC 7240).
 *
 * @param patience how long, or null for as long as it takes
 * @param applied what {@code Preference-Applied} tells, or null
 */
record Preference(Duration patience, String applied) {
    private static final Preference NONE = new Preference(null, null);
    private static final Pattern WAIT = preference("wait\\s*=\\s*\"?(\\d{1,5})\"?");
    private static final Pattern ASYNC = preference("respond-async");

    /** A preference of that form: between commas, of any case, perhaps with parameters. */
    private static Pattern preference(String form) {
        return Pattern.compile("(?:^|,)\\s*" + form + "\\s*(?=$|[,;])", Pattern.CASE_INSENSITIVE);
    }

    /** {@code wait=N} waits so many seconds, {@code respond-async} alone not at all. */
    static Preference of(Exchange exchange) {
        String asked = exchange.getMessage().getHeader("Prefer", String.class);
        if (asked == null) {
            return NONE;
        }
        Matcher wait = WAIT.matcher(asked);
        if (wait.find()) {
            return new Preference(Duration.ofSeconds(Long.parseLong(wait.group(1))), "wait=" + wait.group(1));
        }
        return ASYNC.matcher(asked).find() ? new Preference(Duration.ZERO, "respond-async") : NONE;
    }
}
