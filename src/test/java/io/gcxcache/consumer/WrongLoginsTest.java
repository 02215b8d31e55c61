package io.gcxcache.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.LogCapture;
import io.gcxcache.MutableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Wrong secrets are answered late, and told. */
class WrongLoginsTest {
    private final MutableClock clock = new MutableClock();
    private final WrongLogins wrong = new WrongLogins(clock, "bot"::equals);

    @Test
    void theLogIsToldOfAFloodOnceAMinute() {
        try (LogCapture log = LogCapture.attach()) {
            for (int i = 0; i < 500; i++) {
                wrong.delay("somebody-" + i, "10.0.0.1");
            }
            clock.advance(Duration.ofMinutes(1));
            wrong.delay("bot", "10.0.0.7");

            assertThat(log.lines())
                    .containsExactly(
                            "Refused a login with a wrong id or secret; the latest from 10.0.0.1 as an id that is not declared",
                            "Refused 500 logins with a wrong id or secret; the latest from 10.0.0.7 as bot");
        }
    }

    @Test
    void theWaitDoublesForOneIdFromOneAddressAlone() {
        assertThat(wrong.delay("bot", "10.0.0.1")).isEqualTo(Duration.ofMillis(250));
        assertThat(wrong.delay("bot", "10.0.0.1")).isEqualTo(Duration.ofMillis(500));
        assertThat(wrong.delay("bot", "10.0.0.2")).isEqualTo(Duration.ofMillis(250));
        for (int i = 0; i < 10; i++) {
            wrong.delay("bot", "10.0.0.1");
        }
        assertThat(wrong.delay("bot", "10.0.0.1")).isEqualTo(Duration.ofSeconds(8));
    }
}
