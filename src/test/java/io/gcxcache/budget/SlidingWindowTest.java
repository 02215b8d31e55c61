package io.gcxcache.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONGEST = MINUTE.plus(SlidingWindow.ARRIVAL).plus(SlidingWindow.STEP);

    private Window window = new SlidingWindow(3, MINUTE);

    @Test
    void beginsWhole() {
        assertThat(window.remaining()).isEqualTo(3);
        assertThat(window.resetAt()).isBefore(NOW);
        assertThat(window.at(NOW)).isSameAs(window);
    }

    @Test
    void givesBackEachCallByItself() {
        send(NOW);
        send(NOW.plusSeconds(20));

        assertThat(window.remaining()).isEqualTo(1);
        assertThat(window.at(NOW.plus(LONGEST)).remaining()).isEqualTo(2);
        assertThat(window.at(NOW.plusSeconds(20).plus(LONGEST)).remaining()).isEqualTo(3);
    }

    @Test
    void aCallCountsUntilItIsAMinuteSinceItMustHaveArrived() {
        send(NOW);

        assertThat(window.at(NOW.plus(MINUTE).plus(SlidingWindow.ARRIVAL)).remaining())
                .isEqualTo(2);
        assertThat(window.resetAt()).isBetween(NOW.plus(MINUTE).plus(SlidingWindow.ARRIVAL), NOW.plus(LONGEST));
    }

    @Test
    void keepsFewGroupsHoweverManyCallsThereAre() {
        window = new SlidingWindow(1_000_000, MINUTE);
        for (int call = 0; call < 100_000; call++) {
            send(NOW.plusMillis(call));
            window = window.at(NOW.plusMillis(call));
        }

        assertThat(((SlidingWindow) window).sent()).hasSizeLessThanOrEqualTo(613);
    }

    @Test
    void takesBackTheLastCall() {
        send(NOW);
        send(NOW);
        send(NOW.plusSeconds(1));

        assertThat(window.withOneMore().remaining()).isEqualTo(1);
        assertThat(window.withOneMore().withOneMore().remaining()).isEqualTo(2);
        assertThat(window.withOneMore().withOneMore().withOneMore().withOneMore())
                .isEqualTo(new SlidingWindow(3, MINUTE));
    }

    @Property(tries = 300)
    void noStretchEverHasMoreCallsThanTheLimit(@ForAll @Size(200) List<@IntRange(max = 4_000) Integer> pauses) {
        Window limited = new SlidingWindow(20, MINUTE);
        List<Instant> sent = new ArrayList<>();
        Instant now = NOW;
        for (int pause : pauses) {
            now = now.plusMillis(pause);
            limited = limited.at(now);
            if (limited.remaining() > 0) {
                limited = limited.withoutOne(now);
                sent.add(now);
            }
        }

        for (int first = 0; first + 20 < sent.size(); first++) {
            assertThat(Duration.between(sent.get(first), sent.get(first + 20))).isGreaterThan(MINUTE);
        }
    }

    private void send(Instant when) {
        window = window.withoutOne(when);
    }
}
