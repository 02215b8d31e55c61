package io.gcxcache.resource;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Segments;
import io.gcxcache.metrics.Meters;
import io.gcxcache.upstream.GcxHeaders;
import io.gcxcache.upstream.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The steps of a refresh that are not the fetch itself. */
final class Refresh {
    /** The endpoint that fetches the resource. */
    static final String FETCH = "GcxFetch";

    private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);
    private static final String STARTED = "GcxFillStarted";

    private final Flights flights;
    private final SchemaVersions schemas;
    private final Meters meters;
    private final InstantSource clock;

    Refresh(Flights flights, SchemaVersions schemas, Meters meters, InstantSource clock) {
        this.flights = flights;
        this.schemas = schemas;
        this.meters = meters;
        this.clock = clock;
    }

    void open(Exchange exchange) {
        Profile profile = Question.of(exchange).profile();
        exchange.setProperty(STARTED, clock.instant());
        Message message = exchange.getMessage();
        message.setHeader(FETCH, profile.fetch());
        message.setHeader(GcxHeaders.FAMILY, profile.family());
        message.setHeader(GcxHeaders.SCOPE, profile.scope());
        message.removeHeader("If-None-Match");
        message.removeHeader("If-Modified-Since");
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setBody(null);
    }

    /** Whether a flight before this one brought the answer between this one's look-up and its take-off. */
    boolean isAnsweredAlready(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof CacheEntry entry
                && entry.fillEnded().toEpochMilli() >= Question.of(exchange).askedMillis();
    }

    /** Makes the fetched answer an entry. */
    void fill(Exchange exchange) {
        Question question = Question.of(exchange);
        Instant started = exchange.getProperty(STARTED, Instant.class);
        Instant ended = clock.instant();
        Answer answer = exchange.getMessage().getBody(Answer.class);
        if (answer == null) {
            throw new IllegalStateException(
                    "The fetch route " + question.profile().fetch() + " does not end with an Answer as its body");
        }
        CacheEntry entry = new CacheEntry(
                question.key(),
                answer.segments(),
                Segments.etag(answer.segments()),
                started,
                ended,
                answer.ttl(),
                answer.staleWindow(),
                answer.entryCount(),
                answer.lastModified(),
                answer.schemaVersion(),
                question.tags(),
                question.directive(),
                question.profile().shareable());
        exchange.getMessage().setBody(entry);
        exchange.getMessage().setHeader(CaffeineConstants.KEY, entry.key());
    }

    /**
     * A flight that ran out of time still brings its answer home, unless another one has the key by now. An answer of a
     * schema that is out of date by now is for those who wait, but not kept.
     */
    boolean mayStore(Exchange exchange) {
        Flight flight = Flight.of(exchange);
        boolean ours = !flight.hasLanded() || !flights.isInProgress(flight.key());
        return ours && schemas.accept(exchange.getMessage().getBody(CacheEntry.class));
    }

    /** Counts and audits an entry that is in the cache now. */
    void stored(Exchange exchange) {
        CacheEntry entry = exchange.getMessage().getBody(CacheEntry.class);
        Map<String, Object> details = Map.of(
                "duration_ms", entry.fillDuration().toMillis(),
                "entry_count", entry.entryCount(),
                "bytes", entry.size(),
                "ttl_seconds", entry.ttl().toSeconds());
        exchange.setProperty(AuditEvent.PROPERTY, Question.of(exchange).event(entry.fillEnded(), "refresh", details));
        meters.put();
    }

    void land(Exchange exchange) {
        flights.land(Flight.of(exchange), exchange.getMessage().getBody(CacheEntry.class));
    }

    void fail(Exchange exchange) {
        Question question = Question.of(exchange);
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem;
        Problem told = ObjectHelper.getException(Problem.class, cause);
        if (told != null) {
            problem = told;
            LOG.atLevel(problem.status() == 404 ? Level.INFO : Level.WARN)
                    .log("Refresh of {} failed: {}", question.key(), problem.detail());
        } else {
            problem = Problem.upstream(
                    "The refresh of " + question.key() + " failed inside the gateway; its log says why");
            LOG.error("Refresh of {} failed", question.key(), cause);
        }
        exchange.setProperty(
                AuditEvent.PROPERTY,
                question.event(
                        clock.instant(),
                        "refresh_failed",
                        Map.of("status", problem.status(), "reason", String.valueOf(problem.detail()))));
        flights.fail(Flight.of(exchange), problem);
    }
}
