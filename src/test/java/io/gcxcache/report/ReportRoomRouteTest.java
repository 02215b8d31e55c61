package io.gcxcache.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.RouteTest;
import io.gcxcache.ask.Profile;
import io.gcxcache.ask.Question;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.cache.Directive;
import io.gcxcache.metrics.Meters;
import io.gcxcache.upstream.BudgetPolicy;
import io.gcxcache.upstream.LocalBudgets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;

/** The templates of this room, with their real beans, and one instance of each. */
abstract class ReportRoomRouteTest extends RouteTest {
    static final String BODY = "{\"metrics\":[\"nOffered\"]}";

    final LocalBudgets budgets = new LocalBudgets(
            new BudgetPolicy(1000, Duration.ofSeconds(60), 0.1, Duration.ofSeconds(1)),
            clock,
            new Meters(new SimpleMeterRegistry()),
            new AuditTrail());

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        TtlRules rules = TtlRules.parse(List.of("60"));
        return new RoutesBuilder[] {new ReportRoutes(rules, budgets, clock, () -> 0), instances()};
    }

    private static RoutesBuilder instances() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                templatedRoute("gcx-query").routeId("gcx-ask").parameter("name", "ask");
                templatedRoute("gcx-post")
                        .routeId("gcx-answer")
                        .parameter("name", "answer")
                        .parameter("path", "/api/v2/things/query");
                templatedRoute("gcx-run")
                        .routeId("gcx-report-run")
                        .parameter("name", "report-run")
                        .parameter("runPath", "/api/v2/runs")
                        .parameter("idField", "id")
                        .parameter("pollPath", "/api/v2/runs/${header.GcxRunId}")
                        .parameter("stateField", "state")
                        .parameter("done", "DONE")
                        .parameter("running", "QUEUED,RUNNING")
                        .parameter("messageField", "why");
                templatedRoute("gcx-run")
                        .routeId("gcx-job")
                        .parameter("name", "job")
                        .parameter("runPath", "/api/v2/jobs")
                        .parameter("idField", "id")
                        .parameter("pollPath", "/api/v2/jobs/${header.GcxRunId}")
                        .parameter("stateField", "state")
                        .parameter("done", "DONE")
                        .parameter("running", "QUEUED,RUNNING")
                        .parameter("messageField", "why")
                        .parameter("resultsPath", "/api/v2/jobs/${header.GcxRunId}/results")
                        .parameter("resultsField", "results")
                        .parameter("pageSize", "10")
                        .parameter("cleanUp", "true");
            }
        };
    }

    final Question question() {
        Profile profile = new Profile(
                "thing",
                "direct:gcx-answer",
                "things",
                "thing:read",
                Duration.ofSeconds(100),
                Duration.ofSeconds(60),
                false,
                null,
                null);
        return new Question(profile, "gcx:thing:1", null, Directive.FRESH, clock.millis(), System.nanoTime());
    }

    /** Makes the exchange what the resource's routes and the query's reading make of it. */
    final void ask(Exchange exchange) {
        exchange.setProperty("GcxQuestion", question());
        ObjectNode query = JsonNodeFactory.instance.objectNode();
        new AskedQuery(
                        query,
                        BODY.getBytes(StandardCharsets.UTF_8),
                        QueryDates.of(query, ZoneOffset.UTC, clock.instant()),
                        TtlRules.parse(List.of("60")))
                .putOn(exchange);
    }
}
