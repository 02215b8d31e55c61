package io.gcxcache.problem;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: longer each time up to a bound, and not as long for all, so that who failed together
 * does not try together.
 *
 * @param first the wait after the first try
 * @param growth how many times as long each next one is
 * @param longest none is longer than this, but for chance
 * @param least the share of a wait that it has at least by chance
 * @param most the share of a wait that it has at most by chance
 * @param random from 0 to 1
 */
public record Backoff(
        Duration first, double growth, Duration longest, double least, double most, DoubleSupplier random) {
    /** As often is grown at most; more would be beyond every number. */
    private static final int GROWN = 50;

    /** @param tries how many there were before the one that failed last, from 0 */
    public Duration after(int tries) {
        double grown = Math.min(longest.toMillis(), first.toMillis() * Math.pow(growth, Math.min(GROWN, tries)));
        return Duration.ofMillis(Math.round(grown * (least + (most - least) * random.getAsDouble())));
    }
}
