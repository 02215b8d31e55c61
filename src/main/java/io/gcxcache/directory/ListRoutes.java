package io.gcxcache.directory;

import io.gcxcache.upstream.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** {@code direct:gcx-list}: any list that the YAML declares, by its name in the header {@code GcxListName}. */
public final class ListRoutes extends RouteBuilder {
    static final String NAME = "GcxListName";

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-list").routeId("gcx-list")
                .process(this::checkName).id("list-name")
                .toD("direct:gcx-list-${header.GcxListName}").id("list-by-name");
    }
    // spotless:on

    private void checkName(Exchange exchange) {
        String name = exchange.getMessage().getHeader(NAME, String.class);
        if (name == null || getContext().getRoute("gcx-list-" + name) == null) {
            throw Problem.notFound("No list of this name is declared in routes/");
        }
    }
}
