package io.gcxcache.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/** {@code direct:gcx-routes}: which path is served by which route, and whether its answers are given again without it. */
public final class ServedRoutes extends RouteBuilder {
    private final Dispatcher dispatcher;
    private final Supplier<?> declarations;

    /** @param declarations what there is to tell of them */
    public ServedRoutes(GcxHttpServer server, Supplier<?> declarations) {
        this.dispatcher = server.dispatcher();
        this.declarations = declarations;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-routes").routeId("gcx-routes")
                .process(exchange -> exchange.getMessage().setBody(new Listed(declarations.get(), served()))).id("list-served-routes")
                .marshal().json(JsonLibrary.Jackson).id("served-routes-json");
    }
    // spotless:on

    private List<Served> served() {
        return dispatcher.paths().entries().stream()
                .map(entry -> entry.target().told(entry))
                .sorted(Comparator.comparing(Served::path).thenComparing(Served::route))
                .toList();
    }

    /** What {@code GET /gcx/routes} tells. */
    record Listed(Object declarations, List<Served> routes) {}

    /**
     * @param methods that are served; empty for all
     * @param replayed how many of its requests were answered without it, since the start; null if none is to be
     * @param notReplayed why none is now
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Served(String route, String path, List<String> methods, String access, Long replayed, String notReplayed) {}
}
