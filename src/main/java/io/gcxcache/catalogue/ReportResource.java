package io.gcxcache.catalogue;

/**
 * A report: run, polled, and answered by the poll that finds it completed.
 *
 * @param reading how a posted query is read
 * @param polling how a run is followed
 */
public record ReportResource(Declaration declaration, Reading reading, Polling polling) implements Resource.Polled {
    /** Begins a declaration. */
    public static ResourceBuilder of(String name) {
        return new ResourceBuilder(Kind.REPORT, name);
    }
}
