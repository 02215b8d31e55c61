package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.budget.Budget;
import io.gcxcache.budget.RateWindow;
import io.gcxcache.budget.Window;
import io.gcxcache.context.GcxHeaders;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gcx-call}: one try, within its family's permits and budget. */
class CallRouteTest extends UpstreamRoomRouteTest {
    private static final String FAMILY = "queues";
    private static final String OTHER_FAMILY = "directories";

    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore mayAnswer = new Semaphore(0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Processor genesys = answer(200);

    @BeforeEach
    void start() throws Exception {
        AdviceWith.adviceWith(context, "gcx-call", route -> route.weaveById("call-genesys")
                .replace()
                .process(exchange -> genesys.process(exchange))
                .id("call-genesys"));
        startRoutes();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void takesItsStepsInTheirOrder() {
        call(FAMILY);

        assertThat(steps("gcx-call"))
                .containsExactly(
                        "throttle-all",
                        "throttle-family",
                        "hold-permit",
                        "take-from-budget",
                        "write-request",
                        "call-genesys",
                        "read-answer",
                        "correct-budget");
    }

    @Test
    void aFamilyHoldsAtMostHalfOfWhatTheOthersLeaveFreeAndNeverFewerThanTwo() throws Exception {
        genesys = exchange -> {
            arrived.release();
            mayAnswer.acquire();
            answer(200).process(exchange);
        };
        List<Integer> held = new ArrayList<>();
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (String family : List.of("a", "b", "c", "d", "e", "f", "g")) {
            int before = held.stream().mapToInt(Integer::intValue).sum();
            for (int i = 0; i < 50; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> call(family), threads));
            }
            await().until(() -> calls.stream().filter(call -> !call.isDone()).count() == arrived.availablePermits());
            held.add(arrived.availablePermits() - before);
        }
        mayAnswer.release(calls.size());
        calls.forEach(CompletableFuture::join);

        assertThat(held).containsExactly(32, 28, 14, 7, 3, 2, 2);
        assertThat(registry.get("gcx.upstream.permits").gauge().value()).isZero();
    }

    @Test
    void sendsNoHeaderButThoseOfTheRequest() {
        Exchange sent = sentWhen(Map.of(
                "Authorization",
                "Bearer of the client",
                "Cookie",
                "session=1",
                "X-Forwarded-For",
                "10.0.0.1",
                "If-None-Match",
                "\"1\"",
                GcxHeaders.QUERY,
                "pageSize=25"));

        assertThat(sent.getMessage().getHeaders())
                .containsOnly(
                        Map.entry(Exchange.HTTP_METHOD, "GET"),
                        Map.entry(Exchange.HTTP_PATH, "/api/v2/routing/queues"),
                        Map.entry(Exchange.HTTP_QUERY, "pageSize=25"),
                        Map.entry("Accept", "application/json"),
                        Map.entry("Authorization", "Bearer of the gateway"),
                        Map.entry("If-None-Match", "\"1\""));
        assertThat(sent.getMessage().getBody()).isNull();
    }

