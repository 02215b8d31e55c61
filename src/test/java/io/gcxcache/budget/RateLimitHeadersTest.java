package io.gcxcache.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitHeadersTest {
    /** The time of day, and the same moment by the time in which windows are told. */
    private static final Instant WALL = Instant.parse("2026-03-02T09:00:00.250Z");

    private static final Instant NOW = Instant.parse("2026-03-02T11:30:00Z");
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final Map<String, String> sent = new HashMap<>();

    @Test
    void saysNothingWithoutHeaders() {
        assertThat(windows()).isEmpty();
        assertThat(read().retryAfter(429)).isEmpty();
    }

    @Test
    void readsTheIetfHeaders() {
        sent.put("RateLimit-Policy", "\"default\";q=100;w=30");
        sent.put("RateLimit", "\"default\";r=50;t=20");

        assertThat(windows())
                .containsExactly(new RateWindow("default", 100, 50, NOW.plusSeconds(20), Duration.ofSeconds(30)));
    }

    @Test
    void readsABurstAndASustainedWindow() {
        sent.put("RateLimit-Policy", "\"burst\";q=10;w=1, \"sustained\";q=300;w=60");
        sent.put("RateLimit", "\"burst\";r=9;t=1, \"sustained\";r=17;t=42");

        assertThat(windows())
                .containsExactlyInAnyOrder(
                        new RateWindow("burst", 10, 9, NOW.plusSeconds(1), Duration.ofSeconds(1)),
                        new RateWindow("sustained", 300, 17, NOW.plusSeconds(42), MINUTE));
    }

    @Test
    void takesTokensForNamesToo() {
        sent.put("RateLimit-Policy", "default;q=100;w=60");
        sent.put("RateLimit", "default;r=50;t=30");

        assertThat(windows()).extracting(RateWindow::name).containsExactly("default");
    }

    @Test
    void countsAWholeWindowToTheResetWhereNoneIsTold() {
        sent.put("RateLimit-Policy", "\"default\";q=100;w=30");
        sent.put("RateLimit", "\"default\";r=50");

        assertThat(windows()).extracting(RateWindow::resetAt).containsExactly(NOW.plusSeconds(30));
    }

    @Test
    void takesAMinuteForALengthThatIsNotTold() {
        sent.put("RateLimit-Policy", "\"default\";q=100");
        sent.put("RateLimit", "\"default\";r=50;t=20");

        assertThat(windows()).containsExactly(new RateWindow("default", 100, 50, NOW.plusSeconds(20), MINUTE));
    }

    @Test
    void readsTheXHeadersWhoseResetIsUnixTime() {
        sent.put("X-RateLimit-Limit", "300");
        sent.put("X-RateLimit-Remaining", "17");
        sent.put("X-RateLimit-Reset", Long.toString(WALL.getEpochSecond() + 30));

        assertThat(windows()).containsExactly(new RateWindow("default", 300, 17, NOW.plusMillis(29_750), MINUTE));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, -3, 3, 3600})
    void readsTimesByTheClockOfWhoToldThem(long ahead) {
        Instant theirs = WALL.truncatedTo(ChronoUnit.SECONDS).plusSeconds(ahead);
        sent.put("Date", httpDate(theirs));
        sent.put("X-RateLimit-Limit", "300");
        sent.put("X-RateLimit-Remaining", "17");
        sent.put("X-RateLimit-Reset", Long.toString(theirs.getEpochSecond() + 30));
        sent.put("Retry-After", httpDate(theirs.plusSeconds(7)));

        assertThat(windows()).extracting(RateWindow::resetAt).containsExactly(NOW.plusSeconds(30));
        assertThat(read().retryAfter(429)).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mon, 02 Mar 2026 08:59:59 GMT", "Mon, 02 Mar 2026 09:00:02 GMT", "now", ""})
    void readsThemByItsOwnClockIfTheOtherIsHardlyApartOrUnreadable(String date) {
        sent.put("Date", date);
        sent.put("Retry-After", "Mon, 02 Mar 2026 09:00:07 GMT");

        assertThat(read().retryAfter(429)).contains(Duration.ofMillis(6_750));
    }

    @Test
    void readsTheIninHeadersWhoseResetIsSecondsFromNow() {
        sent.put("inin-ratelimit-allowed", "300");
        sent.put("inin-ratelimit-count", "283");
        sent.put("inin-ratelimit-reset", "30");

        assertThat(windows()).containsExactly(new RateWindow("default", 300, 17, NOW.plusSeconds(30), MINUTE));
    }

    @Test
    void prefersTheIetfHeadersAndThenTheXHeaders() {
        sent.put("inin-ratelimit-allowed", "1");
        sent.put("inin-ratelimit-count", "0");
        sent.put("inin-ratelimit-reset", "1");
        sent.put("X-RateLimit-Limit", "2");
        sent.put("X-RateLimit-Remaining", "2");
        sent.put("X-RateLimit-Reset", "1772442000");

        assertThat(windows()).extracting(RateWindow::limit).containsExactly(2L);
        sent.put("RateLimit-Policy", "\"default\";q=3;w=60");
        sent.put("RateLimit", "\"default\";r=3;t=30");
        assertThat(windows()).extracting(RateWindow::limit).containsExactly(3L);
    }

    @Test
    void ignoresALimitOfNothingSinceItWouldNeverReopen() {
        sent.put("X-RateLimit-Limit", "0");
        sent.put("X-RateLimit-Remaining", "0");
        sent.put("X-RateLimit-Reset", "1772442030");

        assertThat(windows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 300", "283, 17", "300, 0", "301, 0", "999, 0"})
    void neverCountsLessThanNothing(long count, long remaining) {
        sent.put("inin-ratelimit-allowed", "300");
        sent.put("inin-ratelimit-count", Long.toString(count));
        sent.put("inin-ratelimit-reset", "30");

        assertThat(windows()).extracting(RateWindow::remaining).containsExactly(remaining);
    }

    @Test
    void neverCountsMoreThanTheLimit() {
        sent.put("RateLimit-Policy", "\"default\";q=100;w=60");
        sent.put("RateLimit", "\"default\";r=5000;t=30");

        assertThat(windows()).extracting(RateWindow::remaining).containsExactly(100L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"default",
                "\"default\";r=50;t=30,",
                "\"default\";r=fifty;t=30",
                "\"default\";r=-1;t=30",
                "\"default\";r;t=30",
                "\"default\";t=30",
                "\"other\";r=50;t=30",
                "limit=100, remaining=50, reset=30",
                "100",
                "\"default\";R=50;T=30",
                "\u00e4"
            })
    void ignoresAMalformedRateLimit(String value) {
        sent.put("RateLimit-Policy", "\"default\";q=100;w=60");
        sent.put("RateLimit", value);

        assertThat(windows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\"default\";w=60", "\"default\";q=-5;w=60", "\"default\";q=many;w=60", "\"default\"q=1"})
    void ignoresAMalformedPolicy(String value) {
        sent.put("RateLimit-Policy", value);
        sent.put("RateLimit", "\"default\";r=50;t=30");

        assertThat(windows()).isEmpty();
    }

    @Test
    void readsTheGoodWindowBesideABadOne() {
        sent.put("RateLimit-Policy", "\"burst\";q=10;w=1, \"sustained\";q=300;w=60");
        sent.put("RateLimit", "\"burst\";r=-9;t=1, \"sustained\";r=17;t=42");

        assertThat(windows()).extracting(RateWindow::name).containsExactly("sustained");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"})
    void ignoresTheXHeadersIfOneIsMissingOrMalformed(String header) {
        sent.put("X-RateLimit-Limit", "300");
        sent.put("X-RateLimit-Remaining", "17");
        sent.put("X-RateLimit-Reset", "1772442000");

        for (String value : new String[] {"", "x", "-1", "1.5", "1 2"}) {
            sent.put(header, value);
            assertThat(windows()).as(value).isEmpty();
        }
        sent.remove(header);
        assertThat(windows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inin-ratelimit-allowed", "inin-ratelimit-count", "inin-ratelimit-reset"})
    void ignoresTheIninHeadersIfOneIsMissingOrMalformed(String header) {
        sent.put("inin-ratelimit-allowed", "300");
        sent.put("inin-ratelimit-count", "17");
        sent.put("inin-ratelimit-reset", "30");

        sent.put(header, "soon");
        assertThat(windows()).isEmpty();
        sent.remove(header);
        assertThat(windows()).isEmpty();
    }

    @Test
    void fallsBackToTheNextFormIfOneIsMalformed() {
        sent.put("RateLimit", "malformed;;");
        sent.put("inin-ratelimit-allowed", "300");
        sent.put("inin-ratelimit-count", "283");
        sent.put("inin-ratelimit-reset", "30");

        assertThat(windows()).extracting(RateWindow::remaining).containsExactly(17L);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "42, 42", "' 42 ', 42", "86400, 86400"})
    void readsRetryAfterInSeconds(String value, long seconds) {
        sent.put("Retry-After", value);

        assertThat(read().retryAfter(429)).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void readsRetryAfterAsADate() {
        sent.put("Retry-After", "Mon, 02 Mar 2026 09:00:42 GMT");

        assertThat(read().retryAfter(429)).contains(Duration.ofMillis(41_750));
    }

    @Test
    void doesNotWaitForADateThatHasPassed() {
        sent.put("Retry-After", "Mon, 02 Mar 2026 09:00:00 GMT");

        assertThat(read().retryAfter(429)).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Mon, 02 Mar 2026", "Tue, 02 Mar 2026 09:00:42 GMT"})
    void ignoresAMalformedRetryAfter(String value) {
        sent.put("Retry-After", value);

        assertThat(read().retryAfter(429)).isEmpty();
    }

    @Property(tries = 500)
    void survivesWhateverIsSent(@ForAll String limit, @ForAll String policy, @ForAll String retryAfter) {
        sent.put("RateLimit", limit);
        sent.put("RateLimit-Policy", policy);
        sent.put("X-RateLimit-Limit", limit);
        sent.put("inin-ratelimit-reset", policy);
        sent.put("Retry-After", retryAfter);

        assertThat(windows()).isEmpty();
        assertThat(read().retryAfter(429).orElse(Duration.ZERO)).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Property
    void readsBackEveryWindow(
            @ForAll @LongRange(min = 1, max = 1_000_000) long limit,
            @ForAll @LongRange(max = 1_000_000) long remaining,
            @ForAll @LongRange(max = 86_400) long reset,
            @ForAll @LongRange(min = 1, max = 86_400) long length) {
        sent.put("RateLimit-Policy", "\"any\";q=" + limit + ";w=" + length);
        sent.put("RateLimit", "\"any\";r=" + remaining + ";t=" + reset);

        assertThat(windows())
                .containsExactly(new RateWindow(
                        "any", limit, Math.min(limit, remaining), NOW.plusSeconds(reset), Duration.ofSeconds(length)));
    }

    @ParameterizedTest
    @CsvSource({"429, 86400", "503, 300", "500, 300"})
    void believesALongWaitWithinReason(int status, long seconds) {
        for (String value :
                new String[] {"4294967294", "99999999999999", "9".repeat(100), "Fri, 31 Dec 9999 23:59:59 GMT"}) {
            sent.put("Retry-After", value);

            assertThat(read().retryAfter(status)).as(value).contains(Duration.ofSeconds(seconds));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"999930099", "1772445600", "31556889864403199", "1772442030000"})
    void aResetByAClockOfWhichNothingIsKnownIsNoFartherThanAWindow(String reset) {
        sent.put("X-RateLimit-Limit", "300");
        sent.put("X-RateLimit-Remaining", "0");
        sent.put("X-RateLimit-Reset", reset);

        assertThat(windows()).extracting(RateWindow::resetAt).allSatisfy(at -> assertThat(at)
                .isBeforeOrEqualTo(NOW.plus(MINUTE)));
    }

    @ParameterizedTest
    @CsvSource({"1772445600, 3600", "31556889864403199, 86400", "1772442030000, 86400"})
    void aResetByATellersOwnClockIsBelievedForADay(String reset, long seconds) {
        sent.put("Date", httpDate(Instant.parse("2026-03-02T09:00:00Z")));
        sent.put("X-RateLimit-Limit", "300");
        sent.put("X-RateLimit-Remaining", "0");
        sent.put("X-RateLimit-Reset", reset);

        assertThat(windows())
                .extracting(window ->
                        Duration.between(NOW, window.resetAt()).plusMillis(250).toSeconds())
                .containsExactly(seconds);
    }

    @Test
    void noResetIsBelievedForMoreThanADay() {
        sent.put("RateLimit-Policy", "\"month\";q=100;w=2592000");
        sent.put("RateLimit", "\"month\";r=0;t=999999999");

        assertThat(windows()).extracting(RateWindow::resetAt).containsExactly(NOW.plus(Duration.ofHours(24)));
        assertThat(windows()).extracting(RateWindow::length).containsExactly(Duration.ofHours(24));
    }

    @Test
    void aFormThatSpeaksOfTheClientTellsNothingOfTheFamily() {
        sent.put("inin-ratelimit-allowed", "300");
        sent.put("inin-ratelimit-count", "283");
        sent.put("inin-ratelimit-reset", "30");
        sent.put("X-RateLimit-Limit", "180");
        sent.put("X-RateLimit-Remaining", "9");
        sent.put("X-RateLimit-Reset", "1772442030");

        RateLimitHeaders.Told told = read().told(ClientForms.parse("inin-ratelimit:300"));

        assertThat(told.client()).extracting(RateWindow::remaining).containsExactly(17L);
        assertThat(told.family()).extracting(RateWindow::remaining).containsExactly(9L);
    }

    @Test
    void aFormSpeaksOfTheFamilyWhereItTellsAnotherLimit() {
        sent.put("inin-ratelimit-allowed", "180");
        sent.put("inin-ratelimit-count", "170");
        sent.put("inin-ratelimit-reset", "30");

        RateLimitHeaders.Told told = read().told(ClientForms.parse("inin-ratelimit:300"));

        assertThat(told.client()).isEmpty();
        assertThat(told.family()).extracting(RateWindow::remaining).containsExactly(10L);
    }

    private List<RateWindow> windows() {
        return read().told(ClientForms.parse("")).family();
    }

    private static String httpDate(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    private RateLimitHeaders read() {
        return new RateLimitHeaders(sent::get, WALL, NOW);
    }
}
