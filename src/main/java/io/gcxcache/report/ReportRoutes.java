package io.gcxcache.report;

import io.gcxcache.ask.Ask;
import io.gcxcache.ask.AskRoutes;
import io.gcxcache.budget.Budgets;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Pools;
import io.gcxcache.context.Round;
import io.gcxcache.context.Services;
import io.gcxcache.context.WithinMemory;
import io.gcxcache.metrics.Usage;
import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.FromExchange;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.concurrent.SynchronousExecutorService;

/**
 * The doors of what is posted: {@code direct:gcx-report} and {@code direct:gcx-query}. Its beans are the steps of the
 * routes {@code gcx-fetch-query} and {@code gcx-fetch-job}; {@code gcx-delete-job} goes on behind the latter.
 */
public final class ReportRoutes extends RouteBuilder {
    private static final int LARGE_BODY = KnownQueries.LONGEST;
    private static final String DELETE_RUN = "direct:gcx-delete-run?block=false";
    private static final long SWEEP_SECONDS = 1;

    private final LiveCatalogue catalogue;
    private final QueryReaders readers;
    private final Explanations explanations;
    private final QueryFetch queries;
    private final JobFetch jobs;
    private final SharedJobs shared;
    private final Pools pools;

    /** @param settings as they are now */
    public ReportRoutes(
            LiveCatalogue catalogue,
            EntryStore store,
            Budgets budgets,
            Supplier<ReportSettings> settings,
            Services services) {
        this.catalogue = catalogue;
        this.readers = new QueryReaders(catalogue, settings, services);
        Answers answers = new Answers(() -> settings.get().provisionalTtl());
        this.explanations = new Explanations(catalogue, store, budgets, settings, services);
        this.queries = new QueryFetch(answers);
        this.jobs = new JobFetch(budgets, new PollDelay(services.random()), answers);
        this.shared = new SharedJobs(catalogue, store, answers, services);
        this.pools = services.pools();
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());
        Registry registry = getContext().getRegistry();
        registry.bind("gcxQuery", queries);
        registry.bind("gcxJob", jobs);
        registry.bind("gcxJobStarted", new WithinMemory(JobAnswers::started));
        registry.bind("gcxJobPolled", new WithinMemory(JobAnswers::polled));
        registry.bind("gcxJobCollected", new WithinMemory(JobAnswers::collected));
        // The tapped route leaves the thread by itself, and nothing is lost if there is no room for it.
        registry.bind("gcx-caller", new SynchronousExecutorService());

        from("direct:gcx-explain").routeId("gcx-explain")
                .process(this::explain).id("explain")
                .marshal().json(JsonLibrary.Jackson).id("explanation-json");

        from("direct:gcx-report").routeId("gcx-report")
                .process(this::report).id("report")
                .to("direct:gcx-read-query?block=false").id("read-report");

        from("direct:gcx-query").routeId("gcx-query")
                .process(this::query).id("query")
                .to("direct:gcx-read-query?block=false").id("read-named-query");

        from("direct:gcx-read-query").routeId("gcx-read-query")
                .filter(ReportRoutes::isLarge).id("if-large")
                        .threads().executorService("gcx-work").id("leave-the-event-loop-to-read").end()
                .end()
                .process(this::read).id("read-query")
                .to(AskRoutes.ASK).id("ask-for-query");

        from("direct:gcx-run-report").routeId("gcx-run-report")
                .filter(ReportRoutes::isLarge).id("if-large-report")
                        .threads().executorService("gcx-work").id("leave-the-event-loop-to-read-report").end()
                .end()
                .process(this::read).id("read-report-to-run")
                .to("direct:gcx-start-run?block=false").id("start-run-of-report");

        // Nobody waits for it, whatever became of the run.
        from("direct:gcx-delete-job").routeId("gcx-delete-job")
                .filter(jobs::isToCleanUp).id("if-to-clean-up")
                        .process(jobs::openDeletion).id("open-deletion")
                        .to(DELETE_RUN).id("delete-run")
                .end();

