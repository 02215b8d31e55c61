package io.gcxcache.resource;

import com.github.benmanes.caffeine.cache.Cache;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EarlyRefresh;
import io.gcxcache.cache.Invalidations;
import io.gcxcache.cdn.Outbox;
import io.gcxcache.metrics.Meters;
import io.gcxcache.upstream.Budgets;
import io.gcxcache.upstream.NotModified;
import io.gcxcache.upstream.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.DoubleSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RouteTemplateContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.apache.camel.util.concurrent.SynchronousExecutorService;

/** The template {@code gcx-resource}, which every cached resource instantiates, and the refresh behind all of them. */
public final class ResourceRoutes extends RouteBuilder {
    /**
     * The property of an exchange whose consumer writes a body of several segments by itself: the body of a reply is then
     * the list of them, so that nothing is joined for it.
     */
    public static final String WRITES_SEGMENTS = "GcxWritesSegments";

    private final Cache<String, CacheEntry> cache;
    private final Invalidations invalidations;
    private final Outbox outbox;
    private final Flights flights;
    private final Meters meters;
    private final InstantSource clock;
    private final Map<String, QuestionStep> questions = new ConcurrentHashMap<>();
    private final Judge judge;
    private final Reply reply;
    private final Refresh refresh;

    public ResourceRoutes(
            Cache<String, CacheEntry> cache,
            Invalidations invalidations,
            Outbox outbox,
            Flights flights,
            Budgets budgets,
            EarlyRefresh earlyRefresh,
            Meters meters,
            AuditTrail audit,
            InstantSource clock,
            DoubleSupplier random) {
        this.cache = cache;
        this.invalidations = invalidations;
        this.outbox = outbox;
        this.flights = flights;
        this.meters = meters;
        this.clock = clock;
        this.judge = new Judge(flights, invalidations, budgets, earlyRefresh, clock, random);
        this.reply = new Reply(budgets, meters, clock);
        SchemaVersions schemas = new SchemaVersions(cache, audit, clock);
        this.refresh = new Refresh(cache, flights, schemas, invalidations, outbox, meters, clock);
    }

