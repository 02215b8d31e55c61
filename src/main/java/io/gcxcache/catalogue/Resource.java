package io.gcxcache.catalogue;

import java.time.Duration;

/** Something of Genesys that is cached. Made by a {@link ResourceBuilder}, from YAML or from Java. */
public sealed interface Resource permits Resource.Read, Resource.Posted {
    /** What every kind of resource says of itself. */
    Declaration declaration();

    /** How its query string is read. */
    default Parameters parameters() {
        return Parameters.NONE;
    }

    /** One that is asked with a query string. */
    sealed interface Read extends Resource permits ListResource, ReadResource {
        /**
         * How long it is fresh.
         *
         * @param id which one is asked for
         */
        Duration ttl(String id);
    }

    /** One that is asked with a query in a body. */
    sealed interface Posted extends Resource permits QueryResource, Resource.Polled {
        Reading reading();
    }

    /** One whose query is run by Genesys and polled. */
    sealed interface Polled extends Posted permits ReportResource, JobResource {
        Polling polling();
    }
}
