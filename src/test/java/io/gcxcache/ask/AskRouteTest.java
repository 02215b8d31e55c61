package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.TestEntry;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-ask}: look up, decide, then serve, or board a flight and wait. */
class AskRouteTest extends AskRoomRouteTest {
    private static final String RESOURCE = "direct:thing";

    private MockEndpoint refresh;

    @BeforeEach
    void start() {
        refresh = mocked("direct:gcx-refresh");
        context.start();
    }

    @Test
    void servesAFreshEntryWithoutAnyFlight() {
        store.put(entry(Duration.ofSeconds(1)));

        Exchange asked = ask(Map.of());

        assertThat(asked.getMessage().getBody(String.class)).isEqualTo("a thing");
        assertThat(steps("gcx-ask")).containsExactly("look-up", "judge", "if-refresh-is-due", "reply", "audit");
        assertThat(steps("gcx-board")).isEmpty();
        assertThat(event(asked)).isEqualTo("cache_hit");
    }

    @Test
    void servesAStaleEntryAndRefreshesBehind() throws Exception {
        store.put(entry(TTL.plusSeconds(1)));
        refresh.expectedMessageCount(1);

        Exchange asked = ask(Map.of());

        assertThat(asked.getMessage().getBody(String.class)).isEqualTo("a thing");
        assertThat(asked.getMessage().getHeader("GCX-Refreshing")).isEqualTo("true");
        assertThat(steps("gcx-ask"))
                .containsExactly("look-up", "judge", "if-refresh-is-due", "refresh-behind", "reply", "audit");
        assertThat(event(asked)).isEqualTo("stale_served");
        refresh.assertIsSatisfied();
    }

    @Test
    void refreshesAPopularEntryBeforeItsEnd() throws Exception {
        store.put(entry(TTL.minusSeconds(1)));
        refresh.expectedMessageCount(1);

        Exchange asked = ask(Map.of());

        assertThat(asked.getMessage().getBody(String.class)).isEqualTo("a thing");
        assertThat(steps("gcx-ask")).contains("refresh-behind").doesNotContain("miss");
        assertThat(event(asked)).isEqualTo("cache_hit");
        refresh.assertIsSatisfied();
    }

    @Test
    void doesNotRefreshBehindWhileTheBudgetIsSpent() {
        store.put(entry(TTL.plusSeconds(1)));
        budgets.block(FAMILY, clock.instant().plusSeconds(30));

        Exchange asked = ask(Map.of());

        assertThat(asked.getMessage().getHeader("Cache-Status", String.class)).endsWith("; detail=degraded");
        assertThat(steps("gcx-board")).isEmpty();
        assertThat(event(asked)).isEqualTo("stale_served");
    }

    @Test
    void boardsOneFlightForAllStaleHits() throws Exception {
        store.put(entry(TTL.plusSeconds(1)));
        refresh.expectedMessageCount(1);

        ask(Map.of());
        ask(Map.of());

        assertThat(steps("gcx-ask")).containsOnlyOnce("refresh-behind");
        refresh.assertIsSatisfied();
    }

