package io.gcxcache.paging;

import io.gcxcache.upstream.UpstreamRoomRouteTest;
import org.apache.camel.RoutesBuilder;

/** The walk through a list, with its real beans, over the routes to Genesys. */
abstract class PagingRoomRouteTest extends UpstreamRoomRouteTest {
    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        RoutesBuilder upstream = super.createRouteBuilders()[0];
        PageSteps.bind(context.getRegistry(), budgets, services);
        return new RoutesBuilder[] {upstream, fetchRoutes("gcx-pages")};
    }
}
