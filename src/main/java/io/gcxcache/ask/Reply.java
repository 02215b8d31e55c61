package io.gcxcache.ask;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.RecurringEvents;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Freshness;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.gcxcache.metrics.Usage;
import io.gcxcache.upstream.Budgets;
import io.gcxcache.upstream.RateLimitFields;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.caffeine.CaffeineConstants;

/** The last step of a resource: the entry's bytes and the headers that tell how they came about. */
final class Reply implements Processor {
    private final EntryStore store;
    private final Flights flights;
    private final Budgets budgets;
    private final Meters meters;
    private final InstantSource clock;
    private final InstantSource steady;
    private final RecurringEvents hits = new RecurringEvents();

    Reply(EntryStore store, Flights flights, Budgets budgets, Services services) {
        this.store = store;
        this.flights = flights;
        this.budgets = budgets;
        this.meters = services.meters();
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
        Coding coding = taken == Coding.GZIP && body.gzipped() != null ? Coding.GZIP : Coding.IDENTITY;
        String etag = coding == Coding.GZIP ? body.gzippedEtag() : body.etag();
        writeHeaders(exchange.getMessage(), verdict, etag, kept, now);
        writeVary(exchange.getMessage(), ask.posted(), taken != null && body.isCompressible());
        if (ask.posted() != null && Preference.isExact(exchange)) {
            exchange.getMessage().setHeader("Preference-Applied", Preference.EXACTLY);
        }
        RateLimitFields budget = budgets.fields(question.declaration().family());
        exchange.getMessage().setHeader("RateLimit", budget.rateLimit());
        exchange.getMessage().setHeader("RateLimit-Policy", budget.policy());
        writeBody(exchange, body, coding, etag);
        record(exchange, question, verdict);
    }

    private static void writeVary(Message message, PostedQuery posted, boolean byCoding) {
        boolean byLanguage = posted != null && posted.locale() != null;
        if (byLanguage) {
            message.setHeader("Vary", byCoding ? "Accept-Language, Accept-Encoding" : "Accept-Language");
        } else if (byCoding) {
            message.setHeader("Vary", "Accept-Encoding");
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

    /** @param kept whether the store would answer the same; if not, nobody behind the gateway may keep it either */
    private static void writeHeaders(Message message, Verdict verdict, String etag, boolean kept, long now) {
        CacheEntry entry = verdict.entry();
        if (entry.status() != CacheEntry.OK) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, entry.status());
        }
        long left = Math.floorDiv(entry.ttlLeftMillis(now), 1000);
        message.setHeader("Cache-Status", cacheStatus(verdict, kept, left));
        message.setHeader("Age", entry.ageMillis(now) / 1000);
        message.setHeader("ETag", etag);
        message.setHeader("Cache-Groups", entry.tags().cacheGroups());
        message.setHeader("Surrogate-Key", entry.tags().surrogateKey());
        // Every cache subtracts Age by itself (RFC 9111, section 4.2.3), so it is told the whole lifetime.
        String maxAge = "max-age=" + entry.ttl().toSeconds();
        if (!kept) {
            message.setHeader("Cache-Control", "no-store");
        } else if (entry.shareable()) {
            message.setHeader("Cache-Control", "public, " + maxAge);
            message.setHeader("CDN-Cache-Control", maxAge);
        } else {
            message.setHeader("Cache-Control", "private, " + maxAge);
        }
        if (entry.interval() != null) {
            message.setHeader("GCX-Interval", entry.interval());
        }
        if (verdict.refreshing()) {
            message.setHeader("GCX-Refreshing", "true");
        }
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    }

    private static String cacheStatus(Verdict verdict, boolean kept, long ttl) {
        String status;
        if (verdict.isHit()) {
            status = "gcx; hit; ttl=" + ttl;
        } else if (verdict.leads()) {
            status = kept ? "gcx; fwd=uri-miss; stored" : "gcx; fwd=uri-miss";
        } else {
            status = "gcx; fwd=uri-miss; collapsed";
        }
        if (verdict.entry().torn()) {
            return status + "; detail=torn";
        }
        return verdict.degraded() ? status + "; detail=degraded" : status;
    }

    /** @param etag that of the form which goes out, as the condition is about that one (RFC 9110, section 13.1.2) */
    private static void writeBody(Exchange exchange, Body body, Coding coding, String etag) {
        Message message = exchange.getMessage();
        if (matches(message.getHeader("If-None-Match", String.class), etag)) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
            message.setBody(null);
        } else {
            message.setBody(new ReplyBody(body, coding));
        }
    }

    /** Whether a condition names this entity tag, by weak comparison (RFC 9110, section 13.1.2). */
    private static boolean matches(String condition, String etag) {
        if (condition == null) {
            return false;
        }
        if (condition.equals("*")) {
            return true;
        }
        String wanted = opaque(etag);
        for (String tag : condition.split(",")) {
            if (opaque(tag.trim()).equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static String opaque(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    private void record(Exchange exchange, Question question, Verdict verdict) {
        long nanos = question.asked().until(steady.instant(), ChronoUnit.NANOS);
        Usage usage = Usage.of(exchange);
        AuditEvent event;
        if (verdict.isHit()) {
            boolean stale = verdict.freshness() == Freshness.STALE;
            meters.hit(stale, nanos);
            usage.hit();
            event = question.recurring(stale ? "stale_served" : "cache_hit", usage.name(), hits)
                    .at(clock.instant(), nanos);
        } else {
            meters.missAnswered(nanos);
            Map<String, Object> details = Map.of(
                    "latency_ms",
                    nanos / 1e6,
                    "entry_count",
                    verdict.entry().entryCount(),
                    "collapsed",
                    !verdict.leads());
            event = question.event(clock.instant(), "cache_miss_to_populate", details)
                    .by(usage.name());
        }
        exchange.setProperty(AuditEvent.PROPERTY, event);
    }
}
