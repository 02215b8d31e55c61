package io.gcxcache.catalogue;

/**
 * A query that Genesys answers at once.
 *
 * @param reading how a posted query is read
 * @param parameters how the query string beside it is read
 */
public record QueryResource(Declaration declaration, Reading reading, Parameters parameters)
        implements Resource.Posted {
    /** Begins a declaration. */
    public static ResourceBuilder of(String name) {
        return new ResourceBuilder(Kind.QUERY, name);
    }
}
