package io.gcxcache.catalogue;

import java.time.Duration;

/**
 * What is read with a GET and passes as it came: one thing, or one page of a list.
 *
 * @param ttl how long it is fresh, unless its parameters make it live
 * @param parameters how its query string is read
 */
public record ReadResource(Declaration declaration, Duration ttl, Parameters parameters) implements Resource.Read {
    @Override
    public Duration ttl(String id) {
        return ttl;
    }

    /** Begins the declaration of one thing, for example {@code ReadResource.ofObject("organization").path("/api/v2/organizations/me").ttl(3600)}. */
    public static ResourceBuilder ofObject(String name) {
        return new ResourceBuilder(Kind.OBJECT, name);
    }

    /** Begins the declaration of a list whose pages are kept one by one. */
    public static ResourceBuilder ofPage(String name) {
        return new ResourceBuilder(Kind.PAGE, name);
    }
}
