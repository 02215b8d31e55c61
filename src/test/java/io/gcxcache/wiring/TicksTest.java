package io.gcxcache.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.ResourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is due by its schedule, whatever becomes of the declarations and the clock. */
class TicksTest {
    private static final String DAILY = "one: {path: /api/v2/one, schedule: 0 30 6 * * ?}";

    private final LiveCatalogue catalogue = new LiveCatalogue(declared(DAILY));
    private final List<String> asked = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-02T05:00:00Z");
    private Duration passed = Duration.ZERO;
    private final Ticks ticks = new Ticks(
            catalogue,
            () -> now,
            () -> Instant.EPOCH.plus(passed),
            scheduled -> asked.add(scheduled.where() + " at " + now));

    @Test
    void firesOnceForEachTime() {
        run(Duration.ofDays(2));

        assertThat(asked).containsExactly("lists.one at 2026-03-02T06:30:00Z", "lists.one at 2026-03-03T06:30:00Z");
    }

    @Test
    void nothingFiresInTheFirstFiveMinutesAndWhatIsDueInThemFiresThen() {
        catalogue.exchange(declared("one: {path: /api/v2/one, schedule: 0 * * * * ?}"));

        pass(Duration.ofSeconds(299));
        assertThat(asked).isEmpty();
        pass(Duration.ofSeconds(1));

        assertThat(asked).containsExactly("lists.one at 2026-03-02T05:05:00Z");
    }

    @Test
    void aLateLookFiresOnceForAllThatItMissed() {
        catalogue.exchange(declared("one: {path: /api/v2/one, schedule: 0 0/10 * * * ?}"));
        run(Duration.ofMinutes(11));
        asked.clear();

        pass(Duration.ofHours(5));
        run(Duration.ofMinutes(10));

        assertThat(asked).containsExactly("lists.one at 2026-03-02T10:11:00Z", "lists.one at 2026-03-02T10:20:00Z");
    }

    @Test
    void aClockThatIsSetForwardFiresOnceAndSetBackNotAgain() {
        run(Duration.ofMinutes(10));

        now = Instant.parse("2026-03-02T08:00:00Z");
        run(Duration.ofMinutes(10));
        assertThat(asked).hasSize(1);
        now = Instant.parse("2026-03-02T05:20:00Z");
        run(Duration.ofDays(1));

        assertThat(asked).containsExactly("lists.one at 2026-03-02T08:01:00Z");
        run(Duration.ofHours(2));
        assertThat(asked).hasSize(2).last().isEqualTo("lists.one at 2026-03-03T06:30:00Z");
    }

    @Test
    void aClockThatIsSetBackOverSomeTimesFiresForNoneOfThemAgain() {
        run(Duration.ofDays(3));
        assertThat(asked).hasSize(3);

        now = Instant.parse("2026-03-02T06:00:00Z");
        run(Duration.ofDays(4));

        assertThat(asked).hasSize(4).last().isEqualTo("lists.one at 2026-03-05T06:30:00Z");
    }

    @Test
    void aClockThatWasWrongForAYearCostsNoTime() {
        run(Duration.ofMinutes(10));
        now = Instant.parse("2027-03-02T05:00:00Z");
        run(Duration.ofDays(2));
        asked.clear();

        now = Instant.parse("2026-03-02T07:00:00Z");
        run(Duration.ofDays(1));

        assertThat(asked).containsExactly("lists.one at 2026-03-03T06:30:00Z");
    }

    @Test
    void aSmallStepBackRightAfterItFiredFiresNothing() {
        run(Duration.ofMinutes(90));
        assertThat(asked).hasSize(1);

        now = now.minusSeconds(2);
        run(Duration.ofHours(1));

        assertThat(asked).hasSize(1);
    }

    @Test
    void anEditThatLeavesTheScheduleLosesNoTime() {
        run(Duration.ofMinutes(89));

        now = now.plusSeconds(60);
        catalogue.exchange(declared("one: {path: /api/v2/one, ttl: 77, schedule: 0 30 6 * * ?}"));
        ticks.look();
        catalogue.exchange(declared(DAILY));
        ticks.look();

        assertThat(asked).containsExactly("lists.one at 2026-03-02T06:30:00Z");
    }

    @Test
    void whatIsDeclaredNoMoreFiresNoMoreAndAnotherScheduleCountsFromNowOn() {
        run(Duration.ofMinutes(10));
        catalogue.exchange(declared("two: {path: /api/v2/two, schedule: \"0 0 5,7 * * ?\"}"));
        run(Duration.ofHours(3));

        assertThat(asked).containsExactly("lists.two at 2026-03-02T07:00:00Z");
    }

    @Test
    void eachOfSeveralSchedulesFires() {
        catalogue.exchange(declared(
                "one: {path: /api/v2/one, schedule: [0 0 6 * * ?, {cron: 0 0 8 * * ?, timeZone: Europe/Berlin}]}"));
        run(Duration.ofHours(3));

        assertThat(asked).containsExactly("lists.one at 2026-03-02T06:00:00Z", "lists.one at 2026-03-02T07:00:00Z");
    }

    /** Time passes, and somebody looks every minute. */
    private void run(Duration length) {
        for (long minute = 0; minute < length.toMinutes(); minute++) {
            pass(Duration.ofMinutes(1));
        }
    }

    /** Time passes, and somebody looks after it. */
    private void pass(Duration length) {
        now = now.plus(length);
        passed = passed.plus(length);
        ticks.look();
    }

    private static Catalogue declared(String list) {
        return Catalogue.of(
                List.of(new ResourceFile("x.resources.yaml", ("lists:\n  " + list).getBytes(StandardCharsets.UTF_8))),
                List.of(),
                DeclaredResources.DEFAULTS);
    }
}
