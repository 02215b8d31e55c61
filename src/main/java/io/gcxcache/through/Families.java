package io.gcxcache.through;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The rate-limit families of paths that nobody declared: the first two words behind the version, as for what is declared; what
 * has anything but letters is an id. Each has a budget and meters, so that those beyond a number share one. Thread-safe.
 */
final class Families {
    static final int MOST = 500;

    private static final String OTHER = "other";
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{1,40}");
    private static final int WORDS_FROM = 3;
    private static final int WORDS = 2;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** @param path from {@code /api/v2} on */
    String of(String path) {
        StringBuilder family = new StringBuilder();
        String[] segments = path.split("/", WORDS_FROM + WORDS + 1);
        for (int i = WORDS_FROM; i < Math.min(segments.length, WORDS_FROM + WORDS); i++) {
            if (!WORD.matcher(segments[i]).matches()) {
                break;
            }
            family.append(i == WORDS_FROM ? "" : "-").append(segments[i].toLowerCase(Locale.ROOT));
        }
        String name = family.toString();
        boolean isOne = known.contains(name) || !name.isEmpty() && known.size() < MOST && known.add(name);
        return isOne ? name : OTHER;
    }
}
