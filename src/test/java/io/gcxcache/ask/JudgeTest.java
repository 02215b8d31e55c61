package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.BudgetPolicy;
import io.gcxcache.budget.ClientForms;
import io.gcxcache.budget.LocalBudgets;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.EarlyRefresh;
import io.gcxcache.cache.Freshness;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.cache.TestEntry;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.Defaults;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.Pools;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final String KEY = "gcx:directory:internal_agents";
    private static final Question QUESTION = TestFlight.question(KEY, Duration.ofMinutes(1));
    private static final Question BEGINNING = QUESTION.reaching(100);

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final CamelContext camel = new DefaultCamelContext();
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final Flights flights = TestFlight.flights(TestFlight.store(clock), clock, timers);
    private EarlyRefresh early = new EarlyRefresh(1, 0.1);
    private final Judge judge = new Judge(
            flights,
            new LocalBudgets(
                    new BudgetPolicy(
                            100, Duration.ofMinutes(1), 100, ClientForms.parse(""), 0.1, Duration.ofSeconds(10)),
                    new Services(clock, clock, () -> 0, new Meters(new SimpleMeterRegistry()), new AuditTrail(), null)),
            () -> early,
            new Services(clock, clock, () -> 0, null, null, new Pools(null, null, timers, null)));

    /** Its TTL is an hour, and so is its stale window. */
    private final CacheEntry entry = declared(TestEntry.begun(KEY, clock.instant(), 0));

    @AfterEach
    void stopTimers() {
        timers.shutdownNow();
    }

    @Test
    void isAsBeforeUntilChanceMayHaveItRefreshed() {
        assertThat(isAsBefore(QUESTION)).isTrue();

        clock.advance(Duration.ofMinutes(54).minusMillis(1));
        assertThat(isAsBefore(QUESTION)).isTrue();

        clock.advance(Duration.ofMillis(1));
        assertThat(isAsBefore(QUESTION)).isFalse();
    }

    @Test
    void anEarlyRefreshThatIsSetOtherwiseHoldsAtOnce() {
        clock.advance(Duration.ofMinutes(31));
        assertThat(isAsBefore(QUESTION)).isTrue();

        early = new EarlyRefresh(1, 0.5);

        assertThat(isAsBefore(QUESTION)).isFalse();
    }

    @Test
    void aStaleWindowThatIsSetShorterHoldsAtOnce() {
        Defaults shorter = new Defaults(
                DeclaredResources.DEFAULTS.directoryTtl(),
                DeclaredResources.DEFAULTS.reportTtl(),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10));
        Question now = TestFlight.question(KEY, Duration.ofMinutes(1), shorter);
        flights.board(QUESTION);

        clock.advance(Duration.ofMinutes(70).minusMillis(1));
        assertThat(judged(now, entry).isHit()).isTrue();

        clock.advance(Duration.ofMillis(1));
        assertThat(judged(now, entry).isHit()).isFalse();
        assertThat(judged(QUESTION, entry).isHit()).isTrue();
    }

    @Test
    void aTtlThatIsSetShorterHoldsAtOnceAndTheWindowBeginsBehindIt() {
        Resource shorter = DeclaredResources.resource(ListResource.of("directory")
                .path("/api/v2/routing/directories/{id}/entries")
                .ttl(60)
                .staleWindow(60));
        CacheEntry found = TestEntry.declared(entry, shorter.declaration().fingerprint());
        Question now = new Question(
                shorter, "internal_agents", KEY, Directive.FRESH, Instant.EPOCH, null, null, Question.WHOLE, false);
        flights.board(now);

        clock.advance(Duration.ofSeconds(60).minusMillis(1));
        assertThat(judged(now, found).freshness()).isEqualTo(Freshness.FRESH);
        clock.advance(Duration.ofMillis(1));
        assertThat(judged(now, found).freshness()).isEqualTo(Freshness.STALE);
        clock.advance(Duration.ofSeconds(60));
        assertThat(judged(now, found).isHit()).isFalse();
    }

    @Test
    void isNotAsBeforeOnceItIsStale() {
        clock.advance(Duration.ofHours(1));

        assertThat(isAsBefore(QUESTION)).isFalse();
    }

    @Test
    void isNotAsBeforeWhileItIsRefreshed() {
        flights.board(QUESTION);

        assertThat(isAsBefore(QUESTION)).isFalse();
        assertThat(isAsBefore(BEGINNING)).isFalse();
    }

    @Test
    void theBeginningIsNotAsBeforeWhileItAloneIsRefreshed() {
        flights.board(BEGINNING);

        assertThat(isAsBefore(BEGINNING)).isFalse();
        assertThat(isAsBefore(QUESTION)).isTrue();
    }

    @Test
    void servesWhatIsFreshAndNothingBeyondItsHardAgeLimit() {
        assertThat(judged(QUESTION, entry).entry()).isSameAs(entry);

        clock.advance(Duration.ofHours(2));

        assertThat(judged(QUESTION, entry).isHit()).isFalse();
    }

    @Test
    void servesNothingThatWasFilledBeforeWhatIsWanted() {
        Instant filled = entry.fillStarted();

        assertThat(judged(QUESTION.notFilledBefore(filled), entry).isHit()).isTrue();
        assertThat(judged(QUESTION.notFilledBefore(filled.plusMillis(1)), entry).isHit())
                .isFalse();
    }

    @Test
    void servesTheBeginningOfAListToWhoWantsNoMoreOfALongerOne() throws IOException {
        CacheEntry beginning = declared(TestEntry.beginning(KEY, clock.instant(), 101));
        CacheEntry ofAllThatIsWanted = declared(TestEntry.beginning(KEY, clock.instant(), 100));

        assertThat(judged(BEGINNING, beginning).isHit()).isTrue();
        assertThat(judged(BEGINNING, ofAllThatIsWanted).isHit()).isFalse();
        assertThat(judged(QUESTION, beginning).isHit()).isFalse();
        assertThat(judged(QUESTION, entry).isHit()).isTrue();
        assertThat(judged(BEGINNING, entry).isHit()).isTrue();
    }

    @Test
    void whatOthersHaveReadOnInIsAskedForAsAWhole() throws IOException {
        CacheEntry beginning = declared(TestEntry.beginning(KEY, clock.instant(), 101));
        Exchange exchange = new DefaultExchange(camel);

        judge(exchange, BEGINNING, beginning);
        assertThat(Ask.of(exchange).question().reach()).isEqualTo(100);

        beginning.body().readOn();
        judge(exchange, BEGINNING, beginning);
        assertThat(Ask.of(exchange).question().reach()).isEqualTo(Question.WHOLE);
    }

    private static CacheEntry declared(CacheEntry entry) {
        return TestEntry.declared(entry, QUESTION.declaration().fingerprint());
    }

    private Verdict judged(Question question, CacheEntry found) {
        return judge(new DefaultExchange(camel), question, found);
    }

    private Verdict judge(Exchange exchange, Question question, CacheEntry found) {
        Ask ask = Ask.about(exchange, question.resource(), "internal_agents");
        ask.ask(exchange, question);
        judge.judge(exchange, found);
        return ask.verdict();
    }

    private boolean isAsBefore(Question question) {
        return judge.isAsBefore(
                new Hit(question, null, null, entry, null),
                entry,
                clock.instant().toEpochMilli());
    }
}
