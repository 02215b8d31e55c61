package io.gcxcache.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The rate limits of all families, and that of the OAuth client over all of them; all state is guarded by this object. */
final class RateLimits {
    private static final int DEFAULT_LIMIT = 300;
    private static final Duration DEFAULT_WINDOW = Duration.ofSeconds(60);

    private final Clock clock;
    private final Map<String, List<FixedWindow>> families = new TreeMap<>();
    private final Deque<Instant> ofClient = new ArrayDeque<>();
    private int clientLimit = Integer.MAX_VALUE;
    private Duration clientWindow = Duration.ZERO;
    private RateLimitHeaders style = RateLimitHeaders.X_RATELIMIT;

    RateLimits(Clock clock, Set<String> names) {
        this.clock = clock;
        names.forEach(name -> families.put(name, single(DEFAULT_LIMIT, DEFAULT_WINDOW)));
    }

    static List<FixedWindow> single(int limit, Duration window) {
        return List.of(new FixedWindow("default", limit, window));
    }

    static List<FixedWindow> burstAndSustained(int burst, Duration burstWindow, int sustained, Duration longer) {
        return List.of(new FixedWindow("burst", burst, burstWindow), new FixedWindow("sustained", sustained, longer));
    }

    synchronized void limit(String family, List<FixedWindow> windows) {
        windowsOf(family);
        families.put(family, windows);
    }

    synchronized void headerStyle(RateLimitHeaders chosen) {
        style = chosen;
    }

    /** No more calls than this in any stretch of this length. */
    synchronized void clientLimit(int limit, Duration window) {
        clientLimit = limit;
        clientWindow = window;
    }

    /** Counts a call; if a limit is used up, counts nothing and returns it: the client's, or the family's that ends last. */
    synchronized Optional<Exceeded> count(String family) {
        Instant now = clock.instant();
        while (!ofClient.isEmpty() && !now.isBefore(ofClient.peekFirst().plus(clientWindow))) {
            ofClient.removeFirst();
        }
        if (ofClient.size() >= clientLimit) {
            Duration left = Duration.between(now, ofClient.peekFirst().plus(clientWindow));
            return Optional.of(Exceeded.ofClient(clientLimit, WindowState.secondsRoundedUp(left)));
        }
        List<FixedWindow> windows = windowsOf(family);
        windows.forEach(window -> window.openIfOver(now));
        Optional<WindowState> exceeded = windows.stream()
                .map(window -> window.at(now))
                .filter(state -> state.remaining() <= 0)
                .max(Comparator.comparing(WindowState::end));
        if (exceeded.isEmpty()) {
            windows.forEach(FixedWindow::count);
            if (clientLimit < Integer.MAX_VALUE) {
                ofClient.addLast(now);
            }
        }
        return exceeded.map(window -> Exceeded.ofFamily(family, window.limit(), window.secondsLeft()));
    }

    synchronized Map<String, String> headers(String family) {
        Instant now = clock.instant();
        return style.of(windowsOf(family).stream().map(window -> window.at(now)).toList());
    }

    private List<FixedWindow> windowsOf(String family) {
        List<FixedWindow> windows = families.get(family);
        if (windows == null) {
            throw new IllegalArgumentException("no family '" + family + "', there are " + families.keySet());
        }
        return windows;
    }
}
