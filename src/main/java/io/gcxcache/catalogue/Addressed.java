package io.gcxcache.catalogue;

import java.util.Map;
import java.util.Optional;

/**
 * A resource that is asked for by Genesys's own path, or polled there.
 *
 * @param ids what stands in the path's gaps, as it was sent, by their names
 */
public record Addressed(Resource resource, Map<String, String> ids) {
    public Addressed {
        ids = Map.copyOf(ids);
    }

    /** The run of a report or a job that is asked about; empty if none is. */
    public Optional<String> run() {
        return Optional.ofNullable(ids.get(Polling.RUN));
    }
}
