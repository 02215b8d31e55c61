package io.gcxcache.resource;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EarlyRefresh;
import io.gcxcache.cache.Freshness;
import io.gcxcache.upstream.Budget;
import io.gcxcache.upstream.Budgets;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The freshness step: decides whether what was found is served, and whether a refresh starts behind it. */
final class Judge implements Processor {
    private final Flights flights;
    private final Budgets budgets;
    private final EarlyRefresh earlyRefresh;
    private final InstantSource clock;
    private final DoubleSupplier random;

    Judge(Flights flights, Budgets budgets, EarlyRefresh earlyRefresh, InstantSource clock, DoubleSupplier random) {
        this.flights = flights;
        this.budgets = budgets;
        this.earlyRefresh = earlyRefresh;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void process(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof CacheEntry entry) {
            judge(Question.of(exchange), entry).putOn(exchange);
        } else {
            Verdict.MISS.putOn(exchange);
        }
    }

    private Verdict judge(Question question, CacheEntry entry) {
        long now = clock.millis();
        Freshness freshness = Freshness.of(entry, now);
        if (freshness == Freshness.EXPIRED) {
            return Verdict.MISS;
        }
        boolean refreshing = flights.isInProgress(question.key());
        boolean stale = freshness == Freshness.STALE;
        if (!stale && !earlyRefresh.due(entry, now, random)) {
            return new Verdict(entry, freshness, refreshing, false, false, false);
        }
        boolean mayAsk = budgets.mode(question.profile().family()) == Budget.Mode.NORMAL;
        boolean refreshDue = mayAsk && !refreshing && !flights.failedRecently(question.key());
        return new Verdict(entry, freshness, refreshing, refreshDue, stale && !mayAsk, false);
    }
}
