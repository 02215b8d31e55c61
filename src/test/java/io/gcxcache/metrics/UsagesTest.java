package io.gcxcache.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was used of late is told, of at most 200 by their names. */
class UsagesTest {
    private static final long ANY = Long.MAX_VALUE;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Usages usages = new Usages(registry, () -> Instant.EPOCH, 0);
    private final Usage wallboard = usages.of("wallboard", true);

    private void minutes(int count) {
        IntStream.range(0, count).forEach(minute -> usages.minuteEnds());
    }

    @Test
    void whatIsOlderThanAnHourOrADayIsNotTold() {
        wallboard.asked(1);
        wallboard.hit();
        wallboard.called("users");
        wallboard.spelled("window");
        Used all = new Used(1, 1, Map.of("users", 1L), 0, 0, Map.of("window", 1L));

        minutes(59);
        assertThat(wallboard.inHour()).isEqualTo(all);
        minutes(1);
        assertThat(wallboard.inHour()).isEqualTo(all.without(all));
        assertThat(wallboard.inDay()).isEqualTo(all);
        minutes(22 * 60 + 59);
        assertThat(wallboard.inDay()).isEqualTo(all);
        minutes(1);
        assertThat(wallboard.inDay()).isEqualTo(all.without(all));
    }

    @Test
    void whoComesLateIsToldOfFromThenOn() {
        minutes(100);
        Usage late = usages.of("late", true);
        late.asked(1);
        minutes(30);
        late.asked(1);

        assertThat(late.inHour().asked()).isEqualTo(2);
        assertThat(late.inDay().asked()).isEqualTo(2);
        minutes(30);
        assertThat(late.inHour().asked()).isEqualTo(1);
    }

    @Test
    void ofMoreThan200TheRestIsToldTogether() {
        IntStream.range(0, 300).forEach(n -> usages.of("agent" + n, false).asked(1));

        assertThat(usages.seen()).hasSize(Usages.MOST);
        assertThat(usages.of("agent299", false).name()).isEqualTo("other");
        assertThat(usages.of("other-still", true).inHour().asked()).isEqualTo(101);
        assertThat(registry.get("gcx.consumer.requests").functionCounters()).hasSize(Usages.MOST + 1);
        assertThat(registry.get("gcx.consumer.requests")
                        .tag("consumer", "other")
                        .functionCounter()
                        .count())
                .isEqualTo(101);
    }

    @Test
    void ofMoreThan50FamiliesTheRestIsToldTogether() {
        IntStream.range(0, 80).forEach(n -> wallboard.called("family" + n));
        wallboard.called("family0");

        assertThat(wallboard.inHour().calls())
                .hasSize(51)
                .containsEntry("family0", 2L)
                .containsEntry("other", 30L);
    }

    @Test
    void aConsumerHasAQuarterOfThePlacesAndAtLeastOne() {
        assertThat(wallboard.takePlace("users", 8, ANY)).isNotNull();
        Usage.Place second = wallboard.takePlace("users", 8, ANY);

        assertThat(wallboard.takePlace("users", 8, ANY)).isNull();
        assertThat(wallboard.takePlace("queues", 1, ANY)).isNotNull();
        assertThat(wallboard.takePlace("skills", ANY, 12)).isNull();
        assertThat(usages.of("bot", true).takePlace("users", 8, ANY)).isNotNull();
        second.leave();
        second.leave();
        assertThat(wallboard.takePlace("users", 8, ANY)).isNotNull();
        assertThat(wallboard.takePlace("users", 8, ANY)).isNull();
    }

    @Test
    void whoIsNotDeclaredMayBeAnybodyAndIsNotHeldToAShare() {
        Usage curl = usages.of("curl", false);

        assertThat(IntStream.range(0, 100).mapToObj(n -> curl.takePlace("users", 1, 1)))
                .doesNotContainNull();
    }
}
