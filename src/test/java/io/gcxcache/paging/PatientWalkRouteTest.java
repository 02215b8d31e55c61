package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.budget.Budgets;
import io.gcxcache.budget.RateWindow;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.TestSlices;
import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.Caller;
import io.gcxcache.upstream.TestCaller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code gcx-pages} and {@code gcx-upstream} together, where the budget is spent while a list is read. */
@Timeout(100)
class PatientWalkRouteTest extends PagingRoomRouteTest {
    private static final String FAMILY = "things";
    private static final Duration LONG = Duration.ofMinutes(5);

    /** Longer than any call may wait, and no more. */
    private static final Duration RESET = MAX_WAIT.plusMillis(100);

    private final TestCaller caller = TestCaller.until(clock.instant().plus(Duration.ofMinutes(10)));
    private MockEndpoint calls;

    @BeforeEach
    void start() throws Exception {
        clock.stop();
        calls = mocked("direct:gcx-call");
        calls.whenAnyExchangeReceived(answer(200, page(2, false)));
        calls.whenExchangeReceived(1, exchange -> {
            budgets.block(FAMILY, clock.instant().plus(RESET));
            answer(200, page(1, true)).process(exchange);
        });
    }

    @Test
    void waitsWithItsPagesForTheResetAndAsksForTheFirstAgain() throws Exception {
        calls.whenExchangeReceived(3, answer(200, page(1, true)));
        startRoutes();
        Instant reset = clock.instant().plus(RESET);

        CompletableFuture<Exchange> list = ask(caller);
        await().until(() -> waitingBytes() > 0);
        clock.advance(RESET);

        assertThat(TestSlices.texts(
                        list.join().getMessage().getBody(PagedList.class).pages()))
                .hasSize(2);
        assertThat(calls.getReceivedCounter()).isEqualTo(3);
        assertThat(caller.waits()).containsExactly(reset);
        assertThat(waitingBytes()).isZero();
    }

