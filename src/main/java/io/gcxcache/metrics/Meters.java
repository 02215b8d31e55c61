package io.gcxcache.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** The gateway's own meters. Thread-safe; counting on a hit takes no lock. */
public final class Meters {
    private static final Tags CACHE = Tags.of("cache", "gcx");

    private final MeterRegistry registry;
    private final Counter hits;
    private final Counter misses;
    private final Counter stale;
    private final Counter puts;
    private final Counter evictions;
    private final Timer hitLatency;
    private final Timer missLatency;
    private final Map<String, Timer> upstreamCalls = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Counter>> passed = new ConcurrentSkipListMap<>();
    private final Map<String, Counter> questions = new ConcurrentSkipListMap<>();
    private final Map<String, Counter> writes = new ConcurrentSkipListMap<>();
    private final Map<String, Counter> shared = new ConcurrentHashMap<>();
    private final Map<String, Counter> dropped = new ConcurrentSkipListMap<>();

    /** What counts elsewhere: the registry alone would lose sight of it, and its meter would stand still. */
    private final Queue<DoubleSupplier> counted = new ConcurrentLinkedQueue<>();

    public Meters(MeterRegistry registry) {
        this.registry = registry;
        this.hits = registry.counter("cache.gets", CACHE.and("result", "hit"));
        this.misses = registry.counter("cache.gets", CACHE.and("result", "miss"));
        this.stale = registry.counter("gcx.stale.served");
        this.puts = registry.counter("cache.puts", CACHE);
        this.evictions = registry.counter("cache.evictions", CACHE);
        this.hitLatency = latency("hit");
        this.missLatency = latency("miss");
    }

    /** A look-up that was answered from the cache. */
    public void hit(boolean servedStale, long nanos) {
        hits.increment();
        if (servedStale) {
            stale.increment();
        }
        hitLatency.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A posted query; by which rule its time is spelled in its key. */
    public void question(String spelling) {
        questions
                .computeIfAbsent(spelling, first -> registry.counter("gcx.questions", "spelling", first))
                .increment();
    }

    /** A look-up that found nothing to serve; counted when it is known, not when it is answered. */
    public void miss() {
        misses.increment();
    }

    /** The answer to a look-up that had to wait for a flight. */
    public void missAnswered(long nanos) {
        missLatency.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void put() {
        puts.increment();
    }

    public void eviction() {
        evictions.increment();
    }

    /** A try to tell a target of a change. */
    public void notified(String target, boolean told) {
        registry.counter("gcx.cdn.deliveries", "target", target, "result", told ? "told" : "failed")
                .increment();
    }

    /** A change that a target will never be told of. */
    public void missed(String target) {
        registry.counter("gcx.cdn.missed", "target", target).increment();
    }

    /** A call that Genesys got; status is 0 if the connection broke. What no status is (RFC 9110) is counted together. */
    public void upstreamCall(String family, int status, long nanos) {
        String told = told(status);
        upstreamCalls
                .computeIfAbsent(family + ' ' + told, key -> Timer.builder("gcx.upstream.calls")
                        .tags("family", family, "status", told)
                        .publishPercentileHistogram()
                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A request that was passed on, by the status of its answer. */
    public void passed(String family, int status) {
        String told = told(status);
        passed.computeIfAbsent(family, first -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(told, first -> registry.counter("gcx.passed", "family", family, "status", told))
                .increment();
    }

    /** A write that may have been done, and how many entries were dropped for it. */
    public void written(String family, int entries) {
        writes.computeIfAbsent(family, first -> registry.counter("gcx.writes", "family", first))
                .increment();
        dropped.computeIfAbsent(family, first -> registry.counter("gcx.writes.dropped", "family", first))
                .increment(entries);
    }

    /** Something was looked for, or put, where all replicas find it; what came of it. */
    public void shared(String result) {
        shared.computeIfAbsent(result, first -> registry.counter("gcx.cluster.entries", "result", first))
                .increment();
    }

    private static String told(int status) {
        return status == 0 || status >= 100 && status < 600 ? Integer.toString(status) : "other";
    }

    /** A client logged in at the gateway, or was refused. */
    public void login(boolean granted) {
        registry.counter("gcx.logins", "result", granted ? "granted" : "refused")
                .increment();
    }

    public void tokenRefreshed() {
        registry.counter("gcx.upstream.tokens").increment();
    }

    public void gauge(String name, DoubleSupplier value, Tag... tags) {
        Gauge.builder(name, value::getAsDouble).tags(Tags.of(tags)).register(registry);
    }

    /** A count that is kept elsewhere and only ever grows. */
    public void counter(String name, DoubleSupplier value) {
        counted.add(value);
        FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble).register(registry);
    }

    /** A summary for people and scripts that do not read Prometheus. */
    public Snapshot snapshot() {
        double answered = hitLatency.count() + missLatency.count();
        double millis = hitLatency.totalTime(TimeUnit.MILLISECONDS) + missLatency.totalTime(TimeUnit.MILLISECONDS);
        return new Snapshot(
                (long) hits.count(),
                (long) misses.count(),
                (long) stale.count(),
                ratio(hits.count(), hits.count() + misses.count()),
                ratio(millis, answered),
                upstreamCalls.values().stream().mapToLong(Timer::count).sum(),
                (long) evictions.count(),
                passedCalls(),
                counts(writes),
                counts(dropped));
    }

    private static Map<String, Long> counts(Map<String, Counter> counters) {
        Map<String, Long> counts = new TreeMap<>();
        counters.forEach((name, counter) -> counts.put(name, (long) counter.count()));
        return counts;
    }

    private Map<String, Map<String, Long>> passedCalls() {
        Map<String, Map<String, Long>> calls = new TreeMap<>();
        passed.forEach((family, statuses) -> {
            calls.put(family, counts(statuses));
        });
        return calls;
    }

    /**
     * Counts since the start.
     *
     * @param passedCalls what was passed on, by family and status
     * @param writes calls that may have changed something at Genesys, by family
     * @param writeDrops how many entries were dropped for them
     */
    public record Snapshot(
            long hits,
            long misses,
            long staleServed,
            double hitRatio,
            double avgLatencyMs,
            long upstreamCalls,
            long evictions,
            Map<String, Map<String, Long>> passedCalls,
            Map<String, Long> writes,
            Map<String, Long> writeDrops) {}

    private Timer latency(String result) {
        return Timer.builder("gcx.lookups")
                .description("Time from a question to its answer")
                .tag("result", result)
                .publishPercentileHistogram()
                .register(registry);
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
