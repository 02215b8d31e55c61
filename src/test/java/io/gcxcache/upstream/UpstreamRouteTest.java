package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.budget.RateWindow;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.metrics.Usage;
import io.gcxcache.metrics.Usages;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gcx-upstream}: token, budget and call, again and again, until the call is answered or given up. */
class UpstreamRouteTest extends UpstreamRoomRouteTest {
    private static final String FAMILY = "queues";

    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private MockEndpoint calls;
    private Usage.Place waiting;

    @BeforeEach
    void start() throws Exception {
        calls = mocked("direct:gcx-call");
        startRoutes();
    }

    @Test
    void takesItsStepsInTheirOrder() {
        calls.whenAnyExchangeReceived(answer(200));

        ask();

        assertThat(steps("gcx-upstream")).containsExactly("open-call", "read-until-answered");
        assertThat(steps("gcx-tries"))
                .containsExactly(
                        "until-answered",
                        "ask-budget",
                        "wait-for-budget",
                        "leave-the-timer",
                        "if-admitted",
                        "enrich-token",
                        "enrich-answer",
                        "judge-try");
    }

    @Test
    void aWriteIsTriedOnceAndWhatItTouchesIsDroppedWhateverBecameOfIt() {
        calls.whenAnyExchangeReceived(failure(new IOException("cut")));
        calls.whenExchangeReceived(1, answer(200));
        calls.whenExchangeReceived(2, answer(503));
        MockEndpoint written = getMockEndpoint("mock:direct:gcx-written");

        assertThat(ask("DELETE", null, null).getException()).isNull();
        assertThat(ask("DELETE", null, null).getException(Problem.class).status())
                .isEqualTo(502);
        assertThat(ask("DELETE", null, null).getException(Problem.class).status())
                .isEqualTo(504);

        assertThat(calls.getReceivedCounter()).isEqualTo(3);
        assertThat(written.getReceivedCounter()).isEqualTo(3);
        assertThat(Write.of(written.getExchanges().get(0)).method()).isEqualTo("DELETE");
        assertThat(steps("gcx-write"))
                .startsWith(
                        "write-until-answered",
                        "if-maybe-written",
                        "leave-the-event-loop-to-drop",
                        "drop-what-it-touches");
    }

    @Test
    void aWriteThatWasNotSentOrNotLookedAtTouchesNothing() {
        calls.whenAnyExchangeReceived(failure(new ConnectException("nobody")));
        calls.whenExchangeReceived(1, answer(403));
        MockEndpoint written = getMockEndpoint("mock:direct:gcx-written");

        assertThat(ask("DELETE", null, null).getException(Problem.class).status())
                .isEqualTo(502);
        assertThat(ask("DELETE", null, null).getException(Problem.class).status())
                .isEqualTo(502);

        assertThat(written.getReceivedCounter()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "200, GET,",
        "201, POST,",
        "203, GET,",
        "299, GET,",
        "202, POST,",
        "204, DELETE,",
        "205, PUT,",
        "202, GET, true",
        "204, GET, true"
    })
    void endsWithTheFirstAnswerThatCanBeUsed(int status, String method, Boolean mayBeEmpty) {
        calls.whenAnyExchangeReceived(answer(status, "an answer"));

        Exchange asked = ask(method, mayBeEmpty, null);

        assertThat(calls.getReceivedCounter()).isEqualTo(1);
        assertThat(asked.getException()).isNull();
        assertThat(asked.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status);
        assertThat(asked.getMessage().getBody(String.class)).isEqualTo("an answer");
    }

