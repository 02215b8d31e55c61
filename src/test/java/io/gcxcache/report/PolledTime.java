package io.gcxcache.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;

/**
 * A time that ends now, as clients write it poll after poll: from clocks that are off, in whole seconds or milliseconds, read
 * once or twice, or in words.
 *
 * @param minutes its length, or 0 if it begins at a moment
 * @param since that moment, on a whole minute
 */
record PolledTime(int minutes, Instant since) {
    private static final Instant START = Instant.parse("2026-03-02T10:15:00Z");
    private static final int LONGEST_MINUTES = 3000;

    /** How many minutes after {@link #START} polls are made. */
    private static final int MINUTES = 1000;

    /** @param interval as it is written; @param now what the gateway's clock shows */
    record Poll(String interval, Instant now) {}

    static PolledTime any(Random random) {
        return random.nextBoolean()
                ? new PolledTime(1 + random.nextInt(LONGEST_MINUTES), null)
                : new PolledTime(0, START.minus(Duration.ofMinutes(random.nextInt(LONGEST_MINUTES))));
    }

    /** The same time, asked for at some other moment in some other way. */
    Poll poll(Random random) {
        Instant end = end(random);
        Instant now = end.plusMillis(random.nextInt(20_001) - 10_000);
        boolean inWords = random.nextInt(3) == 0;
        if (minutes == 0) {
            return new Poll(written(since, random) + '/' + (inWords ? "now" : written(end, random)), now);
        }
        if (inWords) {
            String length = random.nextBoolean() ? "PT" + minutes + "M" : "PT" + minutes * 60L + "S";
            return new Poll(length + "/" + (random.nextBoolean() ? "now" : written(end, random)), now);
        }
        Instant begin = end.minus(Duration.ofMinutes(minutes));
        boolean readTwice = end.getNano() != 0 && random.nextBoolean();
        Instant secondReading = readTwice ? begin.minusMillis(random.nextInt(6)) : begin;
        return new Poll(written(secondReading, random) + '/' + written(end, random), now);
    }

    /** Nearly the same time, which is another question. */
    Poll close(Random random) {
        Instant end = end(random);
        Instant begin = minutes == 0 ? since : end.minus(Duration.ofMinutes(minutes));
        return switch (random.nextInt(6)) {
            case 0 ->
                (minutes == 0 ? new PolledTime(0, since.plusSeconds(60)) : new PolledTime(minutes + 1, null))
                        .poll(random);
            case 1 -> new Poll(written(begin.minusMillis(26 + random.nextInt(900)), random) + '/' + end, end);
            case 2 -> new Poll(written(begin.minusSeconds(1), random) + '/' + end, end);
            // Its end is meant as it is written, or is not the gateway's now.
            case 3 -> wholeMinute(begin, end);
            case 4 -> new Poll(begin + "/" + end, end.plusMillis(10_001));
            default -> new Poll(begin + "/" + end, end.minusSeconds(86_400));
        };
    }

    private static Poll wholeMinute(Instant begin, Instant end) {
        Instant minute = Instant.ofEpochSecond(end.getEpochSecond() / 60 * 60);
        return new Poll((begin.isAfter(minute) ? minute : begin) + "/" + minute, end);
    }

    /** Neither on a whole minute nor a second or a millisecond before one. */
    private static Instant end(Random random) {
        return START.plus(Duration.ofMinutes(1 + random.nextInt(MINUTES)))
                .plusSeconds(1 + random.nextInt(57))
                .plusMillis(random.nextInt(4) == 0 ? 0 : 10 + random.nextInt(980));
    }

    private static String written(Instant moment, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> moment.atOffset(ZoneOffset.ofHours(1)).toString();
            case 1 ->
                moment.atOffset(ZoneOffset.ofHoursMinutes(-3, -30)).toString().replace(":30-03:30", ":30-0330");
            default -> moment.toString();
        };
    }
}
