package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.report.Spelling.Liberty;
import io.gcxcache.report.Spelling.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
    private static final Set<String> INTERVAL = Set.of("interval");
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30.250Z");
    private static final Duration SKEW = Duration.ofSeconds(10);
    private static final Liberty LIVE = new Liberty(SKEW, true, false);

    @ParameterizedTest
    @CsvSource({
        // the end is written as now
        "PT30M/now, PT30M/now, WINDOW",
        "PT90S/now, PT90S/now, WINDOW",
        "PT120S/now, PT2M/now, WINDOW",
        "PT0.5S/now, PT0.5S/now, WINDOW",
        "P0D/now, PT0M/now, WINDOW",
        "P1D/now, PT1440M/now, WINDOW",
        "PT30M/, PT30M/now, WINDOW",
        "2026-03-02T00:00Z/now, 2026-03-02T00:00:00Z/now, SINCE",
        "2026-03-02T09:45:30.250Z/now, 2026-03-02T09:45:30.250Z/now, SINCE",
        "today/now, 2026-03-01T23:00:00Z/now, SINCE",
        "../now, ../now, SINCE",
        // the end is the client's clock
        "PT30M/2026-03-02T10:15:30.000Z, PT30M/now, WINDOW",
        "PT30M/2026-03-02T10:15:38Z, PT30M/now, WINDOW",
        "2026-03-02T00:00Z/2026-03-02T10:15:30.123Z, 2026-03-02T00:00:00Z/now, SINCE",
        "2026-03-02T00:00Z/2026-03-02T10:15:21Z, 2026-03-02T00:00:00Z/now, SINCE",
        "2026-03-02T09:45:30.123Z/2026-03-02T10:15:30.123Z, PT30M/now, WINDOW",
        "2026-03-02T09:45:30.123Z/2026-03-02T10:15:30.125Z, PT30M/now, WINDOW",
        "2026-03-02T09:45:30.123Z/2026-03-02T10:15:30.098Z, PT30M/now, WINDOW",
        "2026-03-02T09:45:30Z/2026-03-02T10:15:30Z, PT30M/now, WINDOW",
        "2026-03-02T09:45:31Z/2026-03-02T10:15:30Z, 2026-03-02T09:45:31Z/now, SINCE",
        "2026-03-02T09:45:30Z/2026-03-02T10:15:30.010Z, 2026-03-02T09:45:30Z/now, SINCE",
        "2026-03-02T10:14:30.123Z/2026-03-02T10:15:30.123Z, PT1M/now, WINDOW",
    })
    void anEndThatIsNowIsSpelledSo(String interval, String spelled, Rule rule) {
        Spelling spelling = spelling(interval, NOW, LIVE);

        assertThat(spelling.from() + "/" + spelling.to()).isEqualTo(spelled);
        assertThat(spelling.rule()).isEqualTo(rule);
        assertThat(spelling.isLive()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // whole minutes are meant
        "2026-03-02T10:00Z/2026-03-02T10:15Z, WHOLE_MINUTE",
        "2026-03-02T10:14:30.123Z/2026-03-02T10:15Z, WHOLE_MINUTE",
        "PT15M/2026-03-02T10:15Z, WHOLE_MINUTE",
        "2026-03-02T00:00Z/2026-03-02T10:14:59Z, WHOLE_MINUTE",
        "2026-03-02T00:00Z/2026-03-02T10:14:59.999Z, WHOLE_MINUTE",
        "2026-03-02T00:00Z/2026-03-02T10:14:59.999999Z, WHOLE_MINUTE",
        "2026-03-02T00:00Z/2026-03-02T10:14:59.9999999Z, WHOLE_MINUTE",
        "2026-03-02T00:00Z/2026-03-02T10:14:59.999999999Z, WHOLE_MINUTE",
        "PT24H/2026-03-02T10:14:59.999Z, WHOLE_MINUTE",
        // the client's clock is off
        "2026-03-02T00:00Z/2026-03-02T10:15:40.251Z, SKEWED",
        "2026-03-02T09:45:20.100Z/2026-03-02T10:15:20.100Z, SKEWED",
        // the beginning neither stands still nor moves with the end
        "2026-03-02T09:45:30.123Z/2026-03-02T10:15:30.149Z, UNALIGNED",
        "2026-03-02T09:45:31.123Z/2026-03-02T10:15:30.123Z, UNALIGNED",
        "2026-03-02T09:45:30.123Z/2026-03-02T10:15:30Z, UNALIGNED",
        "2026-03-02T10:15:00.123Z/2026-03-02T10:15:30.123Z, UNALIGNED",
        "2026-03-02T10:15:30.123Z/2026-03-02T10:15:30.123Z, UNALIGNED",
        // it is about another time
        "2026-03-01T00:00Z/2026-03-02T00:00Z, NOT_NOW",
        "2026-03-01T10:15:30.123Z/2026-03-02T10:10:30.123Z, NOT_NOW",
        "2026-03-01T00:00Z/2029-03-02T10:15:30.123Z, NOT_NOW",
    })
    void whatIsNotSurelyNowIsLiteral(String interval, Rule rule) {
        Spelling spelling = spelling(interval, NOW, LIVE);

        assertThat(spelling.rule()).isEqualTo(rule);
        assertThat(spelling.isLive()).isFalse();
        assertThat(Instant.parse(spelling.from())).isBeforeOrEqualTo(Instant.parse(spelling.to()));
    }

    @Test
    void aSecondBeforeAMinuteIsNowForWhoseBeginningMoves() {
        Spelling spelling = spelling("2026-03-02T09:45:59Z/2026-03-02T10:15:59Z", at("2026-03-02T10:15:59Z"), LIVE);

        assertThat(spelling).isEqualTo(new Spelling(Rule.WINDOW, "PT30M", "now"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-02T24:00Z", "2026-03-02T23:59:59Z", "2026-03-02T23:59:59.999Z"})
    void theEndOfADayIsNotNowEvenAtMidnight(String end) {
        Spelling spelling = spelling("2026-03-02T00:00Z/" + end, at("2026-03-02T23:59:58.500Z"), LIVE);

        assertThat(spelling.rule()).isEqualTo(Rule.WHOLE_MINUTE);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T10:15:30.123Z, 2026-03-02T10:15:30.123Z",
        "2026-03-02T11:15:30.123+01:00, 2026-03-02T10:15:30.123Z",
        "2026-03-02T11:15:30.123+0100, 2026-03-02T10:15:30.123Z",
        "2026-03-02T11:15:30.123, 2026-03-02T10:15:30.123Z",
        "2026-W10-1T10:15:30.123Z, 2026-03-02T10:15:30.123Z",
        "2026-061T10:15:30.123Z, 2026-03-02T10:15:30.123Z",
    })
    void theSameMomentIsSpelledTheSame(String written, String spelled) {
        Spelling spelling = spelling("2026-03-01T00:00Z/" + written, NOW, new Liberty(SKEW, true, true));

        assertThat(spelling).isEqualTo(new Spelling(Rule.EXACT, "2026-03-01T00:00:00Z", spelled));
    }

    @Test
    void whoWantsItExactlyGetsTheMomentEvenForTheWord() {
        Spelling spelling = spelling("PT30M/now", NOW, new Liberty(SKEW, true, true));

        assertThat(spelling).isEqualTo(new Spelling(Rule.EXACT, "2026-03-02T09:45:30.250Z", NOW.toString()));
    }

    @Test
    void aDeclarationThatAlignsNothingTakesNoClockForNow() {
        Liberty none = new Liberty(SKEW, false, false);

        assertThat(spelling("2026-03-02T09:45:30.123Z/2026-03-02T10:15:30.123Z", NOW, none)
                        .rule())
                .isEqualTo(Rule.DECLARED);
        assertThat(spelling("PT30M/now", NOW, none).rule()).isEqualTo(Rule.WINDOW);
    }

    @Test
    void aQueryWithoutDatesIsSpelledAsItIs() {
        QueryDates dates =
                QueryDates.of(JsonNodeFactory.instance.objectNode(), INTERVAL, new Moments(ZoneId.of("UTC"), NOW));

        assertThat(Spelling.of(dates, NOW, LIVE)).isEqualTo(new Spelling(Rule.UNDATED, null, null));
    }

    private static Spelling spelling(String interval, Instant now, Liberty liberty) {
        Moments moments = new Moments(ZoneId.of("Europe/Berlin"), now);
        return Spelling.of(
                QueryDates.of(JsonNodeFactory.instance.objectNode().put("interval", interval), INTERVAL, moments),
                now,
                liberty);
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }
}
