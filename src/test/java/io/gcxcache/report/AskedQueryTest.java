package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedQueryTest {
    private static final Instant ASKED = Instant.parse("2026-03-02T10:15:30.250Z");

    @ParameterizedTest
    @CsvSource({"10, 60", "59, 60", "60, 60", "61, 61", "300, 300"})
    void aRealTimeAnswerServesForAMinuteOrForTheTtlThatItsAuthorGaveIt(String ttl, long seconds) {
        AskedQuery query = TestQuery.ofInterval("2026-03-02T00:00Z/now", ASKED, ttl);

        assertThat(query.longestAge(ASKED)).hasSeconds(seconds);
    }

    @Test
    void whatTheAnswerDoesNotReachCountsAsAge() {
        AskedQuery behind = TestQuery.ofInterval("2026-03-02T00:00Z/2026-03-02T10:15:23.250Z", ASKED, "30");
        AskedQuery ahead = TestQuery.ofInterval("2026-03-02T00:00Z/2026-03-02T10:15:37.250Z", ASKED, "30");

        assertThat(behind.longestAge(ASKED)).hasSeconds(53);
        assertThat(behind.longestAge(ASKED.plusSeconds(20))).hasSeconds(33);
        assertThat(behind.longestAge(ASKED.plusSeconds(70))).isZero();
        assertThat(ahead.longestAge(ASKED)).hasSeconds(60);
        assertThat(ahead.longestAge(ASKED.plusSeconds(10))).hasSeconds(57);
    }

    @ParameterizedTest
    @CsvSource({
        "PT1M/now, 30",
        "PT30S/now, 30",
        "2026-03-02T10:14:30.250Z/2026-03-02T10:15:30.250Z, 30",
        "2026-03-02T10:14:30.240Z/2026-03-02T10:15:30.250Z, 30",
        "PT2M/now, 60",
        "2026-03-02T10:15:00Z/now, 60",
    })
    void aWindowOfAMinuteIsServedForHalfOfIt(String interval, long seconds) {
        assertThat(TestQuery.ofInterval(interval, ASKED, "10").longestAge(ASKED))
                .hasSeconds(seconds);
    }

    @Test
    void aQueryWithoutDatesCountsAsRealTime() {
        AskedQuery query = TestQuery.ofDates(null, null, ASKED, "20");

        assertThat(query.longestAge(ASKED)).hasSeconds(60);
    }

    @Test
    void aQueryAboutThePastHasNoBound() {
        AskedQuery query = TestQuery.ofDates(null, ASKED.minus(Duration.ofMinutes(6)), ASKED, "60");

        assertThat(query.longestAge(ASKED)).isNull();
    }

    @Test
    void aDayThatIsFilledBeforeItsEndIsNotTheDay() {
        Instant shortly = Instant.parse("2026-03-02T23:59:32Z");
        AskedQuery query = TestQuery.ofInterval("2026-03-02T00:00Z/2026-03-02T24:00Z", shortly, "30");

        assertThat(query.longestAge(shortly)).hasSeconds(28);
        assertThat(query.longestAge(shortly.plusSeconds(28))).hasSeconds(60);
    }

    @Test
    void whatIsFilledBeforeItsBeginningIsNoAnswerAfterIt() {
        AskedQuery query = TestQuery.ofInterval("2026-03-02T10:15:50Z/2026-03-02T12:00Z", ASKED, "30");

        assertThat(query.longestAge(ASKED)).hasMillis(19_750);
    }

    @ParameterizedTest
    @CsvSource({
        // what is going on, by the bound and by what has begun
        "PT30M/now, 2026-03-02T10:14:30.250Z",
        "PT1M/now, 2026-03-02T10:15:00.250Z",
        "2026-03-02T10:15:00Z/now, 2026-03-02T10:15:00Z",
        "2026-03-02T00:00Z/2026-03-02T24:00Z, 2026-03-02T10:14:30.250Z",
        "2026-03-02T12:00Z/2026-03-02T24:00Z, 2026-03-02T10:14:30.250Z",
        // what is over
        "2026-03-02T00:00Z/2026-03-02T10:15:00Z, 2026-03-02T10:15:00Z",
        "2026-03-01T00:00Z/2026-03-02T00:00Z, 2026-03-02T00:00:00Z",
    })
    void whatWasFilledBeforeItIsOverOrOlderThanTheBoundIsNoAnswer(String interval, Instant earliest) {
        assertThat(TestQuery.ofInterval(interval, ASKED, "30").earliestFill()).isEqualTo(earliest);
    }

    @Test
    void whoSharesAnAnswerIsToldItsTime() {
        assertThat(TestQuery.ofInterval("PT30M/now", ASKED, "30").interval())
                .isEqualTo("2026-03-02T09:45:30.250Z/2026-03-02T10:15:30.250Z");
        assertThat(TestQuery.ofInterval("2026-03-01T00:00Z/2026-03-02T00:00Z", ASKED, "30")
                        .interval())
                .isNull();
    }

    @Property(tries = 1000)
    void aLiveAnswerNeverReachesBackFartherThanAMinute(
            @ForAll @IntRange(min = -10_000, max = 10_000) int skewMillis,
            @ForAll @IntRange(max = 200_000) int waitedMillis) {
        Instant end = ASKED.plusMillis(skewMillis);
        AskedQuery query = TestQuery.ofInterval("2026-03-02T00:00Z/" + end, ASKED, "10");
        Instant filled = ASKED.plusMillis(waitedMillis);
        Instant reaches = query.spelling().isLive() && end.isBefore(filled) ? end : filled;

        Instant last = filled.plus(query.longestAge(filled));

        assertThat(last)
                .isBeforeOrEqualTo(reaches.isBefore(filled.minusSeconds(60)) ? filled : reaches.plusSeconds(60));
    }
}
