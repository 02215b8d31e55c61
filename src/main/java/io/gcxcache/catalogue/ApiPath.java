package io.gcxcache.catalogue;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path at Genesys, segment by segment. Immutable.
 *
 * @param sent the segments behind the first slash, as they were sent
 * @param read the same, decoded
 */
public record ApiPath(List<String> sent, List<String> read) {
    /** What is in no path by RFC 3986, section 3.3; looked for, since to match a long path would take a deep stack. */
    private static final Pattern WRONG = Pattern.compile("[^/A-Za-z0-9._~!$&'()*+,;=:@%-]|%(?![0-9A-Fa-f]{2})");

    public ApiPath {
        sent = List.copyOf(sent);
        read = List.copyOf(read);
    }

    /** @throws IllegalArgumentException if it is no path, or not percent-encoded UTF-8; says so */
    public static ApiPath of(String path) {
        if (!path.startsWith("/") || WRONG.matcher(path).find()) {
            throw new IllegalArgumentException("it holds what is to be percent-encoded");
        }
        List<String> sent = List.of(path.substring(1).split("/", -1));
        List<String> read = new ArrayList<>(sent.size());
        for (String segment : sent) {
            String text = read(segment);
            if (text.indexOf('\uFFFD') >= 0) {
                throw new IllegalArgumentException("it is not percent-encoded UTF-8");
            }
            read.add(text);
        }
        return new ApiPath(sent, read);
    }

    /** What a part of a path says, however it is spelled. */
    static String read(String sent) {
        // Of a form's encoding, only the plus differs from that of a path.
        return URLDecoder.decode(sent.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
