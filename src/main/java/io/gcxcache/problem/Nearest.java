package io.gcxcache.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the word that somebody meant who wrote another. */
public final class Nearest {
    private static final int TYPING_ERROR = 2;

    private Nearest() {}

    /** The word with the fewest letters to change; if these are many, all words too. */
    public static String to(String written, Collection<String> known) {
        String nearest = of(written, known);
        return LevenshteinDistance.getDefaultInstance().apply(written, nearest) <= TYPING_ERROR
                ? nearest
                : nearest + " out of " + String.join(", ", known);
    }

    /** The word with the fewest letters to change. */
    public static String of(String written, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparingInt(word -> distance.apply(written, word)))
                .orElseThrow();
    }

    /** The word with the fewest letters to change; nothing if these are half of those that were written. */
    public static Optional<String> near(String written, Collection<String> known) {
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(of(written, known))
                        .filter(word -> LevenshteinDistance.getDefaultInstance().apply(written, word) * 2
                                < Math.max(written.length(), TYPING_ERROR * 2 + 1));
    }
}
