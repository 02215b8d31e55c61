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
    private final Usage wallboard = usages.ofConsumer("wallboard");

    private void minutes(int count) {
        IntStream.range(0, count).forEach(minute -> usages.minuteEnds());
    }

    private Tally tally(String name) {
        return usages.all().stream()
                .filter(tally -> tally.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    @Test
    void whatIsOlderThanAnHourOrADayIsNotTold() {
        wallboard.asked(1);
        wallboard.hit();
        wallboard.called("users");
        wallboard.spelled("window");
        Used all = new Used(1, 1, Map.of("users", 1L), 0, 0, Map.of("window", 1L));

        minutes(59);
        assertThat(tally("wallboard").inHour()).isEqualTo(all);
        minutes(1);
        assertThat(tally("wallboard").inHour()).isEqualTo(all.without(all));
        assertThat(tally("wallboard").inDay()).isEqualTo(all);
        minutes(22 * 60 + 59);
        assertThat(tally("wallboard").inDay()).isEqualTo(all);
        minutes(1);
        assertThat(tally("wallboard").inDay()).isEqualTo(all.without(all));
    }

    @Test
    void whoComesLateIsToldOfFromThenOn() {
        minutes(100);
        Usage late = usages.ofConsumer("late");
        late.asked(1);
        minutes(30);
        late.asked(1);

        assertThat(tally("late").inHour().asked()).isEqualTo(2);
        assertThat(tally("late").inDay().asked()).isEqualTo(2);
        minutes(30);
        assertThat(tally("late").inHour().asked()).isEqualTo(1);
    }

    @Test
    void ofMoreThan200TheRestIsToldTogether() {
        IntStream.range(0, 300).forEach(n -> usages.ofAnybody("agent" + n).asked(1));

        assertThat(usages.seen()).hasSize(Usages.MOST);
        assertThat(usages.ofAnybody("agent299").name()).isEqualTo("other");
        assertThat(tally("other").inHour().asked()).isEqualTo(101);
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

        assertThat(tally("wallboard").inHour().calls())
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
        assertThat(usages.ofConsumer("bot").takePlace("users", 8, ANY)).isNotNull();
        second.leave();
        second.leave();
        assertThat(wallboard.takePlace("users", 8, ANY)).isNotNull();
        assertThat(wallboard.takePlace("users", 8, ANY)).isNull();
    }

    @Test
    void aConsumerThatIsCountedAmongOthersHasItsNameAndItsShareAllTheSame() {
        IntStream.range(0, 300).forEach(n -> usages.ofConsumer("consumer" + n).asked(1));
        Usage last = usages.ofConsumer("consumer299");

        assertThat(last.name()).isEqualTo("consumer299");
        assertThat(last.takePlace("users", 4, ANY)).isNotNull();
        assertThat(usages.ofConsumer("consumer299").takePlace("users", 4, ANY)).isNull();
        assertThat(usages.ofConsumer("consumer298").takePlace("users", 4, ANY)).isNotNull();
    }

    @Test
    void whoWentByTheNameOfAConsumerBeforeItWasDeclaredTakesItNoShare() {
        usages.ofAnybody("bot").asked(1);
        usages.ofConsumer("bot").asked(1);

        assertThat(tally("bot").inHour().asked()).isEqualTo(2);
        assertThat(usages.ofConsumer("bot").takePlace("users", 4, ANY)).isNotNull();
        assertThat(usages.ofConsumer("bot").takePlace("users", 4, ANY)).isNull();
    }

    @Test
    void whoGoesByTheNameOfTheOthersIsOneOfThem() {
        usages.ofAnybody("other").asked(1);

        assertThat(usages.seen()).singleElement().satisfies(tally -> assertThat(tally.name())
                .isEqualTo("other"));
    }

    @Test
    void whoIsNotDeclaredMayBeAnybodyAndIsNotHeldToAShare() {
        Usage curl = usages.ofAnybody("curl");

        assertThat(IntStream.range(0, 100).mapToObj(n -> curl.takePlace("users", 1, 1)))
                .doesNotContainNull();
    }
}
