package io.gcxcache.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a family may still ask of Genesys. Immutable; every method that changes something answers a new one.
 *
 * @param family the endpoints that share this limit
 * @param windows burst and sustained windows, each with its own count; at least one
 * @param blockedUntil nothing is sent before; {@link Instant#MIN} if nothing blocks
 * @param nextSlot when the next paced call may go while DEGRADED
 */
public record Budget(String family, List<RateWindow> windows, Instant blockedUntil, Instant nextSlot) {

    /** How freely a family may be asked. */
    public enum Mode {
        NORMAL,
        /** Little is left: stale answers are served, only misses go upstream, spread over what is left. */
        DEGRADED,
        /** Nothing is sent. */
        BLOCKED
    }

    static Budget counted(String family, BudgetPolicy policy, Instant now) {
        RateWindow local = new RateWindow(
                RateWindow.LOCAL, policy.limit(), policy.limit(), now.plus(policy.window()), policy.window());
        return new Budget(family, List.of(local), Instant.MIN, Instant.MIN);
    }

    Budget at(Instant now) {
        return windows.stream().allMatch(window -> now.isBefore(window.resetAt()))
                ? this
                : new Budget(
                        family, windows.stream().map(window -> window.at(now)).toList(), blockedUntil, nextSlot);
    }

    Budget withoutOne() {
        return new Budget(family, windows.stream().map(RateWindow::withoutOne).toList(), blockedUntil, nextSlot);
    }

    /** What was counted here gives way to what upstream said; windows it did not mention stay. */
    Budget corrected(List<RateWindow> seen) {
        if (seen.isEmpty()) {
            return this;
        }
        List<RateWindow> merged = new ArrayList<>(seen.size());
        for (RateWindow window : windows) {
            boolean mentioned = seen.stream().anyMatch(other -> other.name().equals(window.name()));
            if (!mentioned && !window.name().equals(RateWindow.LOCAL)) {
                merged.add(window);
            }
        }
        for (RateWindow window : seen) {
            merged.add(windows.stream()
                    .filter(known -> known.name().equals(window.name()))
                    .findFirst()
                    .map(known -> known.corrected(window))
                    .orElse(window));
        }
        return new Budget(family, List.copyOf(merged), blockedUntil, nextSlot);
    }

    Budget blockedUntil(Instant until) {
        return until.isAfter(blockedUntil) ? new Budget(family, windows, until, nextSlot) : this;
    }

    Budget withNextSlot(Instant slot) {
        return new Budget(family, windows, blockedUntil, slot);
    }

    /** The window that has the smallest share left. */
    public RateWindow tightest() {
        return windows.stream()
                .min(Comparator.comparingDouble(window -> (double) window.remaining() / Math.max(1, window.limit())))
                .orElseThrow();
    }

    /** The tightest window as callers feel it: while nothing is sent, nothing remains until that ends. */
    RateWindow felt(Instant now) {
        RateWindow tightest = tightest();
        Instant reopens = reopensAt(now);
        return reopens.isAfter(now)
                ? new RateWindow(tightest.name(), tightest.limit(), 0, reopens, tightest.length())
                : tightest;
    }

    public Mode mode(Instant now, double degradedBelow) {
        if (now.isBefore(reopensAt(now))) {
            return Mode.BLOCKED;
        }
        RateWindow tightest = tightest();
        return tightest.remaining() < degradedBelow * tightest.limit() ? Mode.DEGRADED : Mode.NORMAL;
    }

    /** When something may be sent again; not after {@code now} if it may be sent at once. */
    Instant reopensAt(Instant now) {
        Instant reopens = blockedUntil;
        for (RateWindow window : windows) {
            if (window.remaining() == 0 && window.resetAt().isAfter(reopens)) {
                reopens = window.resetAt();
            }
        }
        return reopens.isAfter(now) ? reopens : now;
    }

    /** The most calls that may be sent up to a moment. */
    long capacity(Instant now, Instant until) {
        Instant reopens = blockedUntil.isAfter(now) ? blockedUntil : now;
        return reopens.isAfter(until)
                ? 0
                : windows.stream()
                        .mapToLong(window -> window.capacity(reopens, until))
                        .min()
                        .orElseThrow();
    }

    /** How far apart calls are while DEGRADED: what is left of the tightest window, spread to its end. */
    Duration pace(Instant now) {
        RateWindow tightest = tightest();
        return Duration.between(now, tightest.resetAt()).dividedBy(Math.max(1, tightest.remaining()));
    }
}
