package io.gcxcache.report;

import io.gcxcache.cache.CanonicalJson;
import io.gcxcache.resource.Flight;
import io.gcxcache.resource.TemplateParameters;
import io.gcxcache.upstream.Budget;
import io.gcxcache.upstream.Budgets;
import io.gcxcache.upstream.FromExchange;
import io.gcxcache.upstream.GcxHeaders;
import io.gcxcache.upstream.Problem;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.DoubleSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RouteTemplateContext;
import org.apache.camel.builder.RouteBuilder;

/**
 * The templates of posted questions: {@code gcx-query} reads and names one, {@code gcx-post} asks it at once,
 * {@code gcx-run} runs it, polls it and fetches its results.
 */
public final class ReportRoutes extends RouteBuilder {
    private static final int LARGE_BODY = 16_384;

    private final TtlRules reportTtl;
    private final Budgets budgets;
    private final InstantSource clock;
    private final Backoff backoff;
    private final Documents documents;

    /** @param reportTtl the rules that {@code ttl: reports} means */
    public ReportRoutes(TtlRules reportTtl, Budgets budgets, InstantSource clock, DoubleSupplier random) {
        this.reportTtl = reportTtl;
        this.budgets = budgets;
        this.clock = clock;
        this.backoff = new Backoff(random);
        this.documents = new Documents(clock);
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        routeTemplate("gcx-query")
                .templateParameter("name", null, "The query is asked at direct:gcx-{name}")
                .templateParameter("ttl", "reports", "TTL rules with semicolons between, or reports for gcx.report.ttl.*")
                .templateParameter("sets", "metrics,groupBy,predicates", "Fields whose arrays are sets")
                .templateParameter("defaults", "{}", "Fields that mean the same if they are left out")
                .templateParameter("timeZone", "UTC", "The time zone of queries that name none")
                .templateBean("reader", Processor.class, this::reader)
                .from("direct:gcx-{{name}}")
                .filter(ReportRoutes::isLarge).id("{{name}}-if-large")
                        .threads().executorService("gcx-upstream").id("{{name}}-leave-the-event-loop")
                        .end()
                .end()
                .process("{{reader}}").id("{{name}}-read-query")
                .to("direct:gcx-{{name}}-cached").id("{{name}}-ask-cache");

        routeTemplate("gcx-post")
                .templateParameter("name", null, "The fetch endpoint is direct:gcx-{name}")
                .templateParameter("path", null, "The path that the query is posted to")
                .from("direct:gcx-{{name}}")
                .setHeader(GcxHeaders.PATH, simple("{{path}}")).id("{{name}}-path")
                .process(ReportRoutes::post).id("{{name}}-post")
                .enrich("direct:gcx-upstream").id("{{name}}-answer")
                .process(documents::ofQuery).id("{{name}}-render");

        routeTemplate("gcx-run")
                .templateParameter("name", null, "The fetch endpoint is direct:gcx-{name}")
                .templateParameter("runPath", null, "The path that a run is started at")
                .templateParameter("runFamily", "analytics-run", "The rate-limit family of starting runs")
                .templateParameter("fetchFamily", "analytics-fetch", "The rate-limit family of all that follows")
                .templateParameter("idField", null, "The field that names the run")
                .templateParameter("pollPath", null, "The path that tells how far ${header.GcxRunId} is")
                .templateParameter("stateField", null, "The field that tells the state")
                .templateParameter("done", null, "States in which the results are there")
                .templateParameter("running", null, "States in which to poll again; all others have failed")
                .templateParameter("messageField", null, "The field that tells why it failed")
                .templateOptionalParameter("resultsPath", "The path of the results' pages")
                .templateOptionalParameter("resultsField", "The field of a page that holds results")
                .templateParameter("pageSize", "1000", "How many results a page asks for")
                .templateParameter("cleanUp", "false", "Whether the run is deleted when its results are in")
                .templateBean("run", RunSteps.class, this::runSteps)
                .from("direct:gcx-{{name}}")
                .bean("{{run}}", "open").id("{{name}}-open")
                .loopDoWhile(exchange -> !Run.of(exchange).isDone() && isAwaited(exchange)).id("{{name}}-until-done")
                        .filter(exchange -> !Run.of(exchange).isStarted()).id("{{name}}-if-not-started")
                                .bean("{{run}}", "askStart").id("{{name}}-ask-start")
                                .enrich("direct:gcx-upstream", RunSteps::started).id("{{name}}-start")
                        .end()
                        .delay(new FromExchange(this::pollDelay)).asyncDelayed().executorService("gcx-timers").id("{{name}}-wait")
                        .threads().executorService("gcx-upstream").id("{{name}}-leave-the-timer")
                        .bean("{{run}}", "askPoll").id("{{name}}-ask-poll")
                        .enrich("direct:gcx-upstream", RunSteps::polled, true).id("{{name}}-poll")
                        .end()
                .end()
                .loopDoWhile(exchange -> !Run.of(exchange).isCollected() && isAwaited(exchange)).id("{{name}}-until-collected")
                        .bean("{{run}}", "askResults").id("{{name}}-ask-results")
                        .enrich("direct:gcx-upstream", RunSteps::collected, true).id("{{name}}-results")
                .end()
                .filter(exchange -> Run.of(exchange).isToCleanUp()).id("{{name}}-if-to-clean-up")
                        .bean("{{run}}", "askDelete").id("{{name}}-ask-delete")
                        .enrich("direct:gcx-upstream", RunSteps::deleted, true).id("{{name}}-delete")
                .end()
                .process(documents::ofRun).id("{{name}}-render");
    }
    // spotless:on

