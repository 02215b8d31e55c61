package io.gcxcache.wiring;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;

/** A part of a gateway, which is put into a context, and again whenever that is started again. */
abstract class Part implements RoutesBuilder {
    /** The name of the gateway that was given none. */
    static final String GCX = "gcx";

    private final String name;

    Part() {
        this(GCX);
    }

    /** @param name of the gateway */
    Part(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    /** Makes everything anew: what was made before has ended. */
    abstract void into(CamelContext context, Stay stay) throws Exception;

    @Override
    public final void addRoutesToCamelContext(CamelContext context) throws Exception {
        Stay.in(context, name).put(this);
    }

    @Override
    public final void addTemplatedRoutesToCamelContext(CamelContext context) {
        // They come with the others.
    }

    @Override
    public final Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
        addRoutesToCamelContext(context);
        return Set.of();
    }
}
