package io.gcxcache.ask;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Tags;
import io.gcxcache.metrics.Usage;
import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one refresh in progress for a key. It is boarded by the look-up that missed first, takes off once, and ends with an
 * entry or a {@link io.gcxcache.problem.Problem} for everybody on board. Thread-safe.
 */
public final class Flight implements Caller {
    private final String id = UUID.randomUUID().toString();
    private final Question question;
    private final Tags tags;
    private final Instant boarded;
    private final Instant endsAt;
    private final long generation;
    private final CompletableFuture<CacheEntry> arrival = new CompletableFuture<>();
    private final Set<Passenger> passengers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean tookOff = new AtomicBoolean();
    private final AtomicBoolean comeBackFor = new AtomicBoolean();
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicReference<Usage> passenger = new AtomicReference<>();
    private final AtomicBoolean forSeveral = new AtomicBoolean();
    private final AtomicReference<Problem> lastTry = new AtomicReference<>();
    private final AtomicReference<Hold> hold = new AtomicReference<>(new Hold(Instant.MIN));

    /** @param endsAt when its time is over, by the steady clock */
    Flight(Question question, Tags tags, Instant boarded, Instant endsAt, long generation) {
        this.question = question;
        this.tags = tags;
        this.boarded = boarded;
        this.endsAt = endsAt;
        this.generation = generation;
        arrival.whenComplete(this::letOff);
    }

    /** Names this flight to clients that come back for its answer. */
    public String id() {
        return id;
    }

    /** What the flight is to answer. */
    public Question question() {
        return question;
    }

    public String key() {
        return question.key();
    }

    public Instant boarded() {
        return boarded;
    }

    /** What its entry will be tagged with. */
    Tags tags() {
        return tags;
    }

    /** How many invalidations there had been when it was boarded. */
    long generation() {
        return generation;
    }

    /** Completed once, when the flight ends. */
    public CompletableFuture<CacheEntry> arrival() {
        return arrival;
    }

    /** Somebody who waits for the arrival, for as long as the flight has him on board. */
    interface Passenger {
        void arrive(CacheEntry entry, Throwable failure);

        boolean hasLeft();
    }

    void takeOnBoard(Passenger passenger) {
        passengers.add(passenger);
        if (hasLanded()) {
            arrival.whenComplete(this::letOff);
        } else if (passenger.hasLeft()) {
            letOff(passenger);
        }
    }

    /** Holds somebody no more who does not wait any longer. */
    void letOff(Passenger passenger) {
        passengers.remove(passenger);
    }

    private void letOff(CacheEntry entry, Throwable failure) {
        passengers.forEach(passenger -> passenger.arrive(entry, failure));
    }

    /** Somebody waits for it, or made it. */
    void isFor(Usage consumer) {
        if (!passenger.compareAndSet(null, consumer) && passenger.get() != consumer) {
            forSeveral.set(true);
        }
    }

    @Override
    public boolean isForSeveral() {
        return forSeveral.get();
    }

    @Override
    public CompletableFuture<?> end() {
        return arrival;
    }

    @Override
    public Instant endsAt() {
        return endsAt;
    }

    @Override
    public void waitsUntil(Instant reopens) {
        Hold before = hold.get();
        while (reopens.isAfter(before.until())) {
            Hold longer = new Hold(reopens);
            if (hold.compareAndSet(before, longer)) {
                before.longer().complete(longer);
                return;
            }
            before = hold.get();
        }
    }

    /** The longest wait so far. */
    Hold hold() {
        return hold.get();
    }

    /**
     * A wait of the flight for a rate limit.
     *
     * @param until when it ends, by the steady clock
     * @param longer completed when a wait that ends later begins
     */
    record Hold(Instant until, CompletableFuture<Hold> longer) {
        Hold(Instant until) {
            this(until, new CompletableFuture<>());
        }
    }

    FlightLog log(FlightLog.State state, Problem problem) {
        return new FlightLog(id, question, boarded, state, polls.get(), problem);
    }

    /** Somebody on board does not wait, and will come back for the answer; whether he is the first. */
    boolean comeBackFor() {
        return comeBackFor.compareAndSet(false, true);
    }

    boolean isComeBackFor() {
        return comeBackFor.get();
    }

    /** Counts a poll of the run that the flight waits for. */
    public void polled() {
        polls.incrementAndGet();
    }

    /** Takes note of how the last try went of what is tried until the time is over: null if it brought an answer. */
    public void tried(Problem failure) {
        lastTry.set(failure);
    }

    /** Why the last try brought no answer, behind a semicolon; empty if it did. */
    String lastTry() {
        Problem failure = lastTry.get();
        return failure == null ? "" : "; the last try failed: " + failure.detail();
    }

    /** The problem that it ended with, or null if it is in progress or ended well. */
    Problem problem() {
        return arrival.handle((entry, failure) -> failure instanceof Problem problem ? problem : null)
                .getNow(null);
    }

    public boolean hasLanded() {
        return arrival.isDone();
    }

    /** Whether who asks may have its answer. */
    boolean takesOnBoard(Question other) {
        Duration boardsFor = question.boardsFor();
        boolean boards =
                boardsFor == null || other.asked().isBefore(question.asked().plus(boardsFor));
        return boards && other.mayHave(question.asked()) && other.isMeantBy(question);
    }

    /** True for the first caller only. */
    boolean takeOff() {
        return tookOff.compareAndSet(false, true);
    }
}
