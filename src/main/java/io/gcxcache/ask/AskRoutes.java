package io.gcxcache.ask;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.budget.Budgets;
import io.gcxcache.cache.Backing;
import io.gcxcache.cache.EarlyRefresh;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Mark;
import io.gcxcache.cache.Settling;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.change.Outbox;
import io.gcxcache.context.Services;
import io.gcxcache.context.StepErrors;
import io.gcxcache.metrics.Usage;
import io.gcxcache.paging.NotModified;
import io.gcxcache.problem.Problem;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.apache.camel.util.concurrent.SynchronousExecutorService;

/**
 * {@code gcx-ask}, the whole life of a question once it has a key, and {@code gcx-refresh} behind it; for every resource
 * the same.
 */
public final class AskRoutes extends RouteBuilder {
    /** Asks the exchange's question: it goes on with the reply. */
    public static final String ASK = "direct:gcx-ask?block=false";

    /** The property of an exchange whose message carries nothing of an earlier reply. */
    public static final String UNUSED = "GcxUnused";

    private final LiveCatalogue catalogue;
    private final EntryStore store;
    private final Settling settling;
    private final Outbox outbox;
    private final Services services;
    private final Flights flights;
    private final Judge judge;
    private final Reply reply;
    private final Refresh refresh;
    private final Hits hits;
    private final Budgets budgets;
    private final UnaryOperator<String> reached;

    /**
     * @param earlyRefresh as it is set now
     * @param reached how the endpoint that a declaration fetches from is reached at the time
     */
    public AskRoutes(
            LiveCatalogue catalogue,
            EntryStore store,
            Settling settling,
            Budgets budgets,
            Supplier<EarlyRefresh> earlyRefresh,
            Outbox outbox,
            UnaryOperator<String> reached,
            Services services) {
        this.catalogue = catalogue;
        this.store = store;
        this.settling = settling;
        this.outbox = outbox;
        this.services = services;
        this.budgets = budgets;
        this.reached = reached;
        this.flights = new Flights(store, services);
        this.judge = new Judge(flights, budgets, earlyRefresh, services);
        this.reply = new Reply(store, flights, budgets, services);
        this.refresh = new Refresh(store, settling, flights, outbox, services);
        this.hits = new Hits(catalogue, store, judge, reply, services);
        services.meters().gauge("gcx.flights", flights::inProgress);
    }

    /** What answers again without these routes. */
    public Hits hits() {
        return hits;
    }

    /** Another replica has marked something. */
    public void heard(Mark mark) {
        switch (mark.kind()) {
            case SCHEMA -> refresh.heard(mark);
            case WRITTEN -> {
                settling.written(mark.names());
                store.heard(mark);
            }
            default -> store.heard(mark);
        }
    }

    Flights flights() {
        return flights;
    }

