package io.gcxcache.upstream;

import io.gcxcache.json.JsonFields;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Message;

/** What Genesys says of a failure, fit to be passed on: its message and nothing else, short, in one line, without secrets. */
public final class GenesysWords {
    static final int LONGEST = 300;

    private static final String MESSAGE = "message";
    private static final String HIDDEN = "***";

    /** What comes behind a word that announces a secret. */
    private static final Pattern SECRET = Pattern.compile("(?i)\\b(bearer|basic"
            + "|(?:access_?token|refresh_?token|token|client_?secret|secret|password)[\"']?\\s*[=:]) *\\S+");

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\s]+");

    private GenesysWords() {}

    /** The message of an error answer behind a colon; empty if it has none. */
    static String behind(Message answer, String token) {
        byte[] body = answer.getBody(byte[].class);
        if (body == null) {
            return "";
        }
        try {
            String message =
                    JsonFields.read(body, Set.of(MESSAGE)).path(MESSAGE).asText("");
            return behind(token == null ? message : message.replace(token, HIDDEN));
        } catch (IOException e) {
            return "";
        }
    }

    /** A text of Genesys behind a colon; empty if it says nothing. */
    public static String behind(String text) {
        String told = fit(text);
        return told.isEmpty() ? "" : ": " + told;
    }

    /** A text of Genesys, as far as it is told. */
    public static String fit(String text) {
        String some = text.substring(0, Math.min(text.length(), 4 * LONGEST));
        String line = UNPRINTABLE.matcher(some).replaceAll(" ").strip();
        String safe = SECRET.matcher(line).replaceAll("$1 " + HIDDEN);
        return safe.codePointCount(0, safe.length()) > LONGEST
                ? safe.substring(0, safe.offsetByCodePoints(0, LONGEST)) + "…"
                : safe;
    }
}
