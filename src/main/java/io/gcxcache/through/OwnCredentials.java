package io.gcxcache.through;

import io.gcxcache.upstream.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What at Genesys is the gateway's own, so that whoever ended it would end it for all: its token and its OAuth client. Paths are
 * judged as they read, however they are spelled: nobody knows what a server on the way makes of them.
 */
final class OwnCredentials {
    private static final List<String> TOKEN = List.of("api", "v2", "tokens", "me");

    private final List<String> client;

    /** @param clientId of the gateway's OAuth client */
    OwnCredentials(String clientId) {
        this.client = List.of("api", "v2", "oauth", "clients", clientId.toLowerCase(Locale.ROOT));
    }

    /** @throws Problem if a request is not passed on: 400, 403 or 404 */
    void check(String method, String path) {
        List<String> words = words(path);
        if (words.contains(".") || words.contains("..")) {
            throw Problem.badRequest("A path has no dot segments");
        }
        if (begins(words, TOKEN)) {
            throw Problem.notFound("The gateway answers no " + method + ' ' + path);
        }
        if (begins(words, client) && !method.equals("GET") && !method.equals("HEAD")) {
            throw Problem.forbidden("This OAuth client is the gateway's own, and is not changed through it");
        }
    }

    /** Without what may stand behind a semicolon in each segment, see RFC 3986, section 3.3. */
    private static List<String> words(String path) {
        String read = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        return Arrays.stream(read.toLowerCase(Locale.ROOT).split("/"))
                .map(segment -> segment.split(";", 2)[0].strip())
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static boolean begins(List<String> words, List<String> with) {
        return words.size() >= with.size() && words.subList(0, with.size()).equals(with);
    }
}