    @ParameterizedTest
    @CsvSource({
        "202, GET,, brings no answer",
        "204, GET,, brings no answer",
        "205, GET,, brings no answer",
        "202, POST, false, brings no answer",
        "206, GET,, a part of an answer",
        "206, POST, true, a part of an answer",
        "304, GET,, nobody asked for",
        "304, POST, true, nobody asked for",
        "301, GET,, a redirect",
        "307, POST, true, a redirect",
    })
    void doesNotTakeForAnAnswerWhatBringsNone(int status, String method, Boolean mayBeEmpty, String told) {
        calls.whenAnyExchangeReceived(answer(status, "{}"));

        Exchange asked = ask(method, mayBeEmpty, null);

        assertThat(asked.getException(Problem.class)).isNotNull().hasMessageContaining(told);
        assertThat(asked.getException(Problem.class).status()).isEqualTo(502);
        assertThat(calls.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void endsWithA304ThatWasAskedFor() {
        calls.whenAnyExchangeReceived(answer(304));

        Exchange asked = template.send("direct:gcx-upstream", exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.PATH, "/api/v2/routing/queues");
            exchange.getMessage().setHeader("If-None-Match", "\"1\"");
        });

        assertThat(asked.getException()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "400, POST, n=1, 400",
        "400, GET,, 400",
        "400, GET, pageSize=250, 400",
        "404, GET, pageSize=250, 404",
        "409, POST,, 409",
        "413, POST,, 413",
        "422, POST,, 422",
        "403, POST,, 502",
        "405, POST,, 502",
        "410, GET,, 502",
        "451, GET,, 502"
    })
    void tellsWhatGenesysRefusedAsWhatItIs(int status, String method, String query, int told) {
        calls.whenAnyExchangeReceived(answer(status, "{\"message\":\"it is odd\"}"));

        Problem problem = ask(method, null, query).getException(Problem.class);

        assertThat(problem).isNotNull().hasMessageEndingWith(": it is odd");
        assertThat(problem.status()).isEqualTo(told);
        assertThat(problem.mayPass()).isFalse();
    }

    @Test
    void repeatsARefusedCallWithANewToken() {
        calls.whenAnyExchangeReceived(rememberToken(answer(200)));
        calls.whenExchangeReceived(1, rememberToken(answer(401)));

        Exchange asked = ask();

        assertThat(asked.getException()).isNull();
        assertThat(tokens).containsExactly("token-1", "token-2");
        assertThat(steps("gcx-tries"))
                .filteredOn(step -> step.startsWith("enrich") || step.equals("judge-try"))
                .containsExactly(
                        "enrich-token", "enrich-answer", "judge-try", "enrich-token", "enrich-answer", "judge-try");
    }