    @Test
    void withoutACallerItWaitsNoLongerThanAnyCall() throws Exception {
        startRoutes();

        Exchange list = ask(null).join();

        assertThat(list.getException(Problem.class).status()).isEqualTo(503);
        assertThat(calls.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void aWaitThatEndsAfterItsCallerIsNotBegun() throws Exception {
        startRoutes();

        Exchange list = ask(TestCaller.until(clock.instant().plus(RESET).minusMillis(1)))
                .join();

        assertThat(list.getException(Problem.class).status()).isEqualTo(503);
        assertThat(list.getException(Problem.class).retryAfterSeconds()).isEqualTo(3);
        assertThat(list.getException()).hasMessageContaining("time limit");
        assertThat(calls.getReceivedCounter()).isEqualTo(1);
        assertThat(waitingBytes()).isZero();
    }

    @Test
    void whetherAListHasChangedIsAskedHoweverLongItIs() throws Exception {
        calls.whenAnyExchangeReceived(answer(304));
        calls.whenExchangeReceived(
                1, answer(200, "{\"entities\":[{\"id\":\"1\"}],\"cursor\":\"2\",\"total\":10000000}"));
        startRoutes();
        Problem tooLong = ask(caller).join().getException(Problem.class);

        Exchange refused = ask(caller).join();
        Exchange verified = template.send("direct:gcx-pages", exchange -> {
            question(exchange, caller);
            exchange.getMessage().setHeader("If-Modified-Since", "yesterday");
        });

        assertThat(tooLong).hasMessageContaining("pages or more");
        assertThat(refused.getException(Problem.class)).hasMessageContaining("pages or more");
        assertThat(verified.getException(NotModified.class)).isNotNull();
        assertThat(calls.getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void pagesThatTakeTooMuchMemoryDoNotWait() throws Exception {
        WaitingPages room = new WaitingPages(10);
        context.getRegistry().bind("gcxPages", new PageSteps(room, new ListSizes(budgets, clock), clock));
        startRoutes();

        Exchange list = ask(caller).join();

        assertThat(list.getException(Problem.class).status()).isEqualTo(503);
        assertThat(list.getException()).hasMessageContaining("memory");
        assertThat(room.taken()).isZero();
        assertThat(caller.waits()).isEmpty();
    }

    @Test
    void givesEverythingBackWhenItsCallerWantsNoAnswerAnyMore() throws Exception {
        calls.whenExchangeReceived(1, exchange -> {
            budgets.block(FAMILY, clock.instant().plus(LONG));
            answer(200, page(1, true)).process(exchange);
        });
        startRoutes();
        CompletableFuture<Exchange> list = ask(caller);
        await().until(() -> waitingBytes() > 0);

        caller.end().complete(null);

        assertThat(list.join().getException(Problem.class).status()).isEqualTo(504);
        assertThat(waitingBytes()).isZero();
        assertThat(calls.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void whatIsLeftOfABudgetStaysForOthersOnceAWalkIsLate() throws Exception {
        Instant reset = clock.instant().plus(LONG);
        calls.whenExchangeReceived(1, exchange -> {
            // Below a tenth, once the block is over.
            budgets.correct(FAMILY, List.of(new RateWindow("default", 100, 5, reset, LONG)));
            budgets.block(FAMILY, clock.instant().plus(RESET));
            answer(200, page(1, true)).process(exchange);
        });
        startRoutes();
        CompletableFuture<Exchange> list = ask(caller);
        await().until(() -> waitingBytes() > 0);

        clock.advance(RESET);

        await().until(() -> caller.waits().contains(reset));
        assertThat(calls.getReceivedCounter()).isEqualTo(1);
        assertThat(budgets.admit(FAMILY, false)).isEqualTo(new Budgets.Admission(Duration.ZERO, Budgets.Grant.SLOT));
        caller.end().complete(null);
        list.join();
    }

    @Test
    void aWalkThatIsNotLateTakesASlotAsEveryCall() throws Exception {
        calls.whenExchangeReceived(1, exchange -> {
            Instant reset = clock.instant().plus(LONG);
            budgets.correct(FAMILY, List.of(new RateWindow("default", 100, 5, reset, LONG)));
            answer(200, page(1, true)).process(exchange);
        });
        startRoutes();

        Exchange list = ask(caller).join();

        assertThat(list.getMessage().getBody(PagedList.class).count()).isEqualTo(2);
        assertThat(calls.getReceivedCounter()).isEqualTo(2);
        assertThat(caller.waits()).isEmpty();
    }

    @Test
    void tellsItsCallerOfTheWaitForASlotToo() throws Exception {
        calls.whenExchangeReceived(1, exchange -> {
            budgets.correct(
                    FAMILY,
                    List.of(new RateWindow(
                            "default", 100, 5, clock.instant().plusMillis(500), Duration.ofMillis(500))));
            // Somebody else has the first slot.
            budgets.admit(FAMILY, false);
            answer(200, page(1, true)).process(exchange);
        });
        startRoutes();

        CompletableFuture<Exchange> list = ask(caller);

        await().untilAsserted(() ->
                assertThat(caller.waits()).containsExactly(clock.instant().plusMillis(100)));
        assertThat(list.join().getException()).isNull();
        assertThat(waitingBytes()).isZero();
    }

    private CompletableFuture<Exchange> ask(Caller asking) {
        return template.asyncSend("direct:gcx-pages", exchange -> question(exchange, asking));
    }

    private static void question(Exchange exchange, Caller asking) {
        exchange.setProperty(Caller.PROPERTY, asking);
        exchange.getMessage().setHeader(GcxHeaders.PATH, "/api/v2/things");
        exchange.getMessage().setHeader(GcxHeaders.FAMILY, FAMILY);
    }

    private double waitingBytes() {
        return registry.get("gcx.upstream.waiting.bytes").gauge().value();
    }

    private static String page(int number, boolean more) {
        return "{\"entities\":[{\"id\":\"" + number + "\"}]" + (more ? ",\"cursor\":\"" + (number + 1) + '"' : "")
                + '}';
    }
}
