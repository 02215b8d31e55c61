package io.gcxcache;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Somebody who asks the same again and again.
 *
 * @param name for who reads of a fault
 * @param off how far its clock is ahead of an exact one
 * @param takes how many seconds Genesys takes for the answer
 */
record LiveClient(String name, Duration off, int takes, Spelling spelling) {
    static final Duration SKEW = Duration.ofSeconds(10);

    /** What is the same question for a client. */
    enum Meaning {
        /** The same beginning, up to now. */
        SINCE,
        /** The same length, up to now. */
        WINDOW,
        /** The very moments. */
        LITERAL
    }

    /**
     * One question.
     *
     * @param interval as it is written
     * @param from what it means, as java.time reads it
     * @param byWord whether the end is written as now
     */
    record Words(
            String interval, ZoneId zone, Instant from, Instant to, Meaning meaning, boolean byWord, boolean exact) {
        Words exactly() {
            return new Words(interval, zone, from, to, Meaning.LITERAL, byWord, true);
        }
    }

    /** Spells the question of a moment. */
    interface Spelling {
        /**
         * @param wall what the gateway's clock shows
         * @param own what the client's does
         */
        Words at(Instant wall, Instant own);
    }

    /** Clients of every spelling in a zone, whose clocks are a little off. */
    static List<LiveClient> all(ZoneId zone, int takes, Random random) {
        List<LiveClient> clients = new ArrayList<>();
        words(zone).forEach((spelling) -> clients.add(new LiveClient("words", Duration.ZERO, takes, spelling)));
        for (Spelling spelling : clocks(zone, random)) {
            Duration off = Duration.ofMillis(random.nextInt(20_001) - 10_000);
            clients.add(new LiveClient("clock", off, takes, spelling));
            clients.add(new LiveClient("clock", off.negated(), takes, spelling));
            Duration far = Duration.ofSeconds(random.nextBoolean() ? 14 : -14);
            clients.add(
                    random.nextBoolean()
                            ? new LiveClient("far off", far, takes, spelling)
                            : new LiveClient("exact", off, takes, exactly(spelling)));
        }
        for (Spelling spelling : meant(zone, random)) {
            Duration off = Duration.ofMillis(random.nextInt(20_001) - 10_000);
            clients.add(new LiveClient("meant", off, takes, spelling));
        }
        return clients;
    }

    private static Spelling exactly(Spelling spelling) {
        return (wall, own) -> spelling.at(wall, own).exactly();
    }

    private static List<Spelling> words(ZoneId zone) {
        List<Spelling> spellings = new ArrayList<>();
        for (String end : List.of("now", "..", "")) {
            spellings.add((wall, own) -> since("today", day(wall, zone), end, wall, zone));
            spellings.add((wall, own) -> {
                LocalDate weekAgo = day(wall, zone).minusDays(7);
                return since(weekAgo.toString(), weekAgo, end, wall, zone);
            });
            for (int minutes : new int[] {1, 5, 30}) {
                spellings.add((wall, own) ->
                        window("PT" + minutes + "M", wall.minus(minutes, ChronoUnit.MINUTES), end, wall, zone));
            }
        }
        spellings.add((wall, own) -> since("yesterday", day(wall, zone).minusDays(1), "now", wall, zone));
        spellings.add((wall, own) -> {
            Instant hour = wall.truncatedTo(ChronoUnit.HOURS);
            return new Words(hour + "/now", zone, hour, wall, Meaning.SINCE, true, false);
        });
        spellings.add((wall, own) -> window("PT90S", wall.minusSeconds(90), "now", wall, zone));
        spellings.add(
                (wall, own) -> window("P1D", wall.atZone(zone).minusDays(1).toInstant(), "now", wall, zone));
        spellings.add(
                (wall, own) -> window("P1M", wall.atZone(zone).minusMonths(1).toInstant(), "now", wall, zone));
        spellings.add((wall, own) ->
                since("today", day(wall, zone), "now", wall, zone).exactly());
        return spellings;
    }

