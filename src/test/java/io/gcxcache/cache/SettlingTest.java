package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.MutableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final Tags QUEUES = Tags.of(List.of("list", "list-queues"));

    private final MutableClock clock = new MutableClock();
    private final Settling settling = new Settling(Duration.ofSeconds(10), clock);

    @BeforeEach
    void timeStandsStill() {
        clock.stop();
    }

    @Test
    void whatNobodyWroteLivesAsLongAsItIsSaidTo() {
        settling.written(List.of("list-users"));

        assertThat(settling.bound(QUEUES, clock.instant())).isNull();
    }

    @Test
    void whatIsFilledSoonAfterAWriteLivesUntilUpstreamHasSurelyHeardOfIt() {
        settling.written(List.of("list-queues"));

        assertThat(settling.bound(QUEUES, clock.instant())).hasSeconds(10);
        assertThat(settling.bound(QUEUES, clock.instant().plusMillis(9_999))).hasMillis(1);
        assertThat(settling.bound(QUEUES, clock.instant().plusSeconds(10))).isNull();
    }

    @Test
    void everyWriteBeginsItAnew() {
        settling.written(List.of("list-queues"));
        clock.advance(Duration.ofSeconds(9));
        settling.written(List.of("list-queues"));

        assertThat(settling.bound(QUEUES, clock.instant().plusSeconds(9))).hasSeconds(1);
    }

    @Test
    void nothingSettlesWhereGenesysDoesNotLag() {
        Settling none = new Settling(Duration.ZERO, clock);

        none.written(List.of("list-queues"));

        assertThat(none.bound(QUEUES, clock.instant())).isNull();
    }

    @Test
    void whatWasForgottenForItsNumberMayBeAnyTag() {
        settling.written(List.of("list-queues"));
        writeMany();

        assertThat(settling.bound(QUEUES, clock.instant())).hasSeconds(10);
        assertThat(settling.bound(Tags.of(List.of("another")), clock.instant())).hasSeconds(10);
        assertThat(settling.bound(QUEUES, clock.instant().plusSeconds(10))).isNull();
    }

    @Test
    void whatIsOverIsForgottenAndBoundsNothing() {
        writeMany();
        clock.advance(Duration.ofSeconds(10));
        settling.written(List.of("list-users"));

        assertThat(settling.bound(QUEUES, clock.instant())).isNull();
    }

    private void writeMany() {
        for (int i = 0; i < Settling.MOST; i++) {
            settling.written(List.of("user-" + i));
        }
    }
}
