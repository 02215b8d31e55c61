package io.gcxcache.ask;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * What a client prefers ({@code Prefer}, RFC 7240): how long it is ready to wait for an answer that is not there yet, and
 * whether the end that it wrote is to be taken as it is written ({@code exact}).
 *
 * @param patience how long, or null for as long as it takes
 * @param applied what {@code Preference-Applied} tells, or null
 */
public record Preference(Duration patience, String applied) {
    static final String EXACTLY = "exact";

    private static final Preference NONE = new Preference(null, null);
    private static final Pattern WAIT = preference("wait\\s*=\\s*\"?(\\d{1,5})\"?");
    private static final Pattern ASYNC = preference("respond-async");
    private static final Pattern EXACT = preference(EXACTLY);

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

    /** Whether the times of a query are not to be taken for now. */
    public static boolean isExact(Exchange exchange) {
        String asked = exchange.getMessage().getHeader("Prefer", String.class);
        return asked != null && EXACT.matcher(asked).find();
    }
}