    @Override
    // spotless:off
    public void configure() throws Exception {
        errorHandler(noErrorHandler());
        ReplyBody.register(getContext());
        ExecutorService caller = new SynchronousExecutorService();
        Later<Backing.Boarding> lookBeyond =
                new Later<>(refresh::lookBeyond, (exchange, found) -> Ask.of(exchange).boards(found));
        Later<Boolean> share = new Later<>(refresh::share, (exchange, kept) -> Ask.of(exchange).mayStore(kept));
        AwaitFlight await = new AwaitFlight(() -> budgets.policy().maxWait(), services);
        getContext().addRoutes(StepErrors.guard(new RunRoutes(flights, reply, services)));
        getContext().addRoutes(StepErrors.guard(new PolledRoutes(new PolledRuns(flights, services), reply)));
        getContext().addRoutes(StepErrors.guard(new EntryRoutes(catalogue, store, outbox, services)));
        getContext().addRoutes(StepErrors.guard(new WriteRoutes(catalogue, store, settling, outbox, services)));
        getContext().addRoutes(StepErrors.guard(new VerificationRoutes(
                new Verification(catalogue, store, judge, services.steady()), await)));

        // No body on the way of a hit is a stream; Camel would look for one before and after each step.
        from("direct:gcx-ask").routeId("gcx-ask").streamCache(false)
                .to("caffeine-cache:gcx?action=GET").id("look-up")
                .process(judge).id("judge")
                .choice()
                        .when(exchange -> Ask.of(exchange).verdict().isHit())
                                .filter(exchange -> Ask.of(exchange).verdict().refreshDue()).id("if-refresh-is-due")
                                        .to("direct:gcx-board?block=false").id("refresh-behind")
                                .end()
                        .endChoice()
                        .otherwise()
                                .process(this::miss).id("miss")
                                .to("direct:gcx-board?block=false").id("join-or-lead")
                                .process(this::lookBack).id("look-back")
                                .process(await).id("await")
                                .filter(exchange -> Ask.of(exchange).isToAskAgain()).id("if-it-may-have-been-made")
                                        .to("direct:gcx-board?block=false").id("join-or-lead-again")
                                        .process(await).id("await-again")
                                .end()
                .end()
                .choice()
                        .when(exchange -> Ask.of(exchange).isAtHand())
                                .process(reply).id("reply")
                                .process(this::takeDown).id("audit")
                        .endChoice()
                        .when(exchange -> Ask.of(exchange).isHeld())
                                .threads().executorService("gcx-work").id("leave-the-event-loop-to-cut").end()
                                .process(reply).id("cut-and-reply")
                                .process(this::takeDown).id("audit-cut")
                        .endChoice()
                        .when(exchange -> Ask.of(exchange).isUnanswered())
                                .process(reply::accept).id("accept-for-later")
                .end();

        // The same for somebody who does not wait: he goes on with the verdict, and on a miss with the flight.
        from("direct:gcx-look-or-board").routeId("gcx-look-or-board").streamCache(false)
                .to("caffeine-cache:gcx?action=GET").id("look")
                .process(judge).id("judge-what-was-found")
                .choice().id("or-board")
                        .when(exchange -> !Ask.of(exchange).verdict().isHit())
                                .process(this::miss).id("miss-for-later")
                                .to("direct:gcx-board?block=false").id("join-or-lead-for-later")
                        .endChoice()
                        .when(exchange -> Ask.of(exchange).verdict().refreshDue())
                                .to("direct:gcx-board?block=false").id("refresh-for-later")
                .end();

        from("direct:gcx-board").routeId("gcx-board").streamCache(false)
                .process(this::board).id("board")
                .filter(exchange -> Ask.of(exchange).verdict().leads()).id("if-leader")
                        .doTry().id("or-no-room")
                                .wireTap("direct:gcx-refresh?block=false").onPrepare(Ask::fork)
                                        .executorService("gcx-work").id("leave-the-event-loop").end()
                        .endDoTry()
                        .doCatch(RejectedExecutionException.class)
                                .process(this::noRoom).id("no-room")
                        .end()
                .end();

        from("direct:gcx-refresh").routeId("gcx-refresh")
                .idempotentConsumer(header(CaffeineConstants.KEY), new FlightRepository(flights)).id("one-flight")
                        .doTry().id("or-fail")
                                .process(refresh::open).id("open-refresh")
                                .to("caffeine-cache:gcx?action=GET").id("look-once-more")
                                .filter(exchange -> !refresh.isAnsweredAlready(exchange)).id("if-still-missing")
                                        .process(lookBeyond).id("look-beyond")
                                        .choice().id("if-found")
                                                .when(refresh::isFound)
                                                        .process(refresh::takeFound).id("take-what-was-found")
                                                        .to("caffeine-cache:gcx?action=PUT").id("keep-what-was-found")
                                                .endChoice()
                                                .otherwise()
                                                        .enrich().exchange(exchange -> reached.apply(Ask.of(exchange).fetch()))
                                                                .aggregationStrategy(refresh::fetched).aggregateOnException(true)
                                                                .id("fetch")
                                                        .process(refresh::fill).id("fill")
                                                        .filter(refresh::isMismatch).id("if-mismatch")
                                                                .process(refresh::mismatch).id("tell-mismatch")
                                                                .wireTap("direct:gcx-audit?block=false").executorService(caller)
                                                                        .id("audit-mismatch").end()
                                                        .end()
                                                        .process(refresh::accept).id("accept")
                                                        .filter(refresh::hasDroppedOthers).id("if-others-were-dropped")
                                                                .wireTap("direct:gcx-changed?block=false").executorService(caller)
                                                                        .id("tell-of-drop").end()
                                                        .end()
                                                        .filter(refresh::mayStore).id("if-worth-sharing")
                                                                .process(share).id("share")
                                                        .end()
                                                        .filter(refresh::mayStore).id("if-kept")
                                                                .filter(refresh::isNews).id("if-news")
                                                                        .process(refresh::announce).id("commit-notifications")
                                                                .end()
                                                                .to("caffeine-cache:gcx?action=PUT").id("store")
                                                                .filter(refresh::isStored).id("if-stored")
                                                                        .process(refresh::stored).id("stored")
                                                                        .wireTap("direct:gcx-audit?block=false").executorService(caller)
                                                                                .id("audit-refresh").end()
                                                                        .filter(refresh::isNews).id("if-stored-news")
                                                                                .wireTap("direct:gcx-changed?block=false")
                                                                                        .executorService(caller).id("tell-of-update").end()
                                                                        .end()
                                                                .end()
                                                        .end()
                                        .end()
                                .end()
                                .process(refresh::land).id("land")
                        .endDoTry()
                        .doCatch(NotModified.class)
                                .process(refresh::notModified).id("not-modified")
                        .doCatch(Throwable.class)
                                .process(refresh::fail).id("fail")
                                .wireTap("direct:gcx-audit?block=false").executorService(caller).id("audit-failure")
                        .end()
                .end();
    }
    // spotless:on

    /** Without a tap, since its exchange would cost a hit more than the rest. */
    private void takeDown(Exchange exchange) {
        services.audit().offer(exchange.getProperty(AuditEvent.PROPERTY, AuditEvent.class));
    }

    private void miss(Exchange exchange) {
        services.meters().miss();
        Ask ask = Ask.of(exchange);
        if (ask.isOnlyIfCached()) {
            throw ask.isAddressed()
                    ? Problem.tooSlow("It is not cached, and only-if-cached was asked")
                    : Problem.notFound("The result of this run is not cached any more; ask the question again");
        }
    }

    private void board(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        Flights.Boarding boarding = flights.board(ask.question());
        boarding.flight().isFor(Usage.of(exchange));
        ask.board(boarding.flight());
        ask.judged(ask.verdict().boarded(boarding.first()));
    }

    /** Whether something was written since the flight began that it joined: what is not there for that may be there now. */
    private void lookBack(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        ask.isLate(!ask.verdict().leads() && ask.flight().generation() != store.generation());
    }

    private void noRoom(Exchange exchange) {
        flights.fail(Ask.of(exchange).flight(), Problem.noRoom());
    }
}
