package io.gcxcache.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * The analytics jobs of the simulator, of details and of aggregates, to be scripted. A job keeps what was scripted when
 * it was started, unless said otherwise. Results can be read for 24 h, then a job expires by itself. Safe for threads.
 */
public final class SimulatedJobs {
    private static final Duration DEFAULT_RUN_TIME = Duration.ofMillis(300);
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration DEFAULT_DATA_LAG = Duration.ofHours(6);
    private static final int DEFAULT_ITEMS = 2500;

    private final Clock clock;
    private final IntSupplier changes;
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private Duration runTime = DEFAULT_RUN_TIME;
    private Duration dataLag = DEFAULT_DATA_LAG;
    private int items = DEFAULT_ITEMS;
    private Optional<String> failure = Optional.empty();
    private boolean expiring;

    SimulatedJobs(Clock clock, IntSupplier changes) {
        this.clock = clock;
        this.changes = changes;
    }

    /** How long jobs take by the simulator's clock, by default 300 ms; they are queued for the first quarter of it. */
    public synchronized SimulatedJobs runTime(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a run time must not be negative: " + duration);
        }
        runTime = duration;
        return this;
    }

    /**
     * How far behind now the data of jobs ends, as their results and {@code …/jobs/availability} say, by default 6 h.
     * What jobs find does not depend on it.
     */
    public synchronized SimulatedJobs dataLag(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("data cannot reach beyond now: " + duration);
        }
        dataLag = duration;
        return this;
    }

    /** The number of conversations or results that a job finds, over all pages, by default 2500. */
    public synchronized SimulatedJobs items(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the number of items must not be negative: " + count);
        }
        items = count;
        return this;
    }

    /** Jobs end as {@code FAILED} with this message once their time has passed. */
    public synchronized SimulatedJobs fails(String message) {
        failure = Optional.of(message);
        expiring = false;
        return this;
    }

    /** All jobs that there are have expired, and others will, in the place of their end, once their time has passed. */
    public synchronized SimulatedJobs expires() {
        expiring = true;
        Instant now = clock.instant();
        jobs.replaceAll((id, job) -> job.expiring(now));
        return this;
    }

    /** Jobs end as {@code FULFILLED} once their time has passed; so it is unless something else was scripted. */
    public synchronized SimulatedJobs completes() {
        failure = Optional.empty();
        expiring = false;
        return this;
    }

    /** The number of jobs that were neither deleted nor have expired. */
    public int live() {
        Instant now = clock.instant();
        return (int) jobs.values().stream().filter(job -> !job.isExpired(now)).count();
    }

    synchronized Job start(JobKind kind, AnalyticsQuery query) {
        Instant now = clock.instant();
        Instant end = now.plus(runTime);
        Job job = new Job(
                UUID.randomUUID().toString(),
                kind,
                kind.items(query, items, changes.getAsInt()),
                failure,
                dataEnd(now),
                now,
                end,
                expiring ? end : end.plus(KEPT));
        jobs.put(job.id(), job);
        return job;
    }

    synchronized Instant dataEnd(Instant now) {
        return now.minus(dataLag);
    }

    Optional<Job> find(JobKind kind, String id) {
        return Optional.ofNullable(jobs.get(id)).filter(job -> job.kind() == kind);
    }

    void delete(Job job) {
        jobs.remove(job.id());
    }
}
