package io.gcxcache.catalogue;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the word that somebody meant who wrote another. */
final class Nearest {
    private Nearest() {}

    /** The word with the fewest letters to change. */
    static String to(String written, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparingInt(word -> distance.apply(written, word)))
                .orElseThrow();
    }
}
