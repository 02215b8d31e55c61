package io.gcxcache.budget;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which header forms speak of the OAuth client's limit; all others speak of the limit of the family that was asked.
 *
 * @param limits by form, the limit that it tells of the client; {@link #ANY} if whatever it tells is the client's
 */
public record ClientForms(Map<Form, Long> limits) {
    private static final long ANY = 0;

    /** The forms in which answers tell of a rate limit. */
    enum Form {
        RATELIMIT,
        X_RATELIMIT,
        ININ_RATELIMIT;

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Reads what is set.
     *
     * @param text forms, with or without {@code :limit}, with commas in between; may be empty
     * @throws IllegalArgumentException if it is something else; says what is allowed
     */
    public static ClientForms parse(String text) {
        Map<Form, Long> limits = new EnumMap<>(Form.class);
        for (String part : text.split(",", -1)) {
            if (!part.isBlank() || text.indexOf(',') >= 0) {
                read(part.trim(), limits);
            }
        }
        return new ClientForms(Map.copyOf(limits));
    }

    private static void read(String part, Map<Form, Long> limits) {
        String[] words = part.split(":", 2);
        for (Form form : Form.values()) {
            if (form.word().equals(words[0]) && (words.length == 1 || words[1].matches("[1-9]\\d{0,8}"))) {
                limits.put(form, words.length == 1 ? ANY : Long.parseLong(words[1]));
                return;
            }
        }
        throw new IllegalArgumentException("a list of "
                + Arrays.stream(Form.values()).map(Form::word).collect(Collectors.joining(", "))
                + ", each with :limit if it speaks of the client only where it tells that limit");
    }

    boolean speaksOfClient(Form form, RateWindow told) {
        Long limit = limits.get(form);
        return limit != null && (limit == ANY || limit == told.limit());
    }
}
