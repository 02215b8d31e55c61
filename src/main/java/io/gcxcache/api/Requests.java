package io.gcxcache.api;

import io.gcxcache.cache.Memory;
import io.gcxcache.catalogue.Addressed;
import io.gcxcache.catalogue.ApiPath;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.NeverKept;
import io.gcxcache.catalogue.Parameters;
import io.gcxcache.catalogue.ReportResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Reads what is asked for at Genesys's own paths; what was read lately is not read again. Thread-safe. */
final class Requests {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 10_000;
    private static final int MOST_BYTES = 16 << 20;
    private static final int LONGEST = 2_048;

    private final LiveCatalogue catalogue;
    private final Memory<Asked> known;

    Requests(LiveCatalogue catalogue, InstantSource steady) {
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
     * @return nothing if nothing is declared for it, or nothing may be
     * @throws Problem (400) if it cannot be read
     */
    Optional<Asked> read(String method, String path, String query) {
        String text = method + ' ' + path + (query == null ? "" : '?' + query);
        Catalogue declared = catalogue.current();
        Optional<Asked> before =
                known.of(text).filter(asked -> declared.knows(asked.found().resource()));
        if (before.isPresent()) {
            return before;
        }
        ApiPath read = path(path);
        Optional<Addressed> addressed = declared.at(method.equals("HEAD") ? "GET" : method, read);
        if (addressed.isEmpty()) {
            return Optional.empty();
        }
        Addressed found = addressed.get();
        Parameters.Read parameters = parameters(found.resource(), query);
        if (NeverKept.covers(read, parameters.canonical())) {
            return Optional.empty();
        }
        AskedPage page = found.resource() instanceof ListResource ? AskedPage.of(parameters) : null;
        Asked asked = new Asked(found, parameters, page, text.length());
        if (text.length() <= LONGEST && !isPollOfReport(found)) {
            known.remember(text, asked);
        }
        return Optional.of(asked);
    }

    /** Nobody else polls the same run. */
    private static boolean isPollOfReport(Addressed found) {
        return found.run().isPresent() && found.resource() instanceof ReportResource;
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
