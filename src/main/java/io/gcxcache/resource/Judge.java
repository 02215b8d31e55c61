package io.gcxcache.resource;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EarlyRefresh;
import io.gcxcache.cache.Freshness;
import io.gcxcache.cache.Invalidations;
import io.gcxcache.upstream.Budget;
import io.gcxcache.upstream.Budgets;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The freshness step: decides whether what was found is served, and whether a refresh starts behind it. */
final class Judge implements Processor {
    /** With this header nothing is refreshed that is still fresh. */
    static final String WARM_UP = "GcxWarmUp";

    private final Flights flights;
    private final Invalidations invalidations;
    private final Budgets budgets;
    private final EarlyRefresh earlyRefresh;
    private final InstantSource clock;
    private final DoubleSupplier random;

    Judge(
            Flights flights,
            Invalidations invalidations,
            Budgets budgets,
            EarlyRefresh earlyRefresh,
            InstantSource clock,
            DoubleSupplier random) {
        this.flights = flights;
        this.invalidations = invalidations;
        this.budgets = budgets;
        this.earlyRefresh = earlyRefresh;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void process(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof CacheEntry entry) {
            judge(exchange, Question.of(exchange), entry).putOn(exchange);
        } else {
            Verdict.MISS.putOn(exchange);
        }
    }

    private Verdict judge(Exchange exchange, Question question, CacheEntry entry) {
        long now = clock.millis();
        Freshness freshness = Freshness.of(entry, now);
        if (freshness == Freshness.EXPIRED || invalidations.cover(entry)) {
            return Verdict.MISS;
        }
        boolean refreshing = flights.isInProgress(question.key());
        boolean stale = freshness == Freshness.STALE;
        boolean early = !stale && earlyRefresh.due(entry, now, random) && !isWarmUp(exchange);
        if (!stale && !early) {
            return new Verdict(entry, freshness, refreshing, false, false, false);
        }
        boolean mayAsk = budgets.mode(question.profile().family()) == Budget.Mode.NORMAL;
        boolean refreshDue = mayAsk && !refreshing && !flights.failedRecently(question.key());
        return new Verdict(entry, freshness, refreshing, refreshDue, stale && !mayAsk, false);
    }

    private static boolean isWarmUp(Exchange exchange) {
        return exchange.getMessage().getHeader(WARM_UP) != null;
    }
}
