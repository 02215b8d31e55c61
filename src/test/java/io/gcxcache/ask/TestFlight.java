package io.gcxcache.ask;

import io.gcxcache.cache.Backing;
import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.Defaults;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.Pools;
import io.gcxcache.context.Services;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;

/** Makes flights, and what they are made of, without a route. */
public final class TestFlight {
    private TestFlight() {}

    /** Puts the exchange on board of a flight for its question. */
    public static Flight of(Exchange exchange, InstantSource clock) {
        Ask ask = Ask.of(exchange);
        Duration timeLimit = ask.question().declaration().timeLimit();
        Instant now = clock.instant();
        ask.board(new Flight(ask.question(), ask.question().tags(), now, now.plus(timeLimit), 0));
        return ask.flight();
    }

    static EntryStore store(InstantSource clock) {
        return new EntryStore(new CacheBounds(100, 1 << 20), clock, (key, reason) -> {}, replaced -> {}, Backing.NONE);
    }

    static Flights flights(EntryStore store, InstantSource clock, ScheduledExecutorService timers) {
        return new Flights(store, new Services(clock, clock, () -> 0, null, null, new Pools(null, null, timers, null)));
    }

    static Question question(String key, Duration timeLimit) {
        return question(key, timeLimit, DeclaredResources.DEFAULTS);
    }

    static Question question(String key, Duration timeLimit, Defaults defaults) {
        Resource directory = ListResource.of("directory")
                .path("/api/v2/routing/directories/{id}/entries")
                .ttl(3600)
                .timeLimit((int) timeLimit.toSeconds())
                .build(defaults);
        return new Question(
                directory, "internal_agents", key, Directive.FRESH, Instant.EPOCH, null, null, Question.WHOLE, false);
    }
}
