package io.gcxcache.context;

import org.apache.camel.CamelContext;
import org.apache.camel.TypeConverter;
import org.apache.camel.support.service.ServiceSupport;

/** A type converter of a class of ours, which goes with the gateway: a host may refuse one that it has already. */
public final class OwnConverter extends ServiceSupport {
    private final CamelContext context;
    private final Class<?> to;
    private final Class<?> from;

    private OwnConverter(CamelContext context, Class<?> to, Class<?> from) {
        this.context = context;
        this.to = to;
        this.from = from;
    }

    /** Adds it now, and takes it away when the services of the gateway stop. */
    public static void add(CamelContext context, Class<?> to, Class<?> from, TypeConverter converter) throws Exception {
        context.getTypeConverterRegistry().addTypeConverter(to, from, converter);
        context.addService(new OwnConverter(context, to, from));
    }

    @Override
    protected void doStop() {
        context.getTypeConverterRegistry().removeTypeConverter(to, from);
    }
}
