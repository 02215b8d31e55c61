package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Mark;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A refresh looks beyond its process before it asks Genesys, and shares what it fetched. */
class LookBeyondRouteTest extends AskRoomRouteTest {
    private MockEndpoint fetch;

    @BeforeEach
    void start() {
        mocked("direct:gcx-audit");
        context.start();
        fetch = getMockEndpoint("mock:fetch");
        fetch.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer("fetched")));
        clock.stop();
    }

    private Flight board(Question question) {
        return flights.board(question).flight();
    }

    private String kept() {
        return new String(store.lookUp(KEY).body().joined(), StandardCharsets.UTF_8);
    }

    private Flight refreshed(Question question) {
        Flight flight = board(question);
        template.send("direct:gcx-refresh", exchange -> ask(exchange, question).board(flight));
        return flight;
    }

    @Test
    void whatIsFoundIsKeptAndGenesysIsNotAsked() {
        CacheEntry found = entry("found", Duration.ofSeconds(40));
        beyond.has(found);

        Flight flight = refreshed(question());

        assertThat(flight.arrival()).isCompletedWithValue(found);
        assertThat(store.lookUp(KEY)).isSameAs(found);
        assertThat(fetch.getReceivedCounter()).isZero();
        assertThat(beyond.landed).isEmpty();
        assertThat(steps("gcx-refresh"))
                .containsExactly(
                        "one-flight",
                        "open-refresh",
                        "look-once-more",
                        "if-still-missing",
                        "look-beyond",
                        "take-what-was-found",
                        "keep-what-was-found",
                        "land");
    }

    @Test
    void whatIsFoundLaterHoldsNoThread() {
        CompletableFuture<CacheEntry> found = new CompletableFuture<>();
        beyond.has(found);
        Flight flight = board(question());
        CompletableFuture<Exchange> refreshing = template.asyncSend(
                "direct:gcx-refresh", exchange -> ask(exchange, question()).board(flight));

        assertThat(flight.arrival()).isNotDone();
        CacheEntry entry = entry("found", Duration.ofSeconds(40));
        found.complete(entry);

        refreshing.join();
        assertThat(flight.arrival()).isCompletedWithValue(entry);
    }

    @Test
    void whatIsFoundStaleIsTakenByWhoHasNothing() {
        CacheEntry stale = entry("stale", TTL.plusSeconds(1));
        beyond.has(stale);

        assertThat(refreshed(question()).arrival()).isCompletedWithValue(stale);
    }

    @Test
    void whatIsFoundTooOldIsFetched() {
        beyond.has(entry("old", TTL.plus(STALE_WINDOW)));

        refreshed(question());

        assertThat(kept()).isEqualTo("fetched");
    }

    @Test
    void whatIsFoundNoFresherThanWhatIsStaleHereIsFetched() {
        store.put(entry("older", TTL.plusSeconds(9)));
        beyond.has(entry("stale", TTL.plusSeconds(1)));

        refreshed(question());

        assertThat(kept()).isEqualTo("fetched");
    }

    @Test
    void whatIsFoundFreshTakesThePlaceOfWhatIsStaleHere() {
        store.put(entry("stale", TTL.plusSeconds(1)));
        beyond.has(entry("found", Duration.ofSeconds(40)));

        refreshed(question());

        assertThat(kept()).isEqualTo("found");
    }

    @Test
    void whatIsRefreshedEarlyIsFetchedUnlessSomebodyElseHasDoneSo() {
        CacheEntry kept = entry("kept", Duration.ofSeconds(95));
        store.put(kept);
        beyond.has(kept);
        refreshed(question());
        assertThat(kept()).isEqualTo("fetched");
    }

    @Test
    void whatIsToBeOverwrittenIsComparedWithGenesysItself() {
        beyond.has(entry("found", Duration.ofSeconds(40)));

        refreshed(question().overwriting());

        assertThat(kept()).isEqualTo("fetched");
    }

    @Test
    void whatWasFilledTooEarlyForTheQuestionIsFetched() {
        beyond.has(entry("found", Duration.ofSeconds(40)));

        refreshed(question().notFilledBefore(clock.instant().minusSeconds(39)));

        assertThat(kept()).isEqualTo("fetched");
    }

    @Test
    void whatWasInvalidatedWhileItWasLookedForIsForThoseWhoWaitAlone() {
        CompletableFuture<CacheEntry> later = new CompletableFuture<>();
        beyond.has(later);
        Flight flight = board(question());
        CompletableFuture<Exchange> refreshing = template.asyncSend(
                "direct:gcx-refresh", exchange -> ask(exchange, question()).board(flight));
        store.invalidateKey(KEY);
        CacheEntry entry = entry("found", Duration.ofSeconds(40));
        later.complete(entry);
        refreshing.join();

        assertThat(flight.arrival()).isCompletedWithValue(entry);
        assertThat(store.lookUp(KEY)).isNull();
    }

    @Test
    void whatIsFetchedIsSharedBeforeItIsKept() {
        refreshed(question());

        assertThat(beyond.landed).containsExactly(store.lookUp(KEY));
        assertThat(steps("gcx-refresh")).containsSubsequence("look-beyond", "fetch", "fill", "share", "store");
    }

    @Test
    void whatOthersKnowBetterIsForThoseWhoWaitAlone() {
        beyond.keepsNothing();

        Flight flight = refreshed(question());

        assertThat(flight.arrival()).isCompleted();
        assertThat(store.lookUp(KEY)).isNull();
        assertThat(steps("gcx-refresh")).doesNotContain("store", "commit-notifications");
    }

    @Test
    void whatIsInvalidatedHereIsToldToOthers() {
        store.invalidateKey(KEY);
        store.invalidateTag("tag");

        assertThat(beyond.marked).containsExactly(Mark.key(KEY), Mark.tag("tag"));
    }

    @Test
    void anInvalidationNamesWhoMayNotKnowOfIt() {
        beyond.isPending("node-b");

        String told = template.requestBodyAndHeader("direct:gcx-invalidate", null, "GcxKey", KEY, String.class);

        assertThat(told).isEqualTo("{\"invalidated\":0,\"pending\":[\"node-b\"]}");
    }
}
