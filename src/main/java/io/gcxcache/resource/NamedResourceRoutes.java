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
                .process(this::checkQuery).id("query-name")
                .toD("direct:gcx-query-${header.GcxQueryName}").id("query-by-name");
    }
    // spotless:on

    /** A query has a cached resource behind it, which is not to be asked directly: it does not read the body. */
    private void checkQuery(Exchange exchange) {
        check(exchange, "gcx-query-", "GcxQueryName");
        String name = exchange.getMessage().getHeader("GcxQueryName", String.class);
        if (getContext().getRoute("gcx-query-" + name + "-cached") == null) {
            throw notDeclared();
        }
    }

    private void check(Exchange exchange, String prefix, String header) {
        String name = exchange.getMessage().getHeader(header, String.class);
        if (name == null || getContext().getRoute(prefix + name) == null) {
            throw notDeclared();
        }
    }

    private static Problem notDeclared() {
        return Problem.notFound("Nothing of this name is declared in routes/");
    }
}
