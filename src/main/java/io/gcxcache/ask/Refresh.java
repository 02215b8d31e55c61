package io.gcxcache.ask;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.cache.Backing;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Freshness;
import io.gcxcache.cache.Mark;
import io.gcxcache.cache.Settling;
import io.gcxcache.change.Change;
import io.gcxcache.change.Outbox;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a refresh that are not the fetch itself. */
final class Refresh {
    private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final EntryStore store;
    private final Settling settling;
    private final Flights flights;
    private final SchemaVersions schemas;
    private final Outbox outbox;
    private final FailureLog failures;
    private final Meters meters;
    private final InstantSource clock;
    private final InstantSource steady;

    Refresh(EntryStore store, Settling settling, Flights flights, Outbox outbox, Services services) {
        this.store = store;
        this.settling = settling;
        this.flights = flights;
        this.schemas = new SchemaVersions(store, services.audit(), services.clock());
        this.outbox = outbox;
        this.failures = new FailureLog(LOG, QUIET, services.pools().timers());
        this.meters = services.meters();
        this.clock = services.clock();
        this.steady = services.steady();
    }

    void open(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        ask.beginFill(steady.instant(), store.generation());
        exchange.setProperty(Caller.PROPERTY, ask.flight());
        Message message = exchange.getMessage();
        // Whoever asked may have left headers that steer calls; what is fetched is for everybody.
        message.removeHeaders("*");
        message.setHeader(CaffeineConstants.KEY, ask.question().key());
        message.setHeader(GcxHeaders.PATH, ask.path());
        if (ask.query() != null) {
            message.setHeader(GcxHeaders.QUERY, ask.query());
        }
        if (ask.question().reach() != Question.WHOLE) {
            message.setHeader(GcxHeaders.READ_ON, ask.question().reach());
        }
        message.setHeader(GcxHeaders.FAMILY, ask.question().declaration().family());
        message.setHeader(GcxHeaders.SCOPE, ask.question().declaration().permission());
        if (ask.posted() != null) {
            message.setHeader(GcxHeaders.LOCALE, ask.posted().locale());
        }
        message.setBody(null);
        CacheEntry verified = ask.held();
        // What was invalidated since it was looked up is not confirmed, but fetched.
        if (verified != null && !store.isInvalidated(verified)) {
            message.setHeader("If-Modified-Since", verified.lastModified());
        }
    }

    /** Whether a flight before this one brought the answer between this one's look-up and its take-off. */
    boolean isAnsweredAlready(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        return exchange.getMessage().getBody() instanceof CacheEntry entry
                && !entry.fillEnded().isBefore(ask.question().asked())
                && Freshness.of(entry, ask.question().asked().toEpochMilli()) != Freshness.EXPIRED
                && ask.question().mayHave(entry.fillStarted())
                && ask.question().isReachedBy(entry)
                && entry != ask.held();
    }

    /** Looks for an answer beyond this process, before Genesys is asked. */
    CompletionStage<Backing.Boarding> lookBeyond(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        Question question = ask.question();
        return store.backing().board(question.key(), question.declaration().fingerprint(), ask.generation());
    }

    /** Shares what was fetched with whoever keeps it beyond this process, and hears from there whether it may be kept. */
    CompletionStage<Boolean> share(Exchange exchange) {
        return store.backing()
                .land(Ask.of(exchange).boarding(), exchange.getMessage().getBody(CacheEntry.class));
    }

    /**
     * Whether what was found beyond this process is an answer: whatever is not too old if nothing is kept here, and what is better than
     * that otherwise.
     */
    boolean isFound(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        CacheEntry found = ask.boarding().found();
        if (found == null
                || !ask.question().mayHave(found.fillStarted())
                || !ask.question().isReachedBy(found)
                || !schemas.isNewest(
                        ask.question().declaration().group(ask.question().id()), ask.keys(), found)
                || isToBeFetched(ask, found)) {
            return false;
        }
        long now = steady.millis();
        Freshness freshness = ask.lifetime(found).freshness(found.ageMillis(now));
        CacheEntry kept = store.lookUp(found.key());
        if (kept == null || !ask.question().isMeantBy(kept)) {
            return freshness != Freshness.EXPIRED;
        }
        boolean older = found.fillStarted().isBefore(kept.fillStarted());
        boolean same = found.fillStarted().equals(kept.fillStarted());
        return freshness == Freshness.FRESH && !older && !(same && isFresh(ask, kept, now));
    }

