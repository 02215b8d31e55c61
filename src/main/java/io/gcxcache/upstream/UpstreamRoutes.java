package io.gcxcache.upstream;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.Budgets;
import io.gcxcache.context.Pools;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.LoggingLevel;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * The routes to Genesys. {@code gcx-upstream} repeats token, budget and call until the call is answered or given up;
 * {@code gcx-call} is one try, called by enrich, so that its throttle permit ends with it.
 *
 * <p>What carries the secret or a token is neither traced nor part of a message history, whatever the host does.
 */
public final class UpstreamRoutes extends RouteBuilder {
    /** Fewer than there are threads for them, so that a call that has a permit has a thread. */
    private static final int MOST_CALLS = Pools.CALL_THREADS - 8;

    /** All answers that are being read take at most a quarter of the heap. */
    private static final int SHARE_OF_HEAP = 4;

    private final GenesysAccess access;
    private final TokenSource tokens;
    private final Login login;
    private final CallRules rules;
    private final RateLimitFeedback feedback;
    private final Budgets budgets;
    private final AuditTrail audit;
    private final Meters meters;
    private final InstantSource clock;
    private final ExecutorService calls;
    private final ExecutorService work;
    private final ScheduledExecutorService timers;
    private final AnswerRoom room;
    private final AwaitBudget await;
    private final Permits permits = new Permits(MOST_CALLS);
    private ProducerTemplate logins;

