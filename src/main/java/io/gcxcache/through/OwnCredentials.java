package io.gcxcache.through;

import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.BarePath;
import java.util.List;
import java.util.Locale;

/**
 * What at Genesys is the gateway's own, so that whoever ended it would end it for all: its token and its OAuth client.
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
        List<String> words = BarePath.words(path);
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

    private static boolean begins(List<String> words, List<String> with) {
        return words.size() >= with.size() && words.subList(0, with.size()).equals(with);
    }
}
