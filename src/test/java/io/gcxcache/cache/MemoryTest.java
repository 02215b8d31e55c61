package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final Duration TIME = Duration.ofMinutes(10);
    private static final int MOST = 100;
    private static final int MOST_BYTES = 10_000;

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final Memory<String> memory = new Memory<>(TIME, MOST, MOST_BYTES, String::length, clock);

    @Test
    void remembersForItsTime() {
        memory.remember("a", "one");

        clock.advance(TIME.minus(Duration.ofMillis(1)));
        assertThat(memory.of("a")).contains("one");
        clock.advance(Duration.ofMillis(1));

        assertThat(memory.of("a")).isEmpty();
    }

    @Test
    void remembersSoManyAtMost() {
        for (int i = 0; i < 100 * MOST; i++) {
            memory.remember("name " + i, "short");
        }

        assertThat(memory.all()).hasSize(MOST);
    }

    @Test
    void remembersSoManyBytesAtMost() {
        for (int i = 0; i < 100; i++) {
            memory.remember("name " + i, "x".repeat(MOST_BYTES / 4));
        }

        assertThat(memory.all()).hasSize(4);
    }

    @Test
    void doesNotRememberWhatHasMoreBytesThanAllMayHave() {
        memory.remember("a", "x".repeat(MOST_BYTES + 1));

        assertThat(memory.all()).isEmpty();
    }
}
