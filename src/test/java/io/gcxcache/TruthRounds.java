package io.gcxcache;

import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.cache.Body;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.QueryResource;
import io.gcxcache.catalogue.ResourceBuilder;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.disk.Disk;
import io.gcxcache.paging.TestNotModified;
import io.gcxcache.problem.Problem;
import io.gcxcache.wiring.Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Clients that read a few things through the whole gateway without HTTP, while others change, invalidate and verify them
 * and time passes quickly: whether every answer is as true as was promised.
 *
 * <p>In the place of Genesys is what knows the version of everything. A fill's answer is read at the moment it begins, and
 * may come late, later than its flight lasts, not at all, or unchanged.
 */
final class TruthRounds implements AutoCloseable {
    private static final int CLIENTS = 12;
    private static final int WRITERS = 2;
    private static final int THINGS = 3;
    private static final Duration TTL = Duration.ofSeconds(20);
    private static final Duration STALE_WINDOW = Duration.ofSeconds(70);
    private static final Duration REAL_TIME_LIMIT = Duration.ofSeconds(60);
    /** Or no fill that is late would meet a newer one. */
    private static final String NEVER_INVALIDATED = "-0";

    private static final String VERSION = "TruthVersion";
    private static final String BEGUN = "TruthBegun";

    private final MutableClock clock = new MutableClock();
    private final CamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final Map<String, Thing> things = new TreeMap<>();
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> violations = new ConcurrentSkipListMap<>();
    private final AtomicBoolean over = new AtomicBoolean();

    /** What is asked for. Everything below only grows. */
    private static final class Thing {
        final String name;
        final boolean realTime;
        final AtomicLong version = new AtomicLong(1);

        /** No older version is to be told to who asks from now on: the invalidation has been acknowledged. */
        final AtomicLong acknowledged = new AtomicLong();

        /** The newest version that was served from the store. */
        final AtomicLong served = new AtomicLong();

        /** When the last fill began that brought a version. */
        final Map<Long, Long> begun = new ConcurrentHashMap<>();

        Thing(String name, boolean realTime) {
            this.name = name;
            this.realTime = realTime;
        }
    }

    /**
     * @param counts what happened
     * @param violations what must not happen; empty if every answer was true
     */
    record Outcome(Map<String, Long> counts, Map<String, Long> violations) {}