    private Object reader(RouteTemplateContext template) {
        TemplateParameters parameters = new TemplateParameters(template);
        String ttl = parameters.text("ttl");
        try {
            return new QueryReader(
                    parameters.names("sets"),
                    CanonicalJson.read(parameters.text("defaults").getBytes(StandardCharsets.UTF_8)),
                    ZoneId.of(parameters.text("timeZone")),
                    ttl.equals("reports") ? reportTtl : TtlRules.parse(ttl),
                    clock);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("Query " + parameters.text("name") + ": " + e.getMessage());
        }
    }

    private Object runSteps(RouteTemplateContext template) {
        TemplateParameters parameters = new TemplateParameters(template);
        return new RunSteps(new RunProfile(
                parameters.text("name"),
                parameters.expression("runPath"),
                parameters.text("runFamily"),
                parameters.text("fetchFamily"),
                parameters.text("idField"),
                parameters.expression("pollPath"),
                parameters.text("stateField"),
                parameters.names("done"),
                parameters.names("running"),
                parameters.text("messageField"),
                parameters.optional("resultsPath") == null ? null : parameters.expression("resultsPath"),
                parameters.optional("resultsField"),
                parameters.number("pageSize", 1, 10_000),
                parameters.flag("cleanUp")));
    }

    /** A run that nobody waits for any more, because its flight ran out of time, is given up. */
    private static boolean isAwaited(Exchange exchange) {
        Flight flight = Flight.of(exchange);
        if (flight != null && flight.hasLanded()) {
            throw Problem.tooSlow("The run was given up at its flight's time limit");
        }
        return true;
    }

    private long pollDelay(Exchange exchange) {
        Run run = Run.of(exchange);
        boolean slower = budgets.mode(run.fetchFamily()) != Budget.Mode.NORMAL;
        Duration delay = backoff.before(run.polls(), slower);
        Duration postponed = run.postponement();
        return Math.max(delay.toMillis(), postponed.toMillis());
    }

    private static boolean isLarge(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof byte[] body && body.length > LARGE_BODY;
    }

    static void post(Exchange exchange) {
        Message message = exchange.getMessage();
        message.setHeader(GcxHeaders.METHOD, "POST");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(AskedQuery.of(exchange).body());
    }
}