    private static List<Spelling> clocks(ZoneId zone, Random random) {
        List<Spelling> spellings = new ArrayList<>();
        for (ChronoUnit unit : List.of(ChronoUnit.MILLIS, ChronoUnit.SECONDS, ChronoUnit.NANOS)) {
            spellings.add((wall, own) ->
                    clock(start(day(own, zone), zone), own.truncatedTo(unit), Meaning.SINCE, zone, random));
            spellings.add((wall, own) -> clock(
                    start(day(own, zone).minusDays(7), zone), own.truncatedTo(unit), Meaning.SINCE, zone, random));
            for (int minutes : new int[] {1, 5, 30, 1440}) {
                spellings.add((wall, own) -> {
                    Instant to = own.truncatedTo(unit);
                    return clock(to.minusSeconds(60L * minutes), to, Meaning.WINDOW, zone, random);
                });
            }
        }
        // Reads its clock once for the end and once for the beginning.
        spellings.add((wall, own) -> {
            Instant to = own.truncatedTo(ChronoUnit.MILLIS);
            Instant from = to.minusSeconds(1800).plusMillis(random.nextInt(26));
            return clock(from, to, Meaning.WINDOW, zone, random);
        });
        // Since a second of the hour, by a clock that shows a part of one.
        spellings.add((wall, own) -> {
            Instant to = own.truncatedTo(ChronoUnit.SECONDS).plusMillis(1 + random.nextInt(999));
            return clock(own.truncatedTo(ChronoUnit.HOURS).minusSeconds(23), to, Meaning.SINCE, zone, random);
        });
        // A length up to the client's now.
        spellings.add((wall, own) -> {
            Instant to = own.truncatedTo(ChronoUnit.MILLIS);
            return new Words("PT30M/" + to, zone, to.minusSeconds(1800), to, Meaning.WINDOW, false, false);
        });
        return spellings;
    }

    /** What is meant as it is written, whatever the clock shows. */
    private static List<Spelling> meant(ZoneId zone, Random random) {
        List<Spelling> spellings = new ArrayList<>();
        spellings.add((wall, own) -> {
            LocalDate day = day(own, zone);
            return literal(day + "T00:00/" + day + "T24:00", start(day, zone), start(day.plusDays(1), zone), zone);
        });
        spellings.add((wall, own) -> {
            LocalDate day = day(own, zone);
            return literal(
                    day + "/P1D",
                    start(day, zone),
                    start(day, zone).atZone(zone).plusDays(1).toInstant(),
                    zone);
        });
        spellings.add((wall, own) -> {
            LocalDate day = day(wall, zone);
            return literal("yesterday/today", start(day.minusDays(1), zone), start(day, zone), zone);
        });
        spellings.add((wall, own) -> {
            LocalDate day = day(wall, zone);
            return literal("today/tomorrow", start(day, zone), start(day.plusDays(1), zone), zone);
        });
        for (int minutes : new int[] {1, 5, 30}) {
            spellings.add((wall, own) -> {
                long length = 60L * minutes;
                Instant to = Instant.ofEpochSecond(own.getEpochSecond() / length * length);
                return clock(to.minusSeconds(length), to, Meaning.LITERAL, zone, random);
            });
        }
        // Neither stand still nor move by whole minutes.
        for (int length : new int[] {90_500, 1_800_040}) {
            spellings.add((wall, own) -> {
                Instant to = own.truncatedTo(ChronoUnit.SECONDS).plusMillis(1 + random.nextInt(999));
                return clock(to.minusMillis(length), to, Meaning.LITERAL, zone, random);
            });
        }
        return spellings;
    }

    private static Words since(String first, LocalDate from, String end, Instant wall, ZoneId zone) {
        return new Words(first + '/' + end, zone, start(from, zone), wall, Meaning.SINCE, true, false);
    }

    private static Words window(String first, Instant from, String end, Instant wall, ZoneId zone) {
        return new Words(first + '/' + end, zone, from, wall, Meaning.WINDOW, true, false);
    }

    static Words literal(String interval, Instant from, Instant to, ZoneId zone) {
        return new Words(interval, zone, from, to, Meaning.LITERAL, false, false);
    }

    static Words clock(Instant from, Instant to, Meaning meaning, ZoneId zone, Random random) {
        return new Words(
                written(from, zone, random) + '/' + written(to, zone, random), zone, from, to, meaning, false, false);
    }

    /** An instant as one client or another writes it. */
    private static String written(Instant moment, ZoneId zone, Random random) {
        ZonedDateTime local = moment.atZone(zone);
        return switch (random.nextInt(6)) {
            case 0 ->
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSXX").format(local);
            case 1 -> local.toOffsetDateTime().toString();
            case 2 ->
                zone.getRules().getValidOffsets(local.toLocalDateTime()).size() == 1
                        ? local.toLocalDateTime().toString()
                        : moment.toString();
            case 3 ->
                DateTimeFormatter.ofPattern("YYYY-'W'ww-e'T'HH:mm:ss.SSSSSSSSSXXX", Locale.GERMANY)
                        .format(local);
            case 4 ->
                DateTimeFormatter.ofPattern("uuuu-DDD'T'HH:mm:ss.SSSSSSSSS'Z'")
                        .format(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
            default -> moment.toString();
        };
    }

    static LocalDate day(Instant moment, ZoneId zone) {
        return LocalDate.ofInstant(moment, zone);
    }

    static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }
}