    TruthRounds(Path folder) throws Exception {
        List<ResourceBuilder> declared = new ArrayList<>();
        declared.add(ListResource.of("truth")
                .path("/api/v2/truth/{id}")
                .fetch("direct:truth-fetch")
                .staleWindow((int) STALE_WINDOW.toSeconds())
                .timeLimit(1));
        for (int i = 0; i < THINGS; i++) {
            things.put("list-" + i, new Thing("list-" + i, false));
            Thing now = new Thing("now-" + i, true);
            things.put(now.name, now);
            declared.add(QueryResource.of(now.name)
                    .path("/api/v2/truth/" + now.name)
                    .fetch("direct:truth-fetch")
                    .ttl("" + TTL.toSeconds())
                    .staleWindow((int) STALE_WINDOW.toSeconds())
                    .timeLimit(1));
        }
        camel.getCamelContextExtension().addInterceptStrategy(this::watched);
        camel.addRoutes(new Bundle(
                RouteTest.settings(folder),
                clock,
                clock,
                () -> ThreadLocalRandom.current().nextDouble(),
                Disk.REAL,
                declared,
                List.of()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:truth-fetch").routeId("truth-fetch").process(TruthRounds.this::fetch);
            }
        });
        AdviceWith.adviceWith(camel, "gcx-login", route -> route.weaveById("call-login")
                .replace()
                .process(exchange -> {
                    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
                    exchange.getMessage().setBody("{\"access_token\": \"t\", \"expires_in\": 86400}");
                }));
        camel.start();
        template = camel.createProducerTemplate();
    }

    /**
     * May be called again, to go on.
     *
     * @param questions how many each client asks
     * @return what happened since the first time
     */
    Outcome play(int questions) throws Exception {
        over.set(false);
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS + WRITERS + 2);
        try {
            List<Future<?>> clients = new ArrayList<>();
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(pool.submit(() -> read(questions)));
            }
            for (int i = 0; i < WRITERS; i++) {
                others.add(pool.submit(() -> untilOver(this::write)));
            }
            others.add(pool.submit(() -> untilOver(this::verify)));
            others.add(pool.submit(() -> untilOver(this::letTimePass)));
            for (Future<?> client : clients) {
                client.get();
            }
            over.set(true);
            for (Future<?> other : others) {
                other.get();
            }
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
        return new Outcome(sums(counts), sums(violations));
    }

    private void read(int questions) {
        for (int i = 0; i < questions; i++) {
            Thing thing = any();
            long acknowledged = thing.acknowledged.get();
            long served = thing.served.get();
            long asked = clock.millis();

            Exchange answer = ask(thing);

            count("asked");
            if (answer.getException() != null) {
                Problem problem = answer.getException(Problem.class);
                count(problem == null ? "failed unexpectedly" : "refused with " + problem.status());
            } else {
                judge(thing, acknowledged, served, asked, answer);
            }
        }
    }

    private Exchange ask(Thing thing) {
        return template.send(thing.realTime ? "direct:gcx-query" : "direct:gcx-list", exchange -> {
            exchange.getMessage()
                    .setHeader(thing.realTime ? GcxHeaders.QUERY_NAME : GcxHeaders.LIST_NAME, listOrQuery(thing));
            exchange.getMessage().setHeader(GcxHeaders.ID, thing.name);
            exchange.getMessage()
                    .setBody(thing.realTime ? "{\"dateTo\": \"now\"}".getBytes(StandardCharsets.UTF_8) : null);
        });
    }

    private void judge(Thing thing, long acknowledged, long served, long asked, Exchange answer) {
        String body = answer.getMessage().getBody(String.class);
        String[] told = body.split(" ");
        long version = Long.parseLong(told[1]);
        String known = bodies.putIfAbsent(answer.getMessage().getHeader("ETag", String.class), body);
        check(known == null || known.equals(body), "other bytes under the same ETag");
        check(told[0].equals(thing.name), "the answer of another key");
        check(version >= acknowledged, "older than an acknowledged invalidation");
        long age = asked - thing.begun.getOrDefault(version, 0L);
        boolean hit =
                answer.getMessage().getHeader("Cache-Status", String.class).startsWith("gcx; hit");
        if (!hit) {
            count("waited");
            count(
                    thing.realTime && age > REAL_TIME_LIMIT.toMillis()
                            ? "joined a real-time fill of over a minute"
                            : "joined");
            return;
        }
        count("hits");
        count(age > TTL.toMillis() ? "stale hits" : "fresh hits");
        check(age <= TTL.plus(STALE_WINDOW).toMillis(), "older than TTL and stale window");
        check(!thing.realTime || age <= REAL_TIME_LIMIT.toMillis(), "real-time older than a minute");
        check(version >= served, "back in time");
        thing.served.accumulateAndGet(version, Math::max);
    }

    private void write() {
        Thing thing = any();
        long version = thing.version.incrementAndGet();
        count("changes");
        if (!thing.name.endsWith(NEVER_INVALIDATED)
                && ThreadLocalRandom.current().nextInt(3) > 0) {
            Exchange invalidated = template.send("direct:gcx-invalidate", exchange -> {
                boolean byKey = !thing.realTime && ThreadLocalRandom.current().nextBoolean();
                exchange.getMessage()
                        .setHeader(
                                byKey ? GcxHeaders.KEY : GcxHeaders.TAG,
                                byKey ? "gcx:truth:" + thing.name : tag(thing));
            });
            check(invalidated.getException() == null, "an invalidation that failed");
            thing.acknowledged.accumulateAndGet(version, Math::max);
            count("invalidations");
        }
        pause(4_000);
    }

    private void verify() {
        Thing thing = things.get("list-" + ThreadLocalRandom.current().nextInt(THINGS));
        template.send("direct:gcx-verify", exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.LIST_NAME, listOrQuery(thing));
            exchange.getMessage().setHeader(GcxHeaders.ID, thing.name);
        });
        count("verifications");
        pause(4_000);
    }

    private void letTimePass() {
        clock.advance(Duration.ofMillis(ThreadLocalRandom.current().nextInt(6_000)));
        pause(5_000);
    }

    private Processor watched(CamelContext context, NamedNode step, Processor target, Processor next) {
        return switch (String.valueOf(step.getId())) {
            case "open-refresh" -> readAtTheBeginning(target);
            case "one-flight" -> flownOrOver(target);
            default -> target;
        };
    }

    /** A flight that its refresh did not take off with, and that is not over by then, is flown by nobody. */
    private Processor flownOrOver(Processor target) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return super.process(exchange, doneSync -> {
                    boolean flown = exchange.getProperty(BEGUN) != null;
                    check(flown || Ask.of(exchange).flight().hasLanded(), "a flight that nobody flies");
                    callback.done(doneSync);
                });
            }
        };
    }

    /** What began earlier has read no later version: so the order of the fills is the order of their versions. */
    private Processor readAtTheBeginning(Processor target) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Thing thing = of(exchange);
                synchronized (thing) {
                    boolean done = super.process(exchange, callback);
                    exchange.setProperty(VERSION, thing.version.get());
                    exchange.setProperty(BEGUN, clock.millis());
                    return done;
                }
            }
        };
    }

    private void fetch(Exchange exchange) {
        Thing thing = of(exchange);
        long version = exchange.getProperty(VERSION, Long.class);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        count("fills");
        int chance = random.nextInt(1_000);
        if (chance < 10) {
            count("fills later than their flights");
            while (!Ask.of(exchange).flight().hasLanded()) {
                pause(1_000);
            }
            pause(50_000);
        } else if (chance < 40) {
            count("failing fills");
            throw chance < 30 ? Problem.upstream("broken") : Problem.busy("busy", Duration.ZERO);
        } else if (chance < 300) {
            pause(10_000);
        }
        String modified = "v" + version;
        if (modified.equals(exchange.getMessage().getHeader("If-Modified-Since"))) {
            count("verified as unchanged");
            throw TestNotModified.of(thing.name);
        }
        if (thing.begun.containsKey(version)) {
            count("unchanged fills");
        }
        thing.begun.merge(version, exchange.getProperty(BEGUN, Long.class), Math::max);
        byte[] body = (thing.name + ' ' + version).getBytes(StandardCharsets.UTF_8);
        Duration window = Ask.of(exchange).question().declaration().staleWindow();
        exchange.getMessage().setBody(new Answer(Body.asItCame(body), TTL, window, modified, null, false, false));
    }

    private Thing of(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        return things.get(ask.id());
    }

    private static String listOrQuery(Thing thing) {
        return thing.realTime ? thing.name : "truth";
    }

    private static String tag(Thing thing) {
        return (thing.realTime ? "query-" : "truth-") + thing.name;
    }

    private Thing any() {
        List<Thing> all = List.copyOf(things.values());
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    private void untilOver(Runnable step) {
        while (!over.get()) {
            step.run();
        }
    }

    /** For so many microseconds at most: how slow a stand-in is, and how often something happens. */
    private static void pause(int micros) {
        LockSupport.parkNanos(
                TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextInt(micros)));
    }

    private void count(String what) {
        counts.computeIfAbsent(what, first -> new LongAdder()).increment();
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            violations.computeIfAbsent(otherwise, first -> new LongAdder()).increment();
        }
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        Map<String, Long> sums = new LinkedHashMap<>();
        adders.forEach((name, adder) -> sums.put(name, adder.sum()));
        return sums;
    }

    @Override
    public void close() throws IOException {
        template.close();
        camel.stop();
    }
}
