package io.gcxcache.upstream;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A path at its barest, for what must not depend on how it is spelled: nobody knows what a server on the way makes of a slash
 * that is encoded, of what stands behind a semicolon (RFC 3986, section 3.3), of blanks, or of capitals.
 */
public final class BarePath {
    private BarePath() {}

    /** Its words. */
    public static List<String> words(String path) {
        String read = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        return Arrays.stream(read.toLowerCase(Locale.ROOT).split("/"))
                .map(segment -> segment.split(";", 2)[0].strip())
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
