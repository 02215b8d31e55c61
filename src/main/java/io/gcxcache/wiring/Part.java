package io.gcxcache.wiring;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;

/** A part of a gateway, which is put into a context, and again whenever that is started again. */
interface Part extends RoutesBuilder {
    /** The name of the gateway that was given none. */
    String GCX = "gcx";

    /** Makes everything anew: what was made before has ended. */
    void into(CamelContext context, Stay stay) throws Exception;

    /** Loads the files of routes that belong to it, once everything that they may name is there. */
    default void load(CamelContext context) throws Exception {
        // None do.
    }

    /** Of the gateway. */
    default String name() {
        return GCX;
    }

    @Override
    default void addRoutesToCamelContext(CamelContext context) throws Exception {
        Stay.in(context, name()).put(this);
    }

    @Override
    default void addTemplatedRoutesToCamelContext(CamelContext context) {
        // They come with the others.
    }

    @Override
    default Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
        addRoutesToCamelContext(context);
        return Set.of();
    }
}
