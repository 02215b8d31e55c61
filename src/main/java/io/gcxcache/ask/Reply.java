package io.gcxcache.ask;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.audit.RecurringEvent;
import io.gcxcache.audit.RecurringEvents;
import io.gcxcache.budget.Budgets;
import io.gcxcache.budget.RateLimitFields;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Freshness;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.gcxcache.metrics.Usage;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.caffeine.CaffeineConstants;

/** The last step of a resource: the entry's bytes and the headers that tell how they came about. */
final class Reply implements Processor {
    /** A hit on what is fresh. */
    static final String HIT = "cache_hit";

    private final EntryStore store;
    private final Flights flights;
    private final Budgets budgets;
    private final Meters meters;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final InstantSource steady;
    private final RecurringEvents hits = new RecurringEvents();

    Reply(EntryStore store, Flights flights, Budgets budgets, Services services) {
        this.store = store;
        this.flights = flights;
        this.budgets = budgets;
        this.meters = services.meters();
        this.audit = services.audit();
        this.clock = services.clock();
        this.steady = services.steady();
    }

    @Override
    public void process(Exchange exchange) {
        long now = steady.millis();
        Ask ask = Ask.of(exchange);
        if (exchange.getProperty(AskRoutes.UNUSED) == null) {
            tidyUp(exchange.getMessage());
        }
        Question question = ask.question();
        Verdict verdict = ask.verdict();
        boolean kept = verdict.isHit() || store.lookUp(verdict.entry().key()) == verdict.entry();
        if (ask.reach() > 0) {
            verdict.entry().body().readOn();
        }
        Body body = ask.cut() == null ? verdict.entry().body() : ask.cut().of(verdict.entry());
        Coding taken = exchange.getProperty(Coding.PROPERTY, Coding.class);
        Rendering rendering = rendering(ask, body, coding(body, taken), kept, now);
        Message message = exchange.getMessage();
        rendering.tell(message::setHeader);
        if (verdict.entry().status() != CacheEntry.OK) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, verdict.entry().status());
        }
        writeVary(message, ask.posted(), taken != null ? rendering.vary() : null);
        if (ask.posted() != null && Preference.isExact(exchange)) {
            message.setHeader("Preference-Applied", Preference.EXACTLY);
        }
        if (rendering.matches(message.getHeader("If-None-Match", String.class))) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
            message.setBody(null);
        } else {
            message.setBody(new ReplyBody(body, rendering.coding()));
        }
        record(exchange, question, verdict);
    }

    private static Coding coding(Body body, Coding taken) {
        return taken == Coding.GZIP && body.gzipped() != null ? Coding.GZIP : Coding.IDENTITY;
    }

    private Rendering rendering(Ask ask, Body body, Coding coding, boolean kept, long now) {
        Verdict verdict = ask.verdict();
        CacheEntry entry = verdict.entry();
        long ttl = ask.lifetime(entry).ttl();
        RateLimitFields limits = budgets.fields(ask.question().declaration().family());
        return verdict.freshness() == Freshness.FRESH && !verdict.refreshing()
                ? Rendering.ofHit(entry, ttl, body, coding, store.backing().isLost(), limits, now)
                : Rendering.of(
                        entry,
                        ttl,
                        body,
                        coding,
                        cacheStatus(verdict, kept, Math.floorDiv(ttl - entry.ageMillis(now), 1000)),
                        kept,
                        verdict.refreshing(),
                        limits,
                        now);
    }

    /** @param byCoding null if it does not vary by that */
    private static void writeVary(Message message, PostedQuery posted, String byCoding) {
        if (posted != null && posted.locale() != null) {
            message.setHeader("Vary", byCoding == null ? "Accept-Language" : "Accept-Language, " + byCoding);
        } else if (byCoding != null) {
            message.setHeader("Vary", byCoding);
        }
    }

    /** Tells a client that does not wait where its answer will be. */
    void accept(Exchange exchange) {
        Message message = exchange.getMessage();
        flights.comeBackFor(Ask.of(exchange).flight());
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
        message.setHeader("Location", "/gcx/runs/" + Ask.of(exchange).flight().id());
        message.setHeader("Retry-After", 1);
        String applied = Preference.of(exchange).applied();
        message.setHeader(
                "Preference-Applied", Preference.isExact(exchange) ? applied + ", " + Preference.EXACTLY : applied);
        message.setHeader("Cache-Status", "gcx; fwd=uri-miss; detail=accepted");
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setBody(null);
    }

    /** An exchange of a host may carry an earlier reply, and goes on with what it is left with. */
    private static void tidyUp(Message message) {
        message.removeHeader(CaffeineConstants.KEY);
        message.removeHeader(CaffeineConstants.ACTION_HAS_RESULT);
        message.removeHeader(CaffeineConstants.ACTION_SUCCEEDED);
        message.removeHeader(Exchange.HTTP_RESPONSE_CODE);
        message.removeHeader("Location");
        message.removeHeader("Retry-After");
        message.removeHeader("Preference-Applied");
        message.removeHeader("GCX-Interval");
        message.removeHeader("GCX-Refreshing");
        message.removeHeader("Vary");
        message.removeHeader("CDN-Cache-Control");
    }

    private String cacheStatus(Verdict verdict, boolean kept, long ttl) {
        String status;
        if (verdict.isHit()) {
            status = "gcx; hit; ttl=" + ttl;
        } else if (verdict.leads()) {
            status = kept ? "gcx; fwd=uri-miss; stored" : "gcx; fwd=uri-miss";
        } else {
            status = "gcx; fwd=uri-miss; collapsed";
        }
        if (verdict.entry().torn()) {
            return status + Rendering.TORN;
        }
        if (store.backing().isLost()) {
            return status + Rendering.LOST;
        }
        return verdict.degraded() ? status + "; detail=degraded" : status;
    }

    private void record(Exchange exchange, Question question, Verdict verdict) {
        long nanos = nanosSince(question.asked());
        Usage usage = Usage.of(exchange);
        AuditEvent event;
        if (verdict.isHit()) {
            boolean stale = verdict.freshness() == Freshness.STALE;
            RecurringEvent recurring = question.recurring(stale ? "stale_served" : HIT, usage.name(), hits);
            event = hit(recurring, stale, usage, clock.instant(), nanos);
        } else {
            meters.missAnswered(nanos);
            event = question.event(
                            clock.instant(),
                            "cache_miss_to_populate",
                            Map.of(
                                    "latency_ms",
                                    nanos / 1e6,
                                    "entry_count",
                                    verdict.entry().entryCount(),
                                    "collapsed",
                                    !verdict.leads()))
                    .by(usage.name());
        }
        exchange.setProperty(AuditEvent.PROPERTY, event);
    }

    /** Counts a hit; answers what is to be written down of it. */
    private AuditEvent hit(RecurringEvent event, boolean stale, Usage usage, Instant at, long nanos) {
        meters.hit(stale, nanos);
        usage.hit();
        return event.at(at, nanos);
    }

    /** What tells an entry to who was answered out of it before; null if he is to go on in another one, or a page is to be cut. */
    Rendering again(Hit hit, CacheEntry entry, Instant now) {
        Body body = entry.body();
        if (hit.cut() != null) {
            if (!hit.cut().goesOnIn(entry) || !hit.cut().isMade(entry)) {
                return null;
            }
            body = hit.cut().of(entry);
        }
        return Rendering.ofHit(
                entry,
                entry.ttl().toMillis(),
                body,
                coding(body, hit.taken()),
                store.backing().isLost(),
                budgets.fields(hit.family(), now),
                now.toEpochMilli());
    }

    /** Counts a hit that was answered without its route, and takes it down. */
    void answeredAgain(Hit hit, Usage usage, Instant came, Instant at) {
        audit.offer(hit(hit.event(usage, hits), false, usage, at, nanosSince(came)));
    }

    private long nanosSince(Instant came) {
        return came.until(steady.instant(), ChronoUnit.NANOS);
    }
}
