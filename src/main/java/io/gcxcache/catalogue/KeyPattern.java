package io.gcxcache.catalogue;

import java.util.Arrays;
import java.util.List;

/**
 * Which keys a template makes, to be compared with others.
 *
 * <p>Keys are compared part by part between their colons, which no id has; two gaps of one name are taken for two that are
 * filled as one likes.
 */
final class KeyPattern {
    private static final String GAP = "{}";

    private final List<Part> parts;

    KeyPattern(Template key) {
        parts = Arrays.stream(key.shape().split(":", -1)).map(Part::of).toList();
    }

    /** Whether both can make the same key. */
    boolean overlaps(KeyPattern other) {
        if (parts.size() != other.parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).overlaps(other.parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * What stands between two colons.
     *
     * @param before the text before the first gap, or all of it
     * @param after the text behind the last gap, or null if there is none
     */
    private record Part(String before, String after) {
        static Part of(String text) {
            int first = text.indexOf(GAP);
            return first < 0
                    ? new Part(text, null)
                    : new Part(text.substring(0, first), text.substring(text.lastIndexOf(GAP) + GAP.length()));
        }

        boolean overlaps(Part other) {
            if (after == null) {
                return other.after == null ? before.equals(other.before) : other.makes(before);
            }
            if (other.after == null) {
                return makes(other.before);
            }
            return (before.startsWith(other.before) || other.before.startsWith(before))
                    && (after.endsWith(other.after) || other.after.endsWith(after));
        }

        /** Whether a gap can be filled so that this is the text. */
        private boolean makes(String text) {
            return text.length() > before.length() + after.length() && text.startsWith(before) && text.endsWith(after);
        }
    }
}
