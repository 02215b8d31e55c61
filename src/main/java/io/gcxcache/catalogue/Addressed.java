package io.gcxcache.catalogue;

import java.util.Map;

/**
 * A resource that is asked for by Genesys's own path.
 *
 * @param ids what stands in the path's gaps, as it was sent, by their names
 */
public record Addressed(Resource resource, Map<String, String> ids) {
    public Addressed {
        ids = Map.copyOf(ids);
    }
}
