package io.gcxcache.ask;

import io.gcxcache.budget.Budget;
import io.gcxcache.budget.Budgets;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EarlyRefresh;
import io.gcxcache.cache.Freshness;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Services;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The freshness step: decides whether what was found is served, and whether a refresh starts behind it. */
final class Judge implements Processor {
    private final Flights flights;
    private final Budgets budgets;
    private final Supplier<EarlyRefresh> earlyRefresh;
    private final InstantSource steady;
    private final DoubleSupplier random;

    Judge(Flights flights, Budgets budgets, Supplier<EarlyRefresh> earlyRefresh, Services services) {
        this.flights = flights;
        this.budgets = budgets;
        this.earlyRefresh = earlyRefresh;
        this.steady = services.steady();
        this.random = services.random();
    }

    @Override
    public void process(Exchange exchange) {
        CacheEntry snapshot = Ask.of(exchange).snapshot();
        Object found = snapshot == null ? exchange.getMessage().getBody() : snapshot;
        judge(exchange, found instanceof CacheEntry entry ? entry : null);
    }

    /** @param found what is kept under the key, or null */
    void judge(Exchange exchange, CacheEntry found) {
        Ask ask = Ask.of(exchange);
        ask.judged(found == null ? Verdict.MISS : verdict(exchange, ask, found));
    }

    private Verdict verdict(Exchange exchange, Ask ask, CacheEntry entry) {
        Question question = ask.question();
        long now = steady.millis();
        Freshness freshness = ask.lifetime(entry).freshness(entry.ageMillis(now));
        if (freshness == Freshness.EXPIRED
                || !question.isMeantBy(entry)
                || !question.mayHave(entry.fillStarted())
                || !question.isReachedBy(entry)) {
            return Verdict.MISS;
        }
        if (entry.body().isReadOn() && question.reach() != Question.WHOLE) {
            // What others want of it is refreshed with it.
            question = question.reaching(Question.WHOLE);
            ask.ask(exchange, question);
        }
        boolean refreshing = flights.isRefreshing(question);
        boolean stale = freshness == Freshness.STALE;
        boolean early = !stale && earlyRefresh.get().due(entry, now, random) && !isWarmUp(exchange);
        if (!stale && !early) {
            return new Verdict(entry, freshness, refreshing, false, false, false);
        }
        boolean mayAsk = budgets.mode(question.declaration().family()) == Budget.Mode.NORMAL;
        boolean refreshDue = mayAsk
                && !ask.isOnlyIfCached()
                && ask.snapshot() == null
                // What does not have the page tells that it is asked for by itself, and is worth no call.
                && (ask.cut() == null || ask.cut().isIn(entry))
                && !refreshing
                && !flights.failedRecently(question);
        return new Verdict(entry, freshness, refreshing, refreshDue, stale && !mayAsk, false);
    }

    /** Whether an entry that answered a question would answer it in the same way now, whatever chance has it. */
    boolean isAsBefore(Hit hit, CacheEntry entry, long now) {
        return Freshness.of(entry, now) == Freshness.FRESH
                && !earlyRefresh.get().mayBeDue(entry, now)
                && !flights.isInProgress(hit.key())
                && (hit.isWhole() || !flights.isInProgress(hit.flightKey()));
    }

    private static boolean isWarmUp(Exchange exchange) {
        return exchange.getMessage().getHeader(GcxHeaders.WARM_UP) != null;
    }
}
