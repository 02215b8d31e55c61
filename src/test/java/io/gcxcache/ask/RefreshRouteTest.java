package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.TestEntry;
import io.gcxcache.change.Change;
import io.gcxcache.paging.TestNotModified;
import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gcx-refresh}: the one run of a flight: look once more, fetch, store, land; or fail. */
class RefreshRouteTest extends AskRoomRouteTest {
    private static final int REMEMBERED_INVALIDATIONS = 10_000;
    private static final List<String> STEPS = List.of(
            "one-flight",
            "open-refresh",
            "look-once-more",
            "if-still-missing",
            "look-beyond",
            "fetch",
            "fill",
            "if-mismatch",
            "accept",
            "if-others-were-dropped",
            "if-worth-sharing",
            "share",
            "if-kept",
            "if-news",
            "commit-notifications",
            "store",
            "if-stored",
            "stored",
            "audit-refresh",
            "if-stored-news",
            "tell-of-update",
            "land");

    private MockEndpoint fetch;
    private MockEndpoint audited;
    private Flight boarded;

    @BeforeEach
    void start() {
        audited = mocked("direct:gcx-audit");
        context.start();
        fetch = getMockEndpoint("mock:fetch");
        fetch.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer("a new thing")));
    }

    @Test
    void takesItsStepsInTheirOrder() {
        Flight flight = board();

        refresh();

        assertThat(steps("gcx-refresh")).containsExactlyElementsOf(STEPS);
        assertThat(flight.arrival()).isCompleted();
        assertThat(event()).isEqualTo("refresh");
    }

    @Test
    void tellsTheFetchWhatToAskFor() {
        board();

        refresh();

        Exchange asked = fetch.getExchanges().get(0);
        assertThat(asked.getMessage().getHeader("GcxPath")).isEqualTo("/api/v2/things/1");
        assertThat(asked.getMessage().getHeader("GcxFamily")).isEqualTo(FAMILY);
        assertThat(asked.getMessage().getHeader("GcxScope")).isEqualTo("thing:read");
        assertThat(asked.getMessage().getBody()).isNull();
    }

    @Test
    void storesTheEntryBeforeTheFlightLands() {
        Flight flight = board();
        CompletableFuture<CacheEntry> keptAtLanding = flight.arrival().thenApply(entry -> store.lookUp(KEY));

        refresh();

        assertThat(keptAtLanding).isCompleted();
        assertThat(keptAtLanding.join()).isNotNull().isSameAs(flight.arrival().join());
        assertThat(keptAtLanding.join().body().joined()).asString().isEqualTo("a new thing");
    }

    @Test
    void dropsASecondRefreshWhileOneRuns() throws Exception {
        CountDownLatch fetching = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        fetch.whenAnyExchangeReceived(exchange -> {
            fetching.countDown();
            mayAnswer.await(10, TimeUnit.SECONDS);
            exchange.getMessage().setBody(answer("a new thing"));
        });
        Flight flight = board();
        CompletableFuture<Exchange> first = template.asyncSend("direct:gcx-refresh", this::ask);
        assertThat(fetching.await(10, TimeUnit.SECONDS)).isTrue();

        refresh();

        assertThat(flight.hasLanded()).isFalse();
        assertThat(steps("gcx-refresh")).containsOnlyOnce("open-refresh", "fetch");
        assertThat(steps("gcx-refresh")).filteredOn("one-flight"::equals).hasSize(2);
        mayAnswer.countDown();
        first.join();
        assertThat(flight.arrival()).isCompleted();
        assertThat(fetch.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void dropsARefreshThatNobodyWaitsFor() {
        refresh();

        assertThat(steps("gcx-refresh")).containsExactly("one-flight");
        assertThat(fetch.getReceivedCounter()).isZero();
    }

    @Test
    void forgetsTheKeyWhenTheRunEnds() {
        board();
        refresh();

        assertThat(flights.isInProgress(KEY)).isFalse();
        clock.advance(Duration.ofMillis(1));
        board();
        refresh();

        assertThat(fetch.getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void takesAnAnswerThatCameInTheMeantime() {
        Flight flight = board();
        clock.advance(Duration.ofSeconds(2));
        CacheEntry arrived = entry(Duration.ofSeconds(1));
        Question asked = question().again(clock.instant().minusSeconds(2));
        store.put(arrived);

        template.send("direct:gcx-refresh", exchange -> ask(exchange, asked).board(flight));

        assertThat(fetch.getReceivedCounter()).isZero();
        assertThat(flight.arrival()).isCompletedWithValue(arrived);
        assertThat(steps("gcx-refresh"))
                .containsExactly("one-flight", "open-refresh", "look-once-more", "if-still-missing", "land");
        assertThat(audited.getReceivedCounter()).isZero();
    }

    @Test
    void fetchesAlthoughThereIsAnOldEntry() {
        CacheEntry old = entry(TTL.plusSeconds(1));
        store.put(old);
        board();

        refresh();

        assertThat(fetch.getReceivedCounter()).isEqualTo(1);
        assertThat(store.lookUp(KEY)).isNotNull().isNotSameAs(old);
    }

    @Test
    void failsItsFlightWhenTheFetchFails() {
        fetch.whenAnyExchangeReceived(exchange -> {
            throw Problem.busy("spent", Duration.ofSeconds(7));
        });
        Flight flight = board();

        Exchange refreshed = refresh();

        assertThat(refreshed.getException()).isNull();
        assertThat(problem(flight).status()).isEqualTo(503);
        assertThat(problem(flight).retryAfterSeconds()).isEqualTo(7);
        assertThat(store.all()).isEmpty();
        assertThat(steps("gcx-refresh"))
                .containsExactly(
                        "one-flight",
                        "open-refresh",
                        "look-once-more",
                        "if-still-missing",
                        "look-beyond",
                        "fetch",
                        "fail",
                        "audit-failure");
        assertThat(event()).isEqualTo("refresh_failed");
        assertThat(flights.isInProgress(KEY)).isFalse();
    }

    @Test
    void keepsTheOldEntryWhenTheFetchFails() {
        CacheEntry old = entry(TTL.plusSeconds(1));
        store.put(old);
        fetch.whenAnyExchangeReceived(exchange -> {
            throw Problem.upstream("broken");
        });
        board();

        refresh();

        assertThat(store.lookUp(KEY)).isSameAs(old);
    }

    @Test
    void findsTheProblemInsideWhatAnEipWrappedAroundIt() {
        fetch.whenAnyExchangeReceived(exchange -> {
            throw new CamelExchangeException(
                    "Error occurred during aggregation", exchange, Problem.busy("spent", Duration.ofSeconds(7)));
        });
        Flight flight = board();

        refresh();

        assertThat(problem(flight).status()).isEqualTo(503);
        assertThat(flights.failedRecently(question())).isFalse();
    }

    @Test
    void tellsNothingOfWhatBrokeInsideTheGateway() {
        fetch.whenAnyExchangeReceived(exchange -> {
            throw new Broken("token abc");
        });
        Flight flight = board();

        refresh();

        assertThat(problem(flight).status()).isEqualTo(502);
        assertThat(problem(flight).detail()).doesNotContain("abc");
    }

    @Test
    void failsAtOnceWhenTheRouteThatFetchesIsNotThere() throws Exception {
        AdviceWith.adviceWith(context, "gcx-refresh", route -> route.weaveById("fetch")
                .replace()
                .toD("direct:nobody?block=false"));
        Flight flight = board();

        refresh();

        assertThat(problem(flight).status()).isEqualTo(502);
        assertThat(problem(flight).detail()).contains("is not there");
    }

    @Test
    void aFlightThatRanOutOfTimeIsAuditedAsThat() {
        Flight flight = board();
        fetch.whenAnyExchangeReceived(exchange -> {
            flights.fail(flight, Problem.tooSlow("time is up"));
            throw Problem.upstream("the call was cut off");
        });

        refresh();

        assertThat(event()).isEqualTo("refresh_failed");
        assertThat(details()).containsEntry("status", 504).containsEntry("reason", "time is up");
    }

    @Test
    void callsEndWithTheFlight() {
        Flight flight = board();

        refresh();

        assertThat(fetch.getExchanges().get(0).getProperty(Caller.PROPERTY)).isSameAs(flight);
        assertThat(flight.end()).isSameAs(flight.arrival());
    }

    @Test
    void bringsALateAnswerHome() {
        Flight flight = board();
        fetch.whenAnyExchangeReceived(exchange -> {
            flights.fail(flight, Problem.tooSlow("time is up"));
            exchange.getMessage().setBody(answer("late"));
        });

        refresh();

        assertThat(kept()).isEqualTo("late");
        assertThat(problem(flight).status()).isEqualTo(504);
    }

    @Test
    void keepsALateAnswerWithItsAgeWhileAnotherFlightHasTheKey() {
        clock.stop();
        Flight late = board();
        fetch.whenAnyExchangeReceived(exchange -> {
            flights.fail(late, Problem.busy("time is up", Duration.ZERO));
            clock.advance(Duration.ofSeconds(40));
            board();
            exchange.getMessage().setBody(answer("late"));
        });

        refresh();

        assertThat(kept()).isEqualTo("late");
        assertThat(store.lookUp(KEY).ageMillis(clock.millis())).isEqualTo(40_000);
        assertThat(flights.isInProgress(KEY)).isTrue();
    }

    @Test
    void aFillThatEndsLaterThanANewerOneDoesNotTakeItsPlace() {
        Flight late = board();
        fetch.whenExchangeReceived(1, exchange -> {
            flights.fail(late, Problem.busy("time is up", Duration.ZERO));
            clock.advance(Duration.ofSeconds(1));
            board();
            refresh();
            exchange.getMessage().setBody(answer("an old thing"));
        });

        refresh();

        assertThat(fetch.getReceivedCounter()).isEqualTo(2);
        assertThat(kept()).isEqualTo("a new thing");
        assertThat(steps("gcx-refresh")).containsOnlyOnce("stored");
    }

    @Test
    void aFillThatIsOvertakenByANewerOneOnItsWayToTheStoreIsNotTold() {
        board();
        CacheEntry newer = entry(Duration.ofSeconds(-1));
        before("store", () -> store.put(newer));

        refresh();

        assertThat(store.lookUp(KEY)).isSameAs(newer);
        assertThat(steps("gcx-refresh")).contains("store", "if-stored", "land").doesNotContain("stored");
        assertThat(audited.getReceivedCounter()).isZero();
    }

    /** What is changed right before a step of a refresh and invalidated then is not to be answered with the old thing. */
    @ParameterizedTest
    @MethodSource("steps")
    void anInvalidationBeforeAnyStepOfAFillIsNotUndoneByIt(String step, String name) {
        AtomicReference<String> upstream = new AtomicReference<>("an old thing");
        fetch.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer(upstream.get())));
        Flight flight = board();
        before(step, () -> {
            upstream.set("a new thing");
            invalidate(name);
        });

        refresh();

        assertThat(steps("gcx-refresh")).contains(step);
        assertThat(flight.arrival()).isCompleted();
        forgetInvalidations();
        CacheEntry found = store.lookUp(KEY);
        assertThat(found == null ? "a new thing" : text(found)).isEqualTo("a new thing");
        board();
        refresh();
        assertThat(kept()).isEqualTo("a new thing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"one-flight", "open-refresh", "look-once-more", "if-still-missing", "fetch", "not-modified"})
    void anInvalidationBeforeAnyStepOfAVerificationIsNotUndoneByIt(String step) {
        CacheEntry old = modified();
        store.put(old);
        AtomicBoolean changed = new AtomicBoolean();
        fetch.whenAnyExchangeReceived(exchange -> {
            if (!changed.get()) {
                throw TestNotModified.of("/api/v2/things/1");
            }
            exchange.getMessage().setBody(answer("a new thing"));
        });
        Flight flight = board();
        before(step, () -> {
            changed.set(true);
            store.invalidateKey(KEY);
        });

        verify(old);

        assertThat(steps("gcx-refresh")).contains(step);
        assertThat(flight.arrival()).isCompleted();
        forgetInvalidations();
        CacheEntry found = store.lookUp(KEY);
        assertThat(found == null ? "a new thing" : text(found)).isEqualTo("a new thing");
    }

    private static Stream<Arguments> steps() {
        return STEPS.stream().flatMap(step -> Stream.of(arguments(step, "key"), arguments(step, "tag")));
    }

    /** What only hides behind an invalidation that is remembered shows by now. */
    private void forgetInvalidations() {
        for (int i = 0; i < REMEMBERED_INVALIDATIONS; i++) {
            store.invalidateKey("another-" + i);
        }
    }

    private void invalidate(String name) {
        if (name.equals("key")) {
            store.invalidateKey(KEY);
        } else {
            store.invalidateTag("thing");
        }
    }

    @Test
    void asksWhetherWhatIsVerifiedHasChanged() {
        board();

        verify(modified());

        assertThat(fetch.getExchanges().get(0).getMessage().getHeader("If-Modified-Since"))
                .isEqualTo("then");
    }

    @Test
    void asksWithoutAConditionIfWhatIsVerifiedWasInvalidatedMeanwhile() {
        CacheEntry old = modified();
        store.invalidateKey(KEY);
        Flight flight = board();

        verify(old);

        assertThat(fetch.getExchanges().get(0).getMessage().getHeader("If-Modified-Since"))
                .isNull();
        assertThat(flight.arrival().join()).isNotSameAs(old);
    }

    @Test
    void renewsTheTimesOfWhatIsUnchangedAndTellsNobody() {
        CacheEntry old = entry(Duration.ofSeconds(200));
        store.put(old);
        fetch.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer("a thing")));
        board();

        refresh();

        CacheEntry renewed = store.lookUp(KEY);
        assertThat(renewed.fillStarted()).isAfter(old.fillEnded());
        assertThat(renewed.etag()).isEqualTo(old.etag());
        assertThat(renewed.body().pieces()[0]).isSameAs(old.body().pieces()[0]);
        assertThat(steps("gcx-refresh"))
                .contains("store", "stored", "audit-refresh")
                .doesNotContain("commit-notifications", "tell-of-update");
        assertThat(details()).containsEntry("unchanged", true);
    }

    @Test
    void tellsOfWhatSaysSomethingElse() {
        store.put(entry(Duration.ofSeconds(200)));
        board();

        refresh();

        await().untilAsserted(() -> assertThat(changes)
                .extracting(Change::etag)
                .containsExactly(store.lookUp(KEY).etag()));
        assertThat(details()).containsEntry("unchanged", false);
    }

    @Test
    void tellsOfWhatSaysTheSameAsWhatWasInvalidated() {
        store.put(entry(Duration.ofSeconds(200)));
        store.invalidateKey(KEY);
        fetch.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer("a thing")));
        board();

        refresh();

        assertThat(steps("gcx-refresh")).contains("commit-notifications", "tell-of-update");
    }

    /** Or who keeps a copy of what was stored in between would not be told that it is none any more. */
    @Test
    void doesNotRenewWhatSomethingElseTookThePlaceOf() {
        store.put(entry(Duration.ofSeconds(200)));
        CacheEntry meanwhile = entry("something else", Duration.ofSeconds(50));
        before("store", () -> store.put(meanwhile));
        fetch.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer("a thing")));
        Flight flight = board();

        refresh();

        assertThat(store.lookUp(KEY)).isSameAs(meanwhile);
        assertThat(text(flight.arrival().join())).isEqualTo("a thing");
    }

    @Test
    void whatIsTornFailsBesideWhatIsWhole() {
        CacheEntry whole = entry(Duration.ofSeconds(200));
        store.put(whole);
        fetch.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(torn("a new thing")));
        Flight flight = board();

        refresh();

        assertThat(problem(flight).status()).isEqualTo(502);
        assertThat(store.lookUp(KEY)).isSameAs(whole);
        assertThat(event()).isEqualTo("refresh_failed");
    }

    @Test
    void whatIsTornIsKeptWhereNothingIsWholeAndNobodyIsTold() {
        store.put(entry(TTL.plus(STALE_WINDOW)));
        fetch.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(torn("a new thing")));
        Flight flight = board();

        refresh();

        assertThat(flight.arrival()).isCompleted();
        assertThat(store.lookUp(KEY).torn()).isTrue();
        assertThat(kept()).isEqualTo("a new thing");
        assertThat(steps("gcx-refresh")).contains("store", "audit-refresh").doesNotContain("tell-of-update");
    }

    @Test
    void theSameIsNewsOnceItIsWhole() {
        store.put(TestEntry.torn(entry("a new thing", Duration.ofSeconds(40))));
        board();

        refresh();

        assertThat(store.lookUp(KEY).torn()).isFalse();
        assertThat(steps("gcx-refresh")).contains("commit-notifications", "tell-of-update");
    }

    private static Answer torn(String text) {
        Answer answer = answer(text);
        return new Answer(answer.body(), answer.ttl(), Duration.ZERO, null, null, false, true);
    }

    private String kept() {
        return text(store.lookUp(KEY));
    }

    private static String text(CacheEntry entry) {
        return new String(entry.body().joined(), StandardCharsets.UTF_8);
    }

    private CacheEntry modified() {
        CacheEntry entry = entry(Duration.ZERO);
        return new CacheEntry(
                entry.key(),
                entry.body(),
                entry.fillStarted(),
                entry.fillEnded(),
                entry.createdAt(),
                entry.ttl(),
                entry.staleWindow(),
                "then",
                null,
                null,
                entry.tags(),
                entry.directive(),
                entry.shareable(),
                entry.generation(),
                entry.renewal(),
                false,
                CacheEntry.OK,
                thing.declaration().fingerprint(),
                false);
    }

    private void verify(CacheEntry held) {
        template.send("direct:gcx-refresh", exchange -> {
            Ask ask = ask(exchange, question().overwriting());
            ask.board(boarded);
            ask.hold(held);
        });
    }

    private Flight board() {
        boarded = flights.board(question()).flight();
        return boarded;
    }

    private Exchange refresh() {
        return template.send("direct:gcx-refresh", this::ask);
    }

    private void ask(Exchange exchange) {
        ask(exchange, question()).board(boarded);
    }

    private static Problem problem(Flight flight) {
        assertThat(flight.arrival()).isCompletedExceptionally();
        CompletionException failure = catchThrowableOfType(
                CompletionException.class, () -> flight.arrival().join());
        return assertThat(failure.getCause()).asInstanceOf(type(Problem.class)).actual();
    }

    /** An unexpected failure; without a trace, since the gateway logs it. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message, null, false, false);
        }
    }

    private String event() {
        return audited().event();
    }

    private Map<String, Object> details() {
        return audited().details();
    }

    private AuditEvent audited() {
        assertThat(audited.getExchanges()).hasSize(1);
        return audited.getExchanges().get(0).getProperty(AuditEvent.PROPERTY, AuditEvent.class);
    }
}
