package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.LiveClient.Meaning;
import io.gcxcache.LiveClient.Words;
import io.gcxcache.LiveGateway.Fill;
import io.gcxcache.context.GcxHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise, judged by nothing but what was asked and what was answered: who asks what is going on now gets the answer to
 * the very same words, asked at most a minute ago; who means what is written gets that.
 */
class LivePromiseTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration BOUND_OF_A_MINUTE = Duration.ofSeconds(30);
    private static final Duration MINUTE = Duration.ofMillis(60_025);
    private static final Duration REAL_TIME = Duration.ofMinutes(5);
    private static final Duration CLOSE = Duration.ofMillis(50);
    private static final ZoneId UTC = ZoneOffset.UTC;

    @TempDir
    Path audit;

    private final Random random = new Random(20_260_302);
    private final List<String> faults = new ArrayList<>();
    private final Map<Meaning, Integer> asked = new EnumMap<>(Meaning.class);
    private final Map<Meaning, Integer> shared = new EnumMap<>(Meaning.class);

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T13:58:00Z, Europe/Berlin, 0 5 90",
        "2026-03-02T18:20:00Z, Asia/Kolkata, 90",
        // a short night: midnight, and summer time begins
        "2026-03-28T22:50:00Z, Europe/Berlin, 5",
        "2026-03-29T00:50:00Z, Europe/Berlin, 0",
        // a long night: midnight, and summer time ends
        "2026-10-24T21:50:00Z, Europe/Berlin, 90",
        "2026-10-25T00:50:00Z, Europe/Berlin, 5",
        // the day begins at 01:00
        "2026-09-06T03:50:00Z, America/Santiago, 5",
        // the day begins, and begins once more
        "2026-11-01T03:50:00Z, America/Havana, 0",
        "2026-11-01T04:50:00Z, America/Havana, 90",
    })
    void everyAnswerIsThatToTheAskersOwnWordsAskedAtMostAMinuteAgo(Instant start, ZoneId zone, String seconds)
            throws Exception {
        try (LiveGateway gateway = new LiveGateway(audit, start, random)) {
            Instant end = start.plusSeconds(1200);
            for (String takes : seconds.split(" ")) {
                for (LiveClient client : LiveClient.all(zone, Integer.parseInt(takes), random)) {
                    poll(gateway, client, start.plusMillis(random.nextInt(60_000)), end);
                }
            }

            gateway.finish();
        }

        assertThat(faults).isEmpty();
        assertThat(shared.get(Meaning.SINCE)).isGreaterThan(asked.get(Meaning.SINCE) * 8 / 10);
        assertThat(shared.get(Meaning.WINDOW)).isGreaterThan(asked.get(Meaning.WINDOW) * 8 / 10);
        assertThat(asked.get(Meaning.LITERAL)).isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 90})
    void aDayThatIsOverIsNotAnsweredByWhatWasFilledBeforeItsEnd(int takes) throws Exception {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        LocalDate day = LocalDate.parse("2026-03-02");
        Instant from = LiveClient.start(day, zone);
        Instant midnight = LiveClient.start(day.plusDays(1), zone);
        try (LiveGateway gateway = new LiveGateway(audit, midnight.minusSeconds(120), random)) {
            for (String last : List.of("24:00", "23:59:59", "23:59:59.999")) {
                Instant to = last.equals("24:00")
                        ? midnight
                        : day.atTime(LocalTime.parse(last)).atZone(zone).toInstant();
                Words words = LiveClient.literal(day + "T00:00/" + day + 'T' + last, from, to, zone);
                Words written = LiveClient.literal(from + "/" + to, from, to, zone);
                LiveClient nightly = new LiveClient("nightly", Duration.ZERO, takes, (wall, own) -> words);
                for (int millis = 0; millis < 240_000; millis += 1 + random.nextInt(400)) {
                    Words asks = random.nextBoolean() ? words : written;
                    gateway.at(midnight.plusMillis(millis - 120_000L), () -> ask(gateway, nightly, asks));
                }
            }

            gateway.finish();

            assertThat(faults).isEmpty();
            assertThat(asked.get(Meaning.LITERAL)).isGreaterThan(3000);
            assertThat(gateway.fills()).hasSizeLessThan(60);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 90})
    void whoExportsExactlyGetsEveryMomentOnce(int takes) throws Exception {
        Instant start = Instant.parse("2026-03-02T23:30:00Z");
        try (LiveGateway gateway = new LiveGateway(audit, start, random)) {
            List<List<Fill>> exports = new ArrayList<>();
            for (int minutes : new int[] {1, 5}) {
                for (int exporter = 0; exporter < 5; exporter++) {
                    exports.add(export(gateway, minutes, takes, start.plusSeconds(600), start.plusSeconds(3600)));
                }
                for (LiveClient dashboard : slidingBy(minutes, takes)) {
                    poll(gateway, dashboard, start.plusMillis(random.nextInt(60_000)), start.plusSeconds(3600));
                }
            }

            gateway.finish();

            assertThat(faults).isEmpty();
            assertThat(exports).allSatisfy(export -> {
                assertThat(export).hasSizeGreaterThanOrEqualTo(8).doesNotContainNull();
                for (int i = 1; i < export.size(); i++) {
                    assertThat(export.get(i).from()).isEqualTo(export.get(i - 1).to());
                }
            });
        }
    }

    /** Asks each minute, or each so many, about what was since it asked last. */
    private List<Fill> export(LiveGateway gateway, int minutes, int takes, Instant start, Instant end) {
        List<Fill> answers = new ArrayList<>();
        Duration off = Duration.ofMillis(random.nextInt(20_001) - 10_000);
        Instant last = start.plus(off).plusMillis(random.nextInt(60_000));
        for (Instant to = last.plusSeconds(60L * minutes); to.isBefore(end); to = last.plusSeconds(60L * minutes)) {
            Instant from = last;
            Instant until = to.plusMillis(random.nextInt(3));
            int number = answers.size();
            answers.add(null);
            gateway.at(
                    until.minus(off),
                    () -> gateway.query(
                            Map.of("Prefer", "exact"),
                            body(takes, from + "/" + until),
                            fill -> answers.set(number, fill)));
            last = until;
        }
        return answers;
    }

    private List<LiveClient> slidingBy(int minutes, int takes) {
        List<LiveClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Duration off = Duration.ofMillis(random.nextInt(20_001) - 10_000);
            clients.add(new LiveClient("dashboard", off, takes, (wall, own) -> {
                Instant to = own.truncatedTo(ChronoUnit.MILLIS);
                return LiveClient.clock(to.minusSeconds(60L * minutes), to, Meaning.WINDOW, UTC, random);
            }));
        }
        return clients;
    }

    @Test
    void aReportThatTakesLongerThanItsAnswerServesIsStartedHardlyMoreThanOnceAMinute() throws Exception {
        int minutes = 30;
        Instant start = Instant.parse("2026-03-02T10:00:00.250Z");
        Instant end = start.plus(minutes, ChronoUnit.MINUTES);
        List<Duration> ages = new ArrayList<>();
        try (LiveGateway gateway = new LiveGateway(audit, start, random)) {
            for (int asker = 0; asker < 200; asker++) {
                Duration off = Duration.ofMillis(random.nextInt(20_001) - 10_000);
                for (Instant when = start.plusMillis(random.nextInt(30_000));
                        when.isBefore(end);
                        when = when.plusMillis(10_000 + random.nextInt(50_000))) {
                    Instant at = when;
                    Instant own = at.plus(off).plusMillis(1 + random.nextInt(2));
                    gateway.at(
                            at,
                            () -> gateway.report(
                                    body(90, "2026-03-02T00:00:00Z/" + own),
                                    fill -> ages.add(Duration.between(fill.reaches(), at))));
                }
            }

            gateway.finish();

            assertThat(ages).hasSizeGreaterThan(5000).allMatch(age -> age.compareTo(BOUND) <= 0);
            assertThat((double) gateway.fills().size() / minutes).isBetween(0.9, 1.2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aClockThatStepsMakesNoAnswerOlderThanItIs(int hours) throws Exception {
        Instant start = Instant.parse("2026-03-02T23:15:00Z");
        Instant end = start.plusSeconds(3300);
        try (LiveGateway gateway = new LiveGateway(audit, start, random)) {
            gateway.at(start.plusSeconds(600), () -> gateway.step(Duration.ofHours(hours)));
            gateway.at(start.plusSeconds(1200), () -> gateway.step(Duration.ofHours(-hours)));
            for (LiveClient client : LiveClient.all(UTC, 5, random)) {
                poll(gateway, client, start.plusMillis(random.nextInt(60_000)), end);
            }

            gateway.finish();
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void aDayThatHasJustBegunIsNotTheDayBefore() throws Exception {
        Instant midnight = Instant.parse("2026-03-02T23:00:00Z");
        Map<String, Object> berlin = Map.of(GcxHeaders.TIME_ZONE, "Europe/Berlin");
        List<String> sent = new ArrayList<>();
        try (LiveGateway gateway = new LiveGateway(audit, midnight, random)) {
            for (long nanos : new long[] {-1, 0, 1, 1_000_000}) {
                gateway.at(
                        midnight.plusNanos(nanos),
                        () -> gateway.query(
                                berlin, body(0, "today/now"), fill -> sent.add(fill.from() + "/" + fill.to())));
            }

            gateway.finish();

            String empty = midnight + "/" + midnight;
            assertThat(sent)
                    .containsExactly("2026-03-01T23:00:00Z/2026-03-02T22:59:59.999999999Z", empty, empty, empty);
        }
    }

    @Test
    void aDayThatAWrongClockTookForOverIsAskedForAgain() throws Exception {
        Instant start = Instant.parse("2026-03-02T23:10:00Z");
        String day = "2026-03-02T00:00Z/2026-03-02T24:00Z";
        List<Integer> fills = new ArrayList<>();
        try (LiveGateway gateway = new LiveGateway(audit, start, random)) {
            gateway.step(Duration.ofHours(1));
            gateway.query(Map.of(), body(0, day), fill -> fills.add(fill.number()));
            gateway.step(Duration.ofHours(-1));
            gateway.runUntil(start.plusSeconds(61));

            gateway.query(Map.of(), body(0, day), fill -> fills.add(fill.number()));
            gateway.query(Map.of(), body(0, day), fill -> fills.add(fill.number()));

            assertThat(fills).containsExactly(0, 1, 1);
        }
    }

    private void poll(LiveGateway gateway, LiveClient client, Instant when, Instant end) {
        if (when.isBefore(end)) {
            gateway.at(when, () -> {
                ask(
                        gateway,
                        client,
                        client.spelling().at(gateway.wall(), gateway.now().plus(client.off())));
                poll(gateway, client, when.plusNanos(10_000_000_000L + random.nextLong(50_000_000_000L)), end);
            });
        }
    }

    /** Asks, and judges what comes by what was known when it was asked. */
    private void ask(LiveGateway gateway, LiveClient client, Words words) {
        Instant now = gateway.now();
        Instant wall = gateway.wall();
        Meaning meaning = meaning(words, wall);
        int before = gateway.fills().size();
        gateway.query(headers(words), body(client.takes(), words.interval()), fill -> {
            asked.merge(meaning, 1, Integer::sum);
            shared.merge(meaning, fill.number() < before ? 1 : 0, Integer::sum);
            String fault = fault(words, meaning, fill, now, wall);
            if (fault != null) {
                faults.add(fault + ": " + client.name() + " asked " + words + " at " + wall + " and got " + fill);
            }
        });
    }

    /** Who is too far off, or wants it so, means what is written. */
    private static Meaning meaning(Words words, Instant wall) {
        boolean now = words.byWord() || Duration.between(words.to(), wall).abs().compareTo(LiveClient.SKEW) <= 0;
        return now && !words.exact() ? words.meaning() : Meaning.LITERAL;
    }

    /** What is wrong with an answer; null if nothing is. */
    private static String fault(Words words, Meaning meaning, Fill fill, Instant now, Instant wall) {
        Duration age = Duration.between(fill.reaches(), now);
        Duration sinceFill = Duration.between(fill.began(), now);
        Instant began = wall.minus(sinceFill);
        if (!words.from().isAfter(wall) && began.isBefore(words.from())) {
            return "filled before the beginning";
        }
        boolean sameBeginning = fill.from().equals(words.from());
        return switch (meaning) {
            case SINCE -> !sameBeginning ? "another beginning" : age.compareTo(BOUND) > 0 ? "too old" : null;
            case WINDOW -> {
                Duration length = Duration.between(words.from(), words.to());
                Duration off = length.minus(Duration.between(fill.from(), fill.to()));
                Duration bound = length.compareTo(MINUTE) <= 0 ? BOUND_OF_A_MINUTE : BOUND;
                yield off.abs().compareTo(CLOSE) > 0 ? "another length" : age.compareTo(bound) > 0 ? "too old" : null;
            }
            case LITERAL -> {
                if (!sameBeginning || !fill.to().equals(words.to())) {
                    yield "other moments";
                }
                if (!words.to().isAfter(wall) && began.isBefore(words.to())) {
                    yield "filled before the end";
                }
                boolean live = words.to().isAfter(wall.minus(REAL_TIME));
                yield live && sinceFill.compareTo(BOUND) > 0 ? "too old" : null;
            }
        };
    }

    private static Map<String, Object> headers(Words words) {
        return words.exact()
                ? Map.of(GcxHeaders.TIME_ZONE, words.zone().getId(), "Prefer", "exact")
                : Map.of(GcxHeaders.TIME_ZONE, words.zone().getId());
    }

    private static ObjectNode body(int takes, String interval) {
        return LiveGateway.JSON.createObjectNode().put("interval", interval).put("takes", takes);
    }
}