        from("direct:gcx-delete-run").routeId("gcx-delete-run")
                .loopDoWhile(jobs::isUndeleted).id("until-deleted")
                        .delay(method(jobs, "deletionDelay")).asyncDelayed().executorService("gcx-timers")
                                .id("wait-to-delete")
                        .threads().executorService("gcx-work").id("leave-the-deletion-timer")
                        .process(jobs::askDelete).id("ask-delete")
                        .enrich("direct:gcx-upstream?block=false", new WithinMemory(JobFetch::deleted), true)
                                .id("delete")
                .end();

        // Jobs at Genesys's own paths: one for all who start the same, followed by each client itself.
        from("direct:gcx-share-job").routeId("gcx-share-job")
                .filter(ReportRoutes::isLarge).id("if-large-job")
                        .threads().executorService("gcx-work").id("leave-the-event-loop-to-read-job").end()
                .end()
                .process(this::read).id("read-job")
                .process(shared::passByWhatIsOver).id("pass-by-what-is-over")
                .to(AskRoutes.ASK).id("ask-for-job");

        from("direct:gcx-follow-job").routeId("gcx-follow-job")
                .choice().id("shared-or-passed-on")
                        .when(exchange -> !shared.isShared(exchange))
                                .process(Ask::nothing).id("is-nothing-known")
                                .to("direct:gcx-pass?block=false").id("pass-job-on")
                        .endChoice()
                        .when(SharedJobs::isDeletion)
                                .process(shared::deleteLater).id("delete-later")
                        .endChoice()
                        .otherwise()
                                .process(shared::follow).id("follow-job")
                                .to(AskRoutes.ASK).id("ask-about-job")
                .end();

        from("direct:gcx-fetch-job-start").routeId("gcx-fetch-job-start")
                .process(QueryFetch::post).id("ask-job-start")
                .enrich("direct:gcx-upstream?block=false").id("start-job")
                .transform(new FromExchange(shared::started)).id("render-job-start");

        from("direct:gcx-fetch-job-status").routeId("gcx-fetch-job-status")
                .process(SharedJobs::askAsClientsDo).id("ask-job-status")
                .enrich("direct:gcx-upstream?block=false", new WithinMemory(shared::polled), true).id("poll-job");

        from("direct:gcx-fetch-job-results").routeId("gcx-fetch-job-results")
                .process(SharedJobs::askAsClientsDo).id("ask-job-results")
                .enrich("direct:gcx-upstream?block=false", new WithinMemory(shared::collected), true).id("collect-job");

        sweep();
    }
    // spotless:on

    /** The timer hands over at once. */
    private void sweep() {
        ProducerTemplate deletions = getContext().createProducerTemplate();
        deletions.setExecutorService(pools.work());
        pools.timers()
                .scheduleWithFixedDelay(
                        new Round("sweep the jobs", () -> shared.sweep(job -> delete(job, deletions))),
                        SWEEP_SECONDS,
                        SWEEP_SECONDS,
                        TimeUnit.SECONDS);
    }

    private static void delete(SharedJob job, ProducerTemplate deletions) {
        try {
            deletions.asyncSend(DELETE_RUN, exchange -> Deletion.open(exchange, job.path(), job.family()));
        } catch (RejectedExecutionException e) {
            // It expires by itself.
        }
    }

    private void explain(Exchange exchange) {
        Explanations.Explanation explanation = explanations.explain(exchange);
        exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        exchange.getMessage().setBody(explanation);
    }

    private void report(Exchange exchange) {
        Resource report = catalogue.current().report().orElseThrow(() -> Problem.notFound("No report is declared"));
        Ask.about(exchange, report, exchange.getMessage().getHeader(GcxHeaders.REPORT_ID, String.class));
    }

    private void query(Exchange exchange) {
        Resource query = catalogue
                .current()
                .query(exchange.getMessage().getHeader(GcxHeaders.QUERY_NAME, String.class))
                .orElseThrow(() -> Problem.notFound("No query of this name is declared"));
        Ask.about(exchange, query, null);
    }

    private void read(Exchange exchange) {
        Resource.Posted resource = (Resource.Posted) Ask.of(exchange).resource();
        readers.of(resource).read(exchange);
        AskedQuery query = (AskedQuery) Ask.of(exchange).posted();
        Usage.of(exchange).spelled(query.spelling().rule().word());
    }

    private static boolean isLarge(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof byte[] body && body.length > LARGE_BODY;
    }
}
