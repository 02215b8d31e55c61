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
    private static final Pattern WAIT = preference("wait\\s*=\\s*(\"?)(\\d{1,5})\\1");
    private static final Pattern ASYNC = preference("respond-async");
    private static final Pattern EXACT = preference(EXACTLY);

    /** A preference of that form: of any case, perhaps with parameters. */
    private static Pattern preference(String form) {
        return Pattern.compile("\\s*" + form + "\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /** {@code wait=N} waits so many seconds, {@code respond-async} alone not at all. */
    static Preference of(Exchange exchange) {
        String asked = exchange.getMessage().getHeader("Prefer", String.class);
        if (asked == null) {
            return NONE;
        }
        Matcher wait = WAIT.matcher(asked);
        if (isMember(wait, asked)) {
            return new Preference(Duration.ofSeconds(Long.parseLong(wait.group(2))), "wait=" + wait.group(2));
        }
        return isMember(ASYNC.matcher(asked), asked) ? new Preference(Duration.ZERO, "respond-async") : NONE;
    }

    /** Whether the times of a query are not to be taken for now. */
    public static boolean isExact(Exchange exchange) {
        String asked = exchange.getMessage().getHeader("Prefer", String.class);
        return asked != null && isMember(EXACT.matcher(asked), asked);
    }

    /** Whether a member of the list matches; the matcher then stands at the first. */
    private static boolean isMember(Matcher preference, String list) {
        for (int start = 0; start <= list.length(); start = end(list, start) + 1) {
            if (preference.region(start, end(list, start)).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Where the member ends that begins here: at a comma that is not quoted. */
    private static int end(String list, int start) {
        boolean quoted = false;
        for (int i = start; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == ',' && !quoted) {
                return i;
            }
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            }
        }
        return list.length();
    }
}