    public UpstreamRoutes(GenesysAccess access, Budgets budgets, Services services) {
        this.access = access;
        this.calls = services.pools().calls();
        this.work = services.pools().work();
        this.timers = services.pools().timers();
        this.room = new AnswerRoom(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        this.await = new AwaitBudget(timers);
        this.budgets = budgets;
        this.audit = services.audit();
        this.meters = services.meters();
        this.clock = services.clock();
        InstantSource steady = services.steady();
        this.tokens =
                new TokenSource(steady, calls, timers, () -> budgets.policy().maxWait(), this::logIn);
        this.login = new Login(access, clock, steady);
        this.rules = new CallRules(budgets, tokens, services);
        this.feedback = new RateLimitFeedback(budgets, services);
        meters.gauge("gcx.upstream.reading.bytes", room::taken);
        meters.gauge("gcx.upstream.permits", permits::held);
    }

    public TokenSource tokens() {
        return tokens;
    }

    /** To be called when the routes are up. */
    public ExtendedStartupListener firstLogin() {
        return new FirstLogin(tokens);
    }

    @Override
    // spotless:off
    public void configure() throws Exception {
        errorHandler(noErrorHandler());
        AnswerBytes.register(getContext());
        getContext()
                .addComponent(
                        GenesysHttp.SCHEME, new GenesysHttp(access, new AnswerReader(access, room, timers)));
        logins = getContext().createProducerTemplate();
        logins.setExecutorService(calls);

        getContext().getRegistry().bind("gcxAnswer", (AggregationStrategy) UpstreamRoutes::takeBody);

        from("direct:gcx-upstream").routeId("gcx-upstream").trace(false).messageHistory(false)
                .process(UpstreamCall::open).id("open-call")
                .choice().id("write-or-read")
                        .when(exchange -> UpstreamCall.of(exchange).isWrite())
                                .to("direct:gcx-write?block=false").id("write-once")
                        .endChoice()
                        .otherwise()
                                .to("direct:gcx-tries?block=false").id("read-until-answered")
                .end();

        from("direct:gcx-write").routeId("gcx-write").trace(false).messageHistory(false)
                .doTry().id("or-unknown")
                        .to("direct:gcx-tries?block=false").id("write-until-answered")
                .doFinally()
                        .filter(exchange -> UpstreamCall.of(exchange).mayHaveWritten()).id("if-maybe-written")
                                .process(new LeaveToDrop(work)).id("leave-the-event-loop-to-drop")
                                .to("direct:gcx-written?block=false").id("drop-what-it-touches")
                        .end()
                .end();

        from("direct:gcx-tries").routeId("gcx-tries").trace(false).messageHistory(false)
                .loopDoWhile(exchange -> !UpstreamCall.of(exchange).isAnswered()).id("until-answered")
                        .process(rules::askBudget).id("ask-budget")
                        .process(await).id("wait-for-budget")
                        .threads().executorService("gcx-calls").id("leave-the-timer")
                        .filter(exchange -> UpstreamCall.of(exchange).grant() != Budgets.Grant.NONE).id("if-admitted")
                                .enrich("direct:gcx-token?block=false", UpstreamRoutes::useToken).id("enrich-token")
                                .enrich("direct:gcx-call?block=false", this::endTry, true).id("enrich-answer")
                                .process(rules::judge).id("judge-try")
                        .end()
                        .end()
                .end();

        // An answer is bytes already; to be cached as a stream it would be copied.
        from("direct:gcx-call").routeId("gcx-call").streamCache(false).trace(false).messageHistory(false)
                .throttle(constant(MOST_CALLS)).concurrentRequestsMode()
                        .rejectExecution(true).executorService("gcx-timers").id("throttle-all")
                .throttle(ofCall(this::mostAtOnce)).concurrentRequestsMode()
                        .correlationExpression(ofCall(UpstreamCall::family))
                        .rejectExecution(true).executorService("gcx-timers").id("throttle-family")
                .process(permits::hold).id("hold-permit")
                .process(feedback::take).id("take-from-budget")
                .choice().id("relayed-or-read")
                        .when(exchange -> UpstreamCall.of(exchange).isRelayed())
                                .process(new RelayCall()).id("relay-call")
                        .endChoice()
                        .otherwise()
                                .process(exchange -> UpstreamCall.of(exchange).writeRequest(exchange.getMessage())).id("write-request")
                                .to(GenesysHttp.endpoint(access.apiUrl()) + "&throwExceptionOnFailure=false").id("call-genesys")
                                .convertBodyTo(byte[].class).id("read-answer")
                .end()
                .process(feedback::read).id("correct-budget");

        from("direct:gcx-token").routeId("gcx-token").trace(false).messageHistory(false)
                .process(tokens).id("current-token");

        from("direct:gcx-login").routeId("gcx-login").trace(false).messageHistory(false)
                .errorHandler(defaultErrorHandler().logExhausted(false).executorServiceRef("gcx-timers"))
                .onException(HttpOperationFailedException.class).onWhen(login::isToBeLeftAlone)
                        .maximumRedeliveries(0).logExhausted(false)
                .end()
                .onException(WayBarred.class).onWhen(login::isBarred)
                        .maximumRedeliveries(0).logExhausted(false)
                .end()
                .onException(IOException.class, HttpOperationFailedException.class)
                        .maximumRedeliveries(2).redeliveryDelay(250).useExponentialBackOff().asyncDelayedRedelivery()
                        .retryAttemptedLogLevel(LoggingLevel.DEBUG).logExhausted(false)
                .end()
                .process(login::request).id("login-request")
                .to(GenesysHttp.endpoint(access.loginUrl().resolve("/oauth/token")) + "&okStatusCodeRange=100-407,409-499")
                        .id("call-login")
                .convertBodyTo(byte[].class).id("read-token")
                .process(login::answer).id("login-answer");
    }
    // spotless:on

    /** For routes of others: the answer's body, and nothing of its headers. */
    private static Exchange takeBody(Exchange asking, Exchange answer) {
        asking.getMessage().setBody(answer.getMessage().getBody());
        return asking;
    }

    private static Exchange useToken(Exchange call, Exchange token) {
        UpstreamCall.of(call).useToken(token.getMessage().getBody(Token.class).value());
        return call;
    }

    private Exchange endTry(Exchange call, Exchange attempt) {
        UpstreamCall.of(call).ended(attempt.getException());
        if (attempt.getException() != null) {
            feedback.broken(attempt);
        } else {
            call.getMessage().setHeaders(attempt.getMessage().getHeaders());
            call.getMessage().setBody(attempt.getMessage().getBody());
        }
        return call;
    }

    private int mostAtOnce(UpstreamCall call) {
        return Math.min(budgets.concurrency(call.family()), permits.most(call.family()));
    }

    private static Expression ofCall(Function<UpstreamCall, Object> value) {
        return new FromExchange(exchange -> value.apply(UpstreamCall.of(exchange)));
    }

    private CompletableFuture<Token> logIn() {
        return logins.asyncSend("direct:gcx-login?block=false", exchange -> {}).thenApply(exchange -> {
            if (exchange.getException() instanceof Problem problem) {
                throw problem;
            }
            if (exchange.getException() != null) {
                throw login.unreachable(exchange.getException());
            }
            meters.tokenRefreshed();
            audit.offer(AuditEvent.of(clock.instant(), "token_refreshed", null, Map.of()));
            return exchange.getMessage().getBody(Token.class);
        });
    }
}
