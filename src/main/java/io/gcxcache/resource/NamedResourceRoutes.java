package io.gcxcache.resource;

import io.gcxcache.upstream.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** {@code direct:gcx-list} and {@code direct:gcx-query}: what the YAML declares, by its name in a header. */
public final class NamedResourceRoutes extends RouteBuilder {
    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-list").routeId("gcx-list")
                .process(exchange -> check(exchange, "gcx-list-", "GcxListName")).id("list-name")
                .toD("direct:gcx-list-${header.GcxListName}").id("list-by-name");

        from("direct:gcx-query").routeId("gcx-query")
                .process(exchange -> check(exchange, "gcx-query-", "GcxQueryName")).id("query-name")
                .toD("direct:gcx-query-${header.GcxQueryName}").id("query-by-name");
    }
    // spotless:on

    private void check(Exchange exchange, String prefix, String header) {
        String name = exchange.getMessage().getHeader(header, String.class);
        if (name == null || getContext().getRoute(prefix + name) == null) {
            throw Problem.notFound("Nothing of this name is declared in routes/");
        }
    }
}
