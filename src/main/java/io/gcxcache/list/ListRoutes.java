package io.gcxcache.list;

import io.gcxcache.ask.Ask;
import io.gcxcache.ask.AskRoutes;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

/** The doors of lists: {@code direct:gcx-directory} and {@code direct:gcx-list}. */
public final class ListRoutes extends RouteBuilder {
    /** The list whose things are asked for as directories. */
    private static final String DIRECTORY = "directory";

    private final LiveCatalogue catalogue;
    private final InstantSource steady;

    public ListRoutes(LiveCatalogue catalogue, InstantSource steady) {
        this.catalogue = catalogue;
        this.steady = steady;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-directory").routeId("gcx-directory").streamCache(false)
                .process(this::directory).id("directory")
                .to(AskRoutes.ASK).id("ask-for-directory");

        from("direct:gcx-list").routeId("gcx-list").streamCache(false)
                .process(this::list).id("list")
                .to(AskRoutes.ASK).id("ask-for-list");
    }
    // spotless:on

    private void directory(Exchange exchange) {
        String id = exchange.getMessage().getHeader(GcxHeaders.DIRECTORY_ID, String.class);
        Ask.about(exchange, declared(DIRECTORY), id).name(exchange, steady);
    }

    private void list(Exchange exchange) {
        Message message = exchange.getMessage();
        ListResource list = declared(message.getHeader(GcxHeaders.LIST_NAME, String.class));
        String id = message.getHeader(GcxHeaders.ID, String.class);
        if (id != null && !list.declaration().hasId()) {
            throw Problem.notFound(list.declaration().name() + " is one list, without ids");
        }
        Ask.about(exchange, list, id).name(exchange, steady);
    }

    private ListResource declared(String name) {
        return catalogue.current().list(name).orElseThrow(() -> Problem.notFound("No list of this name is declared"));
    }
}