    @Test
    void renewsTheTokenOnlyOnce() {
        calls.whenAnyExchangeReceived(rememberToken(answer(401)));

        Exchange asked = ask();

        assertThat(asked.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(502));
        assertThat(tokens).containsExactly("token-1", "token-2");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409})
    void doesNotRepeatWhatGenesysRefused(int status) {
        calls.whenAnyExchangeReceived(answer(status));

        Exchange asked = ask();

        assertThat(asked.getException()).isInstanceOf(Problem.class);
        assertThat(calls.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void repeatsABrokenConnectionUntilItHolds() {
        calls.whenAnyExchangeReceived(answer(200));
        calls.whenExchangeReceived(1, failure(new SocketException("reset")));
        calls.whenExchangeReceived(2, failure(new SocketException("reset")));

        Exchange asked = ask();

        assertThat(asked.getException()).isNull();
        assertThat(calls.getReceivedCounter()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 503, 599})
    void givesUpAfterThreeServerErrors(int status) {
        calls.whenAnyExchangeReceived(answer(status));

        Exchange asked = ask();

        assertThat(asked.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(502));
        assertThat(calls.getReceivedCounter()).isEqualTo(3);
    }

    @Test
    void doesNotRepeatACallThatWasTooSlow() {
        calls.whenAnyExchangeReceived(failure(new SocketTimeoutException("30 s")));

        Exchange asked = ask();

        assertThat(asked.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(504));
        assertThat(calls.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void queuesForAPermitWithoutCountingItAsAFailure() {
        int moreThanTheMostTries = CallRules.MOST_TRIES + 2;
        calls.whenAnyExchangeReceived(answer(200));
        for (int i = 1; i <= moreThanTheMostTries; i++) {
            calls.whenExchangeReceived(i, failure(new ThrottlerRejectedExecutionException("full")));
        }

        Exchange asked = ask();

        assertThat(asked.getException()).isNull();
        assertThat(calls.getReceivedCounter()).isEqualTo(moreThanTheMostTries + 1);
    }

    @Test
    void waitsAsLongAsTheBudgetSaysAndAsksItAgain() {
        Instant reopens = clock.instant().plusMillis(300);
        budgets.block(FAMILY, reopens);
        List<Instant> sent = new CopyOnWriteArrayList<>();
        calls.whenAnyExchangeReceived(exchange -> {
            sent.add(clock.instant());
            answer(200).process(exchange);
        });

        ask();

        assertThat(sent).hasSize(1).allSatisfy(moment -> assertThat(moment).isAfterOrEqualTo(reopens));
        assertThat(steps("gcx-tries")).containsSubsequence("ask-budget", "ask-budget", "enrich-answer");
        assertThat(steps("gcx-tries")).containsOnlyOnce("enrich-token");
    }

    @Test
    void refusesAtOnceWhenTheBudgetReopensTooLate() {
        budgets.block(FAMILY, clock.instant().plus(MAX_WAIT).plusSeconds(60));

        Exchange asked = ask();

        assertThat(asked.getException()).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(503);
            assertThat(problem.retryAfterSeconds()).isBetween(60L, 62L);
        });
        assertThat(calls.getReceivedCounter()).isZero();
        assertThat(steps("gcx-tries")).containsExactly("until-answered", "ask-budget");
    }

    @Test
    void givesUpAtOnceIfATooManyRequestsBlocksTheFamilyForLong() {
        calls.whenAnyExchangeReceived(exchange -> {
            answer(429).process(exchange);
            budgets.block(FAMILY, clock.instant().plusSeconds(30));
        });

        Exchange asked = ask();

        assertThat(asked.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(503));
        assertThat(calls.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void callsOnAThreadThatMayBlock() {
        List<String> threads = new CopyOnWriteArrayList<>();
        budgets.block(FAMILY, clock.instant().plus(Duration.ofMillis(50)));
        calls.whenAnyExchangeReceived(exchange -> {
            threads.add(Thread.currentThread().getName());
            answer(200).process(exchange);
        });

        ask();

        assertThat(threads).hasSize(1).allSatisfy(name -> assertThat(name).contains("gcx-calls"));
    }

    @Test
    void refusesAQuestionWithoutAPath() {
        Exchange asked = template.send("direct:gcx-upstream", exchange -> {});

        assertThat(asked.getException()).isInstanceOf(IllegalArgumentException.class);
        assertThat(calls.getReceivedCounter()).isZero();
    }

    @Test
    void refusesWhoHasAsManyCallsWaitingAsHeMayOnceItHasHeldHimBackForAMoment() throws Exception {
        Usage flood = usageWithOneWaiting();
        List<Long> waits = new ArrayList<>();
        beforeTheWait(call -> waits.add(call.waitMillis()));

        Problem problem = ask(flood).getException(Problem.class);

        assertThat(problem.status()).isEqualTo(429);
        assertThat(waits).containsExactly(250L);
        calls.expectedMessageCount(0);
        calls.assertIsSatisfied();
    }

    @Test
    void takesAPlaceThatIsLeftWhileItHoldsSomebodyBack() throws Exception {
        calls.whenAnyExchangeReceived(answer(200));
        Usage flood = usageWithOneWaiting();
        beforeTheWait(call -> waiting.leave());

        assertThat(ask(flood).getException()).isNull();
        assertThat(calls.getReceivedCounter()).isEqualTo(1);
    }

    /** Of a consumer, one call of whom may wait for the family's limit, and does. */
    private Usage usageWithOneWaiting() {
        budgets.correct(
                FAMILY,
                List.of(new RateWindow("told", LIMIT, 1, clock.instant().plusSeconds(60), Duration.ofSeconds(60))));
        Usage usage = new Usages(registry, clock, 1).ofConsumer("flood");
        waiting = usage.takePlace(FAMILY, 1, 1);
        return usage;
    }

    private void beforeTheWait(Consumer<UpstreamCall> told) throws Exception {
        AdviceWith.adviceWith(context, "gcx-tries", route -> route.weaveById("wait-for-budget")
                .before()
                .process(exchange -> told.accept(UpstreamCall.of(exchange))));
    }

    private Exchange ask(Usage usage) {
        return template.send("direct:gcx-upstream", exchange -> {
            exchange.setProperty(Usage.PROPERTY, usage);
            exchange.getMessage().setHeader(GcxHeaders.PATH, "/api/v2/routing/queues");
            exchange.getMessage().setHeader(GcxHeaders.FAMILY, FAMILY);
        });
    }

    private Exchange ask() {
        return ask("GET", null, null);
    }

    private Exchange ask(String method, Boolean mayBeEmpty, String query) {
        return template.send("direct:gcx-upstream", exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.METHOD, method);
            exchange.getMessage().setHeader(GcxHeaders.PATH, "/api/v2/routing/queues");
            exchange.getMessage().setHeader(GcxHeaders.FAMILY, FAMILY);
            if (mayBeEmpty != null) {
                exchange.getMessage().setHeader(GcxHeaders.MAY_BE_EMPTY, mayBeEmpty);
            }
            if (query != null) {
                exchange.getMessage().setHeader(GcxHeaders.QUERY, query);
            }
        });
    }

    private Processor rememberToken(Processor then) {
        return exchange -> {
            tokens.add(UpstreamCall.of(exchange).token());
            then.process(exchange);
        };
    }
}