    private static boolean isFresh(Ask ask, CacheEntry entry, long now) {
        return ask.lifetime(entry).freshness(entry.ageMillis(now)) == Freshness.FRESH;
    }

    /** What is verified, or was found wrong, is compared with Genesys itself, or with what came from there since. */
    private static boolean isToBeFetched(Ask ask, CacheEntry found) {
        boolean compared = ask.held() != null || ask.question().directive() != Directive.FRESH;
        return compared && found.fillEnded().isBefore(ask.question().asked());
    }

    /** Goes on with what was found, as if it had been fetched. */
    void takeFound(Exchange exchange) {
        CacheEntry found = Ask.of(exchange).boarding().found();
        exchange.getMessage().setBody(found);
        exchange.getMessage().setHeader(CaffeineConstants.KEY, found.key());
    }

    /** Takes the answer of the fetch route, or its failure, and nothing else of what that route did. */
    Exchange fetched(Exchange refreshing, Exchange fetch) {
        if (fetch.getException() == null) {
            refreshing.getMessage().setBody(fetch.getMessage().getBody());
        } else {
            refreshing.setException(fetch.getException());
        }
        return refreshing;
    }

    /** Makes the fetched answer an entry. */
    void fill(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        Question question = ask.question();
        Instant ended = steady.instant();
        Object fetched = exchange.getMessage().getBody();
        if (!(fetched instanceof Answer answer)) {
            throw new IllegalStateException("The fetch route "
                    + question.declaration().fetch() + " of "
                    + question.declaration().where() + " ends with "
                    + (fetched == null ? "no body" : "a " + fetched.getClass().getName())
                    + ", not with what the bean gcxList, gcxQuery or gcxJob renders");
        }
        ask.provisional(answer.provisional());
        Duration longestAge = ask.longestAge(ask.fillStarted());
        Duration longest = shorter(longestAge, settling.bound(ask.flight().tags(), ask.fillStarted()));
        Duration ttl = shorter(answer.ttl(), longest);
        CacheEntry kept = store.lookUp(question.key());
        if (answer.torn() && isWhole(kept)) {
            throw Problem.upstream("The list changed whenever it was read; what came does not replace what is whole: "
                    + question.key());
        }
        // Nobody was told of a torn entry.
        boolean renewal =
                kept != null && kept.torn() == answer.torn() && kept.body().saysTheSame(answer.body());
        Body body = renewal ? answer.body().sharing(kept.body()) : answer.body();
        CacheEntry entry = new CacheEntry(
                question.key(),
                body.compressed(),
                ask.fillStarted(),
                ended,
                clock.instant(),
                ttl,
                shorter(answer.staleWindow(), longest == null ? null : longest.minus(ttl)),
                answer.lastModified(),
                answer.schemaVersion(),
                ask.posted() == null ? null : ask.posted().interval(),
                ask.flight().tags(),
                question.directive(),
                question.declaration().shareable() && !answer.torn(),
                ask.generation(),
                renewal,
                answer.torn(),
                answer.status(),
                question.declaration().fingerprint(),
                longestAge != null);
        exchange.getMessage().setBody(entry);
        exchange.getMessage().setHeader(CaffeineConstants.KEY, entry.key());
    }

    private boolean isWhole(CacheEntry kept) {
        return kept != null && !kept.torn() && Freshness.of(kept, steady.millis()) != Freshness.EXPIRED;
    }

    /** Either may be null, if it bounds nothing. */
    private static Duration shorter(Duration length, Duration bound) {
        return bound == null || length != null && length.compareTo(bound) < 0 ? length : bound;
    }

    /**
     * An answer that is older than what is kept by now, was invalidated while it was fetched, or is of a schema that is out
     * of date, is for those who wait, but not kept. One that comes home after its flight's time is kept with the age that
     * it has.
     */
    void accept(Exchange exchange) {
        exchange.removeProperty(Change.PROPERTY);
        Ask ask = Ask.of(exchange);
        Question question = ask.question();
        CacheEntry entry = exchange.getMessage().getBody(CacheEntry.class);
        String group = question.declaration().group(question.id());
        ask.mayStore(!store.isOutdated(entry)
                && schemas.accept(
                        group, ask.keys(), entry, () -> announce(exchange, Change.invalidated(group, clock.millis()))));
    }

