package io.gcxcache.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a family, or the OAuth client with all of them, may still ask of Genesys. Immutable; every method that changes
 * something answers a new one.
 *
 * @param family the endpoints that share this limit; {@link Budgets#CLIENT} for the client's own
 * @param windows burst and sustained windows, each with its own count; at least one
 * @param blockedUntil nothing is sent before; {@link Instant#MIN} if nothing blocks
 * @param nextSlot when the next paced call may go while DEGRADED
 * @param probeAt when one call may go although nothing is sent
 */
public record Budget(String family, List<Window> windows, Instant blockedUntil, Instant nextSlot, Instant probeAt) {
    /** A block that lasts longer is tried once in this time: it may be a mistake, or over. */
    static final Duration PROBE = Duration.ofMinutes(5);

    /** As many windows as upstream may tell of; beyond them those are forgotten that it told longest ago. */
    static final int MOST_WINDOWS = 16;

    /** How freely a family may be asked. */
    public enum Mode {
        NORMAL,
        /** Little is left: stale answers are served, only misses go upstream, spread over what is left. */
        DEGRADED,
        /** Nothing is sent. */
        BLOCKED
    }

    static Budget of(String family, Window window) {
        return new Budget(family, List.of(window), Instant.MIN, Instant.MIN, Instant.MIN);
    }

    static Budget counted(String family, BudgetPolicy policy, Instant now) {
        return of(
                family,
                new RateWindow(
                        RateWindow.LOCAL, policy.limit(), policy.limit(), now.plus(policy.window()), policy.window()));
    }

    /** With other limits in the place of those that are counted here. */
    Budget limited(BudgetPolicy policy, Instant now) {
        return with(windows.stream()
                .map(window -> {
                    if (window instanceof SlidingWindow ofClient) {
                        return ofClient.limited(policy.clientLimit());
                    }
                    return window instanceof RateWindow ofFamily && ofFamily.isCountedHere()
                            ? ofFamily.limited(policy.limit(), policy.window(), now)
                            : window;
                })
                .toList());
    }

    Budget at(Instant now) {
        for (Window window : windows) {
            if (window.at(now) != window) {
                return with(windows.stream().map(some -> some.at(now)).toList());
            }
        }
        return this;
    }

    Budget withoutOne(Instant now) {
        List<Window> less =
                windows.stream().map(window -> window.withoutOne(now)).toList();
        return new Budget(family, less, blockedUntil, nextSlot, now.plus(PROBE));
    }

    /** Takes back {@link #withoutOne}, for a call that was not sent after all. */
    Budget withOneMore(Instant now) {
        return with(windows.stream().map(Window::withOneMore).toList());
    }

    /** What was counted here gives way to what upstream said; windows it did not mention stay. */
    Budget corrected(List<RateWindow> seen) {
        if (seen.isEmpty()) {
            return this;
        }
        List<Window> merged = new ArrayList<>(windows);
        merged.removeIf(window -> window.name().equals(RateWindow.LOCAL));
        for (RateWindow window : seen) {
            RateWindow known = null;
            for (Window other : windows) {
                if (other instanceof RateWindow rate && rate.name().equals(window.name())) {
                    known = rate;
                }
            }
            merged.remove(known);
            merged.add(known == null ? window : known.corrected(window));
        }
        while (merged.size() > MOST_WINDOWS) {
            merged.remove(merged.get(0).isCountedHere() ? 1 : 0);
        }
        return with(List.copyOf(merged));
    }

    Budget blockedUntil(Instant until, Instant now) {
        return until.isAfter(blockedUntil) ? new Budget(family, windows, until, nextSlot, now.plus(PROBE)) : this;
    }

    Budget withNextSlot(Instant slot) {
        return new Budget(family, windows, blockedUntil, slot, probeAt);
    }

    Budget withNextProbe(Instant now) {
        return new Budget(family, windows, blockedUntil, nextSlot, now.plus(PROBE));
    }

    /** Nothing that was told blocks any more: a call got through. */
    Budget reopened(Instant now) {
        List<Window> open = windows.stream()
                .map(window -> window instanceof RateWindow told && told.remaining() == 0 && !told.isCountedHere()
                        ? told.whole(now)
                        : window)
                .toList();
        return new Budget(family, open, Instant.MIN, nextSlot, probeAt);
    }

    private Budget with(List<Window> others) {
        return new Budget(family, others, blockedUntil, nextSlot, probeAt);
    }

    /** The window that has the smallest share left. */
    public Window tightest() {
        return windows.stream()
                .min(Comparator.comparingDouble(window -> (double) window.remaining() / Math.max(1, window.limit())))
                .orElseThrow();
    }

    /** The tightest window as callers feel it: while nothing is sent, nothing remains until that ends. */
    Window felt(Instant now) {
        Window tightest = tightest();
        Instant reopens = reopensAt(now);
        return reopens.isAfter(now)
                ? new RateWindow(tightest.name(), tightest.limit(), 0, reopens, tightest.length())
                : tightest;
    }

    public Mode mode(Instant now, double degradedBelow) {
        if (now.isBefore(reopensAt(now))) {
            return Mode.BLOCKED;
        }
        Window tightest = tightest();
        return tightest.remaining() < degradedBelow * tightest.limit() ? Mode.DEGRADED : Mode.NORMAL;
    }

    /** When something may be sent again; not after {@code now} if it may be sent at once. */
    Instant reopensAt(Instant now) {
        Instant reopens = blockedUntil;
        for (Window window : windows) {
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
        Window tightest = tightest();
        return Duration.between(now, tightest.resetAt()).dividedBy(Math.max(1, tightest.remaining()));
    }

    /** Whether a call may find out that nothing blocks any more; not beyond what is counted here. */
    boolean mayProbe(Instant now) {
        return !now.isBefore(probeAt) && hasLeftWhatWasSet();
    }

    /** Whether a probe may be sent: there is something left of the limits that are counted here. */
    boolean hasLeftWhatWasSet() {
        return windows.stream().noneMatch(window -> window.remaining() == 0 && window.isCountedHere());
    }
}
