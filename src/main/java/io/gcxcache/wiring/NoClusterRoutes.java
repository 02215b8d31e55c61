package io.gcxcache.wiring;

import io.gcxcache.problem.Problem;
import org.apache.camel.builder.RouteBuilder;

/** What a gateway says of the cluster that takes part in none. */
final class NoClusterRoutes extends RouteBuilder {
    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-cluster").routeId("gcx-cluster")
                .process(exchange -> refuse()).id("no-cluster");

        from("direct:gcx-remove-member").routeId("gcx-remove-member")
                .process(exchange -> refuse()).id("no-member");
    }
    // spotless:on

    private static void refuse() {
        throw Problem.notFound("This gateway takes part in no cluster; gcx.cluster.url says in which");
    }
}