    /** Another replica has found a schema. */
    void heard(Mark schema) {
        schemas.heard(schema);
    }

    boolean mayStore(Exchange exchange) {
        return Ask.of(exchange).mayStore();
    }

    boolean hasDroppedOthers(Exchange exchange) {
        return Change.of(exchange) != null;
    }

    /** Whether an entry was verified and upstream says by its {@code Last-Modified} that it has another by now. */
    boolean isMismatch(Exchange exchange) {
        CacheEntry verified = Ask.of(exchange).held();
        CacheEntry entry = exchange.getMessage().getBody(CacheEntry.class);
        return verified != null && !Objects.equals(verified.lastModified(), entry.lastModified());
    }

    /** Audits that upstream has something else than what was cached. */
    void mismatch(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        CacheEntry entry = exchange.getMessage().getBody(CacheEntry.class);
        Map<String, Object> details = Map.of(
                "cached_last_modified", String.valueOf(ask.held().lastModified()),
                "last_modified", String.valueOf(entry.lastModified()));
        exchange.setProperty(
                AuditEvent.PROPERTY, ask.question().event(clock.instant(), "consistency_mismatch", details));
    }

    /**
     * Whether the entry says something else than what was kept before it, and is whole: whoever keeps a list has it no longer
     * than its TTL, and that is over when only its beginning is fetched.
     */
    boolean isNews(Exchange exchange) {
        CacheEntry entry = exchange.getMessage().getBody(CacheEntry.class);
        return !entry.renewal() && !entry.torn() && entry.body().isWhole();
    }

    /** Makes sure that the entry's notifications survive the process, before it is stored. */
    void announce(Exchange exchange) {
        announce(exchange, Change.stored(exchange.getMessage().getBody(CacheEntry.class)));
    }

    private void announce(Exchange exchange, Change change) {
        exchange.setProperty(Change.PROPERTY, change);
        outbox.commit(change);
    }

    /** Whether the entry that was put is there: something newer, or an invalidation, may have come in between. */
    boolean isStored(Exchange exchange) {
        CacheEntry entry = exchange.getMessage().getBody(CacheEntry.class);
        return store.lookUp(entry.key()) == entry;
    }

    /** Counts and audits an entry that is kept now. */
    void stored(Exchange exchange) {
        CacheEntry entry = exchange.getMessage().getBody(CacheEntry.class);
        Map<String, Object> details = Map.of(
                "provisional", Ask.of(exchange).isProvisional(),
                "duration_ms", entry.fillDuration().toMillis(),
                "entry_count", entry.entryCount(),
                "unchanged", entry.renewal(),
                "bytes", entry.size(),
                "ttl_seconds", entry.ttl().toSeconds());
        exchange.setProperty(
                AuditEvent.PROPERTY, Ask.of(exchange).question().event(clock.instant(), "refresh", details));
        meters.put();
    }

    /** Upstream has nothing newer than the entry that was to be verified. */
    void notModified(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        flights.land(ask.flight(), ask.held());
    }

    void land(Exchange exchange) {
        flights.land(Ask.of(exchange).flight(), exchange.getMessage().getBody(CacheEntry.class));
    }

    void fail(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        Question question = ask.question();
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem;
        // A flight that ran out of time ends its calls, which then fail for no better reason.
        Problem ended = ask.flight().problem();
        Problem told = ended == null ? ObjectHelper.getException(Problem.class, cause) : ended;
        if (told != null) {
            problem = told;
            failures.tell(question.key(), problem);
        } else if (ObjectHelper.getException(RejectedExecutionException.class, cause) != null) {
            problem = Problem.noRoom();
            failures.tell(question.key(), problem);
        } else if (ObjectHelper.getException(DirectConsumerNotAvailableException.class, cause) != null) {
            problem = Problem.upstream("A route that fetching " + question.key() + " needs is not there; the gateway's"
                    + " log says which");
            LOG.error(
                    "Refresh of {} failed: {} is fetched by {}: {}",
                    question.key(),
                    question.declaration().where(),
                    question.declaration().fetch(),
                    cause.getMessage());
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
        flights.fail(ask.flight(), problem);
    }
}
