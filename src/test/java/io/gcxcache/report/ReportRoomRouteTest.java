package io.gcxcache.report;

import io.gcxcache.RouteTest;
import io.gcxcache.ask.Ask;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.BudgetPolicy;
import io.gcxcache.budget.ClientForms;
import io.gcxcache.budget.LocalBudgets;
import io.gcxcache.cache.Backing;
import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.JobResource;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.QueryResource;
import io.gcxcache.catalogue.ReportResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;

/** The routes of this room and those of {@code routes/fetch.camel.yaml}, with their real beans and one of each kind. */
abstract class ReportRoomRouteTest extends RouteTest {
    static final String BODY = "{\"metrics\":[\"nOffered\"]}";

    final Catalogue catalogue = DeclaredResources.catalogue(
            QueryResource.of("things").path("/api/v2/things/query"),
            ReportResource.of("report")
                    .path("/api/v2/runs/{id}")
                    .family("analytics-run")
                    .set("fetchFamily", "analytics-fetch")
                    .set("poll", "/api/v2/runs/{id}/{run}")
                    .set("idField", "id")
                    .set("stateField", "state")
                    .set("done", List.of("DONE"))
                    .set("running", List.of("QUEUED", "RUNNING"))
                    .set("messageField", "why"),
            JobResource.of("jobs")
                    .path("/api/v2/jobs")
                    .set("idField", "id")
                    .set("done", List.of("DONE"))
                    .set("running", List.of("QUEUED", "RUNNING"))
                    .set("pageSize", 10L));

    private final EntryStore store =
            new EntryStore(new CacheBounds(10, 1 << 20), clock, (key, reason) -> {}, replaced -> {}, Backing.NONE);

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        Services services =
                new Services(clock, clock, () -> 0, new Meters(new SimpleMeterRegistry()), new AuditTrail(), pools);
        LocalBudgets budgets = new LocalBudgets(
                new BudgetPolicy(
                        1000, Duration.ofSeconds(60), 1_000_000, ClientForms.parse(""), 0.1, Duration.ofSeconds(1)),
                services);
        ReportSettings settings = new ReportSettings(Duration.ofSeconds(10), Duration.ofSeconds(300));
        return new RoutesBuilder[] {
            new ReportRoutes(new LiveCatalogue(catalogue), store, budgets, () -> settings, services),
            fetchRoutes("gcx-fetch-query", "gcx-fetch-job")
        };
    }

    final Resource query() {
        return catalogue.query("things").orElseThrow();
    }

    final Resource report() {
        return catalogue.report().orElseThrow();
    }

    final Resource job() {
        return catalogue.query("jobs").orElseThrow();
    }

    /** Makes the exchange ask what the doors and the reading of the query make of it. */
    final Ask ask(Exchange exchange, Resource resource) {
        Ask ask = Ask.about(exchange, resource, "1");
        AskedQuery asked = TestQuery.withBody(BODY, clock.instant(), "60");
        ask.name(exchange, asked, ":hash:en-US", clock);
        return ask;
    }
}
