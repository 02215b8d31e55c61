package io.gcxcache;

import java.time.Duration;
import org.awaitility.Awaitility;

/** Time that passes while something stands still: how long is what a test is about, and nothing tells of its end. */
final class Lapse {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Lapse() {}

    static void of(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }
}