    @Test
    void waitsForItsFlightOnAMiss() {
        CompletableFuture<Exchange> asked = askBehind();
        awaitWaiting(1);

        assertThat(asked).isNotDone();
        land(entry(Duration.ZERO));

        Exchange answered = asked.join();
        assertThat(answered.getMessage().getBody(String.class)).isEqualTo("a thing");
        assertThat(answered.getMessage().getHeader("Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(steps("gcx-ask"))
                .containsExactly(
                        "look-up",
                        "judge",
                        "miss",
                        "join-or-lead",
                        "look-back",
                        "await",
                        "if-it-may-have-been-made",
                        "reply",
                        "audit");
        assertThat(event(asked.join())).isEqualTo("cache_miss_to_populate");
    }

    @Test
    void joinsTheFlightThatIsInProgress() {
        CompletableFuture<Exchange> leader = askBehind();
        awaitWaiting(1);
        CompletableFuture<Exchange> follower = askBehind();
        awaitWaiting(2);

        land(entry(Duration.ZERO));

        assertThat(leader.join().getMessage().getHeader("Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(follower.join().getMessage().getHeader("Cache-Status")).isEqualTo("gcx; fwd=uri-miss; collapsed");
        assertThat(refresh.getReceivedCounter()).isEqualTo(1);
        assertThat(audit.size()).isEqualTo(2);
    }

    @Test
    void passesTheProblemOfItsFlightOn() {
        CompletableFuture<Exchange> asked = askBehind();
        awaitWaiting(1);

        flights.fail(flight(), Problem.notFound("no such thing"));

        assertThat(asked.join().getException()).isInstanceOf(Problem.class).hasMessage("no such thing");
        assertThat(steps("gcx-ask")).doesNotContain("reply", "audit");
    }

    @Test
    void takesAnEntryBeyondItsHardAgeLimitForAMiss() {
        store.put(entry(Duration.ofSeconds(1)));
        clock.advance(TTL.plus(STALE_WINDOW));

        CompletableFuture<Exchange> asked = askBehind();
        awaitWaiting(1);
        land(entry(Duration.ZERO));

        assertThat(asked.join().getMessage().getHeader("Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
    }

    @Test
    void takesAnEntryThatWasFilledForAnotherDeclarationForAMiss() {
        store.put(TestEntry.declaredOtherwise(entry(Duration.ZERO)));

        CompletableFuture<Exchange> asked = askBehind();
        awaitWaiting(1);
        land(entry(Duration.ZERO));

        assertThat(asked.join().getMessage().getHeader("Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
    }

    @Test
    void acceptsAQuestionThatIsNotWaitedFor() {
        Exchange asked = ask(Map.of("Prefer", "respond-async"));

        assertThat(asked.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(202);
        assertThat(steps("gcx-ask")).endsWith("await", "if-it-may-have-been-made", "accept-for-later");
        assertThat(audit.isEmpty()).isTrue();
    }

    @Test
    void sendsNoBodyToAClientThatHasIt() {
        CacheEntry kept = entry(Duration.ofSeconds(1));
        store.put(kept);

        Exchange asked = ask(Map.of("If-None-Match", kept.etag()));

        assertThat(asked.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(304);
        assertThat(asked.getMessage().getBody()).isNull();
        assertThat(event(asked)).isEqualTo("cache_hit");
    }

    @Test
    void refusesAnIdThatMayNotStandInAKey() {
        Exchange asked =
                template.send(RESOURCE, exchange -> exchange.getMessage().setHeader("ThingId", "../1"));

        assertThat(asked.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(400));
        assertThat(steps("thing")).containsExactly("thing-door");
    }

    private Exchange ask(Map<String, Object> headers) {
        return template.send(RESOURCE, exchange -> {
            exchange.getMessage().setHeader("ThingId", "1");
            headers.forEach(exchange.getMessage()::setHeader);
        });
    }

    private CompletableFuture<Exchange> askBehind() {
        return template.asyncSend(RESOURCE, exchange -> exchange.getMessage().setHeader("ThingId", "1"));
    }

    private void awaitWaiting(int clients) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(steps("gcx-ask")).filteredOn("await"::equals).hasSize(clients));
    }

    /** The flight in progress, as the refresh got it. */
    private Flight flight() {
        await().until(() -> refresh.getReceivedCounter() > 0);
        return Ask.of(refresh.getExchanges().get(0)).flight();
    }

    /** What was taken down of a question. */
    private String event(Exchange asked) {
        assertThat(audit.isEmpty()).isFalse();
        AuditEvent event = asked.getProperty(AuditEvent.PROPERTY, AuditEvent.class);
        assertThat(event.key()).isEqualTo(KEY);
        return event.event();
    }

    /** Ends the flight as a refresh does. */
    private void land(CacheEntry entry) {
        store.put(entry);
        flights.land(flight(), entry);
    }
}