    @Override
    // spotless:off
    public void configure() throws Exception {
        errorHandler(noErrorHandler());
        ExecutorService caller = new SynchronousExecutorService();
        AwaitFlight await = new AwaitFlight(
                getContext().getRegistry().lookupByNameAndType("gcx-timers", ScheduledExecutorService.class));
        getContext().addRoutes(new RunRoutes(flights, judge, reply, clock));
        getContext().addRoutes(new EntryRoutes(cache, invalidations, outbox, clock));
        getContext().addRoutes(new VerificationRoutes(questions, judge, await));

        routeTemplate("gcx-resource")
                .templateParameter("name", null, "The resource is asked for at direct:gcx-{name}")
                .templateParameter("key", null, "Names the question, as a simple expression")
                .templateParameter("fetch", null, "The endpoint that fetches the resource")
                .templateParameter("family", null, "Its rate-limit family upstream")
                .templateParameter("scope", null, "The OAuth scope that it needs")
                .templateParameter("staleWindow", "{{gcx.stale.window}}", "Seconds it may be served beyond its TTL")
                .templateParameter("timeLimit", "60", "Seconds a fetch may take in all")
                .templateParameter("shareable", "false", "Whether shared caches in front may keep it")
                .templateOptionalParameter("id", "The header that carries the id asked for")
                .templateOptionalParameter("subject", "The audit field that carries that id")
                .templateOptionalParameter("resource", "What its things are called, the first of their tags; name unless set")
                .templateOptionalParameter("tags", "More tags with commas between, as a simple expression")
                .templateBean("question", Processor.class, this::questionStep)
                .from("direct:gcx-{{name}}")
                .process("{{question}}").id("{{name}}-question")
                .to("caffeine-cache:gcx?action=GET").id("{{name}}-look-up")
                .process(judge).id("{{name}}-judge")
                .choice()
                        .when(exchange -> Verdict.of(exchange).isHit())
                                .filter(exchange -> Verdict.of(exchange).refreshDue()).id("{{name}}-if-refresh-is-due")
                                        .to("direct:gcx-board").id("{{name}}-refresh-behind")
                                .end()
                        .endChoice()
                        .otherwise()
                                .process(exchange -> meters.miss()).id("{{name}}-miss")
                                .to("direct:gcx-board").id("{{name}}-join-or-lead")
                                .process(await).id("{{name}}-await")
                .end()
                .choice()
                        .when(exchange -> Verdict.of(exchange).isAnswered())
                                .process(reply).id("{{name}}-reply")
                                .wireTap("direct:gcx-audit").executorService(caller).id("{{name}}-audit")
                        .endChoice()
                        .otherwise()
                                .process(reply::accept).id("{{name}}-accept")
                .end();

        from("direct:gcx-board").routeId("gcx-board")
                .process(this::board).id("board")
                .filter(exchange -> Verdict.of(exchange).leads()).id("if-leader")
                        .doTry().id("or-no-room")
                                .wireTap("direct:gcx-refresh").executorService("gcx-upstream")
                                        .id("leave-the-event-loop").end()
                        .endDoTry()
                        .doCatch(RejectedExecutionException.class)
                                .process(this::noRoom).id("no-room")
                        .end()
                .end();

        from("direct:gcx-refresh").routeId("gcx-refresh")
                .idempotentConsumer(header(CaffeineConstants.KEY), flights).id("one-flight")
                        .doTry().id("or-fail")
                                .process(refresh::open).id("open-refresh")
                                .to("caffeine-cache:gcx?action=GET").id("look-once-more")
                                .filter(exchange -> !refresh.isAnsweredAlready(exchange)).id("if-still-missing")
                                        .toD("${header.GcxFetch}").id("fetch")
                                        .process(refresh::fill).id("fill")
                                        .filter(refresh::isMismatch).id("if-mismatch")
                                                .process(refresh::mismatch).id("tell-mismatch")
                                                .wireTap("direct:gcx-audit").executorService(caller)
                                                        .id("audit-mismatch").end()
                                        .end()
                                        .process(refresh::accept).id("accept")
                                        .filter(refresh::hasDroppedOthers).id("if-others-were-dropped")
                                                .wireTap("direct:gcx-changed").executorService(caller)
                                                        .id("tell-of-drop").end()
                                        .end()
                                        .filter(refresh::mayStore).id("if-kept")
                                                .process(refresh::announce).id("commit-notifications")
                                                .to("caffeine-cache:gcx?action=PUT").id("store")
                                                .process(refresh::stored).id("stored")
                                                .wireTap("direct:gcx-audit").executorService(caller)
                                                        .id("audit-refresh").end()
                                                .wireTap("direct:gcx-changed").executorService(caller)
                                                        .id("tell-of-update").end()
                                        .end()
                                .end()
                                .process(refresh::land).id("land")
                        .endDoTry()
                        .doCatch(NotModified.class)
                                .process(refresh::notModified).id("not-modified")
                        .doCatch(Throwable.class)
                                .process(refresh::fail).id("fail")
                                .wireTap("direct:gcx-audit").executorService(caller).id("audit-failure")
                        .end()
                .end();
    }
    // spotless:on

    private void board(Exchange exchange) {
        Question question = Question.of(exchange);
        Flights.Boarding boarding =
                flights.board(question, question.profile().tags().of(exchange, question));
        exchange.setProperty(Flight.PROPERTY, boarding.flight());
        Verdict.of(exchange).boarded(boarding.first()).putOn(exchange);
    }

    private void noRoom(Exchange exchange) {
        flights.fail(
                Flight.of(exchange),
                Problem.busy("Too many refreshes are waiting in the gateway", Duration.ofSeconds(1)));
    }

    private Object questionStep(RouteTemplateContext template) {
        TemplateParameters parameters = new TemplateParameters(template);
        Profile profile = new Profile(
                parameters.text("name"),
                parameters.text("fetch"),
                parameters.text("family"),
                parameters.text("scope"),
                parameters.seconds("staleWindow", 0),
                parameters.seconds("timeLimit", 1),
                parameters.flag("shareable"),
                parameters.optional("subject"),
                new TagRules(
                        parameters.optional("resource") == null ? parameters.text("name") : parameters.text("resource"),
                        parameters.optional("tags") == null ? null : parameters.expression("tags")));
        QuestionStep step = new QuestionStep(profile, parameters.expression("key"), parameters.optional("id"), clock);
        questions.put(profile.name(), step);
        return step;
    }
}
