package io.gcxcache.api;

import io.gcxcache.cache.Memory;
import io.gcxcache.catalogue.Addressed;
import io.gcxcache.catalogue.ApiPath;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.JobResource;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Parameters;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.upstream.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what is asked for at Genesys's own paths; what was read lately is not read again. Thread-safe. */
final class Requests {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 10_000;
    private static final int MOST_BYTES = 16 << 20;
    private static final int LONGEST = 2_048;

    private final Catalogue catalogue;
    private final Memory<Asked> known;

    Requests(Catalogue catalogue, InstantSource steady) {
        this.catalogue = catalogue;
        // A text and, about as long, what was read of it.
        this.known = new Memory<>(REMEMBERED, MOST, MOST_BYTES, asked -> 4 * asked.length(), steady);
    }

    /**
     * A request, read.
     *
     * @param query its query string, by the declaration
     * @param page which page it asks for; null if it is of no list
     * @param length how long its text is
     */
    record Asked(Addressed found, Parameters.Read query, AskedPage page, int length) {}

    /**
     * @param path as it was sent
     * @param query as it was sent; null if there is none
     * @throws Problem (400) if it cannot be read, (404) if nothing is declared for it, or nothing may be
     */
    Asked read(String method, String path, String query) {
        String text = method + ' ' + path + (query == null ? "" : '?' + query);
        Optional<Asked> before = known.of(text);
        if (before.isPresent()) {
            return before.get();
        }
        ApiPath read = path(path);
        Addressed found =
                declared(method.equals("HEAD") ? "GET" : method, read).orElseThrow(() -> notAnswered(method, path));
        Parameters.Read parameters = parameters(found.resource(), query);
        if (NeverKept.covers(read, parameters.canonical())) {
            throw notAnswered(method, path);
        }
        AskedPage page = found.resource() instanceof ListResource ? AskedPage.of(parameters) : null;
        Asked asked = new Asked(found, parameters, page, text.length());
        // Nobody else polls the same run.
        if (text.length() <= LONGEST && found.run().isEmpty()) {
            known.remember(text, asked);
        }
        return asked;
    }

    /**
     * The methods that a path takes, as {@code Allow} lists them (RFC 9110, section 10.2.1).
     *
     * @throws Problem (404) if it takes none
     */
    String methods(String path) {
        ApiPath read = path(path);
        List<String> methods = new ArrayList<>();
        if (!NeverKept.covers(read, "")) {
            declared("GET", read).ifPresent(reads -> methods.addAll(List.of("GET", "HEAD")));
            declared("POST", read).ifPresent(posts -> methods.add("POST"));
        }
        if (methods.isEmpty()) {
            throw notAnswered("OPTIONS", path);
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    private Optional<Addressed> declared(String method, ApiPath path) {
        return catalogue.at(method, path).filter(addressed -> !(addressed.resource() instanceof JobResource));
    }

    private static Problem notAnswered(String method, String path) {
        return Problem.notFound("The gateway answers no " + method + ' ' + path);
    }

    private static ApiPath path(String sent) {
        try {
            return ApiPath.of(sent);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The path cannot be read: " + e.getMessage());
        }
    }

    private static Parameters.Read parameters(Resource resource, String query) {
        try {
            return resource.parameters().read(query);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The query string is not percent-encoded UTF-8");
        }
    }
}
