package io.gcxcache.catalogue;

/**
 * One of Genesys's asynchronous jobs: run, polled, and answered by the pages of its results.
 *
 * @param reading how a posted query is read
 * @param polling how a run is followed
 */
public record JobResource(Declaration declaration, Reading reading, Polling polling) implements Resource.Polled {
    /** Begins a declaration. */
    public static ResourceBuilder of(String name) {
        return new ResourceBuilder(Kind.JOB, name);
    }
}
