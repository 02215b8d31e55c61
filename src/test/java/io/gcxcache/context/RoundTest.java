package io.gcxcache.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.LogCapture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundTest {
    @Test
    void aRoundThatFailsIsNotTheLastAndIsToldOnce() {
        AtomicInteger rounds = new AtomicInteger();
        Round round = new Round("look at a file", () -> {
            if (rounds.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("none left");
            }
        });

        try (LogCapture log = LogCapture.attach()) {
            round.run();
            round.run();
            round.run();

            assertThat(rounds).hasValue(3);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("To look at a file failed"))
                    .hasSize(1);
        }
    }
}
