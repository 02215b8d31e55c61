package io.gcxcache.simulator;

import java.util.List;

/** The endpoints that share one rate limit. */
interface ApiFamily {
    /** The family of the paths that no other family knows. */
    String OTHER = "other";

    String name();

    List<Endpoint> endpoints();
}
