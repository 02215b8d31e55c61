package io.gcxcache.simulator;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The forms in which an answer can tell its family's rate limit. */
public enum RateLimitHeaders {
    /** {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}, the latter in Unix seconds. */
    X_RATELIMIT {
        @Override
        Map<String, String> of(List<WindowState> windows) {
            WindowState window = tightest(windows);
            return Map.of(
                    "X-RateLimit-Limit", Integer.toString(window.limit()),
                    "X-RateLimit-Remaining", Integer.toString(window.remaining()),
                    "X-RateLimit-Reset", Long.toString(window.endUnixSeconds()));
        }
    },
    /** {@code inin-ratelimit-allowed}, {@code -count} (calls used) and {@code -reset} in seconds from now. */
    ININ {
        @Override
        Map<String, String> of(List<WindowState> windows) {
            WindowState window = tightest(windows);
            return Map.of(
                    "inin-ratelimit-allowed", Integer.toString(window.limit()),
                    "inin-ratelimit-count", Integer.toString(window.used()),
                    "inin-ratelimit-reset", Long.toString(window.secondsLeft()));
        }
    },
    /** {@code RateLimit} and {@code RateLimit-Policy} as the IETF draft has them, one item for each window. */
    IETF {
        @Override
        Map<String, String> of(List<WindowState> windows) {
            return Map.of(
                    "RateLimit", joined(windows, w -> ";r=" + w.remaining() + ";t=" + w.secondsLeft()),
                    "RateLimit-Policy",
                            joined(windows, w -> ";q=" + w.limit() + ";w=" + WindowState.secondsRoundedUp(w.length())));
        }
    },
    /** No header at all; only a 429 tells. */
    NONE {
        @Override
        Map<String, String> of(List<WindowState> windows) {
            return Map.of();
        }
    };

    abstract Map<String, String> of(List<WindowState> windows);

    /** The forms that know one window tell the one with the fewest calls left and, of those, the one that ends last. */
    private static WindowState tightest(List<WindowState> windows) {
        return windows.stream()
                .min(Comparator.comparingInt(WindowState::remaining)
                        .thenComparing(WindowState::end, Comparator.reverseOrder()))
                .orElseThrow();
    }

    private static String joined(List<WindowState> windows, Function<WindowState, String> parameters) {
        return windows.stream()
                .map(window -> '"' + window.name() + '"' + parameters.apply(window))
                .collect(Collectors.joining(", "));
    }
}
