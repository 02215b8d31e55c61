package io.gcxcache.wiring;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;

/** A part of a gateway, which is put into a context, and again whenever that is started again. */
interface Part extends RoutesBuilder {
    /** The name of the gateway that was given none. */
    String GCX = "gcx";

    /** Makes everything anew: what was made before has ended. */
    Rest into(CamelContext context, Stay stay) throws Exception;

    /** What is left for the end, when everything is there that files of routes may name: to load these, and what follows. */
    interface Rest {
        void load() throws Exception;
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