    @Test
    void sendsTheBodyOfAPost() {
        Exchange sent = sentWhen(Map.of(GcxHeaders.METHOD, "POST", Exchange.CONTENT_TYPE, "application/json"));

        assertThat(sent.getMessage().getHeader(Exchange.HTTP_METHOD)).isEqualTo("POST");
        assertThat(sent.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(sent.getMessage().getBody(String.class)).isEqualTo("a question");
    }

    @Test
    void rejectsACallBeyondTheFamilysPermits() throws Exception {
        twoAtOnce(FAMILY);
        List<CompletableFuture<Exchange>> running = List.of(callBehind(FAMILY), callBehind(FAMILY));
        awaitArrivals(2);

        Exchange third = call(FAMILY);

        assertThat(third.getException()).isInstanceOf(ThrottlerRejectedExecutionException.class);
        assertThat(steps("gcx-call")).filteredOn("call-genesys"::equals).hasSize(2);
        end(running);
    }

    @Test
    void givesItsPermitBackWithTheAnswer() throws Exception {
        twoAtOnce(FAMILY);
        List<CompletableFuture<Exchange>> running = List.of(callBehind(FAMILY), callBehind(FAMILY));
        awaitArrivals(2);
        end(running);
        genesys = answer(200);

        Exchange third = call(FAMILY);

        assertThat(third.getException()).isNull();
    }

    @Test
    void givesItsPermitBackWhenTheConnectionBreaks() {
        twoAtOnce(FAMILY);
        genesys = failure(new SocketException("reset"));
        call(FAMILY);
        call(FAMILY);
        call(FAMILY);
        genesys = answer(200);

        Exchange fourth = call(FAMILY);

        assertThat(fourth.getException()).isNull();
    }

    @Test
    void countsThePermitsOfEachFamilyByItself() throws Exception {
        twoAtOnce(FAMILY);
        List<CompletableFuture<Exchange>> running = List.of(callBehind(FAMILY), callBehind(FAMILY));
        awaitArrivals(2);
        genesys = answer(200);

        Exchange other = call(OTHER_FAMILY);

        assertThat(other.getException()).isNull();
        end(running);
    }

    @Test
    void takesEveryCallFromTheBudget() {
        call(FAMILY);
        call(FAMILY);

        assertThat(budgets.budget(FAMILY).tightest().remaining()).isEqualTo(LIMIT - 2);
    }

    @Test
    void sendsNothingOnceTheBudgetIsBlocked() {
        budgets.block(FAMILY, clock.instant().plusSeconds(10));

        Exchange call = call(FAMILY);

        assertThat(call.getException()).isInstanceOf(ThrottlerRejectedExecutionException.class);
        assertThat(steps("gcx-call"))
                .containsExactly("throttle-all", "throttle-family", "hold-permit", "take-from-budget");
    }

    @Test
    void believesWhatTheAnswerSaysOfTheBudget() {
        genesys = exchange -> {
            answer(200).process(exchange);
            exchange.getMessage().setHeader("inin-ratelimit-allowed", "180");
            exchange.getMessage().setHeader("inin-ratelimit-count", "170");
            exchange.getMessage().setHeader("inin-ratelimit-reset", "30");
        };

        call(FAMILY);

        Window window = budgets.budget(FAMILY).tightest();
        assertThat(window.limit()).isEqualTo(180);
        assertThat(window.remaining()).isEqualTo(10);
    }

    @Test
    void blocksTheFamilyForAsLongAsRetryAfterSays() {
        genesys = exchange -> {
            answer(429).process(exchange);
            exchange.getMessage().setHeader("Retry-After", "5");
        };

        Exchange call = call(FAMILY);

        assertThat(call.getException()).isNull();
        assertThat(budgets.mode(FAMILY)).isEqualTo(Budget.Mode.BLOCKED);
        assertThat(budgets.mode(OTHER_FAMILY)).isEqualTo(Budget.Mode.NORMAL);
    }

    @Test
    void blocksForASecondAfterATooManyRequestsThatDoesNotSayHowLong() {
        genesys = answer(429);

        call(FAMILY);

        assertThat(closedFor(FAMILY)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "client.credentials.token.rate.per.minute, platform.api, true",
        "implicit.token.rate.per.minute, platform.api, true",
        "org.app.user.rate.per.minute, platform.api, true",
        "organization.rate.per.minute, directory, true",
        "request.rate.per.minute, platform.api, true",
        "user.rate.per.minute, directory, false",
        "tokens.per.minute, directory, false",
        "'', '', false"
    })
    void theKeyOfTheLimitTellsWhetherAllFamiliesWait(String key, String namespace, boolean all) {
        genesys = exchange -> {
            answer(429).process(exchange);
            exchange.getMessage().setHeader("Retry-After", "20");
            exchange.getMessage()
                    .setBody("{\"limit\":{\"key\":\"" + key + "\",\"namespace\":\"" + namespace + "\",\"value\":300}}");
        };

        call(FAMILY);

        assertThat(closedFor(FAMILY)).isEqualTo(20);
        assertThat(closedFor(OTHER_FAMILY)).isEqualTo(all ? 20 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{\"limit\":7}", "{\"limit\":{\"key\":{}}}", "{\"limit\":null}"})
    void aTooManyRequestsWithoutAKeyIsTheFamilys(String body) {
        genesys = exchange -> {
            answer(429).process(exchange);
            exchange.getMessage().setBody(body);
        };

        call(FAMILY);

        assertThat(budgets.closedFor(FAMILY)).isPositive();
        assertThat(budgets.closedFor(OTHER_FAMILY)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"429, 4294967294, 86400", "503, 4294967294, 300", "503, 20, 20", "200, 20, 0", "404, 20, 0"})
    void believesRetryAfterWithinReason(int status, String retryAfter, long seconds) {
        genesys = exchange -> {
            answer(status).process(exchange);
            exchange.getMessage().setHeader("Retry-After", retryAfter);
        };

        call(FAMILY);

        assertThat(closedFor(FAMILY)).isEqualTo(seconds);
    }

    @Test
    void aFormOfTheClientTellsOfAllFamilies() {
        genesys = exchange -> {
            answer(200).process(exchange);
            exchange.getMessage().setHeader("inin-ratelimit-allowed", "300");
            exchange.getMessage().setHeader("inin-ratelimit-count", "290");
            exchange.getMessage().setHeader("inin-ratelimit-reset", "30");
        };

        call(FAMILY);

        assertThat(budgets.mode(OTHER_FAMILY)).isEqualTo(Budget.Mode.DEGRADED);
        assertThat(budgets.budget(FAMILY).tightest().limit()).isEqualTo(LIMIT);
    }

    @Test
    void aProbeThatIsAnsweredReopensItsFamily() {
        budgets.block(FAMILY, clock.instant().plus(Duration.ofHours(24)));
        clock.advance(Duration.ofMinutes(5));
        genesys = answer(200);

        probe();

        assertThat(budgets.closedFor(FAMILY)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"429, 40, 40", "429, , 82800", "500, , 82800", "503, 10, 10"})
    void aProbeThatIsRefusedIsBelievedAnew(int status, String retryAfter, long seconds) {
        budgets.block(FAMILY, clock.instant().plus(Duration.ofHours(24)));
        clock.advance(Duration.ofHours(1));
        genesys = exchange -> {
            answer(status).process(exchange);
            exchange.getMessage().setHeader("Retry-After", retryAfter);
        };

        probe();

        assertThat(closedFor(FAMILY)).isEqualTo(seconds);
    }

    /** In whole seconds, rounded up; the clock goes on. */
    private long closedFor(String family) {
        return budgets.closedFor(family).plusMillis(999).toSeconds();
    }

    private void probe() {
        template.send("direct:gcx-call", exchange -> {
            open(exchange, Map.of(GcxHeaders.FAMILY, FAMILY));
            UpstreamCall.of(exchange).waitFor(budgets.admit(FAMILY, false));
        });
    }

    private Exchange call(String family) {
        return template.send("direct:gcx-call", exchange -> open(exchange, Map.of(GcxHeaders.FAMILY, family)));
    }

    /** A call that Genesys answers when the test lets it. */
    private CompletableFuture<Exchange> callBehind(String family) {
        genesys = exchange -> {
            arrived.release();
            mayAnswer.tryAcquire(10, TimeUnit.SECONDS);
            answer(200).process(exchange);
        };
        return template.asyncSend("direct:gcx-call", exchange -> open(exchange, Map.of(GcxHeaders.FAMILY, family)));
    }

    private void awaitArrivals(int calls) throws InterruptedException {
        assertThat(arrived.tryAcquire(calls, 10, TimeUnit.SECONDS)).isTrue();
    }

    private void end(List<CompletableFuture<Exchange>> running) {
        mayAnswer.release(running.size());
        assertThat(running)
                .allSatisfy(call -> assertThat(call.join().getException()).isNull());
    }

    /** While DEGRADED a family has two permits. */
    private void twoAtOnce(String family) {
        budgets.correct(
                family,
                List.of(new RateWindow(
                        "test", LIMIT, LIMIT / 20, clock.instant().plusSeconds(60), Duration.ofSeconds(60))));
        assertThat(budgets.concurrency(family)).isEqualTo(2);
    }

    private Exchange sentWhen(Map<String, Object> headers) {
        CompletableFuture<Exchange> sent = new CompletableFuture<>();
        genesys = exchange -> {
            sent.complete(exchange.copy());
            answer(200).process(exchange);
        };
        template.send("direct:gcx-call", exchange -> open(exchange, headers));
        return sent.join();
    }

    private static void open(Exchange exchange, Map<String, Object> headers) {
        exchange.getMessage().setHeader(GcxHeaders.PATH, "/api/v2/routing/queues");
        headers.forEach(exchange.getMessage()::setHeader);
        exchange.getMessage().setBody("a question");
        UpstreamCall.open(exchange);
        UpstreamCall.of(exchange).useToken("of the gateway");
    }
}
