package io.gcxcache.report;

import static io.gcxcache.fuzz.FuzzedParser.require;

import io.gcxcache.fuzz.FuzzedParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A time zone, a moment, and perhaps a length from there, a line each: what can be read can be written, and then reads the
 * same.
 */
public final class FuzzedMoments implements FuzzedParser {
    private static final Instant NOW = Instant.parse("2026-03-02T22:30:00.250Z");
    private static final Instant FIRST = Instant.parse("-0001-12-30T00:00:00Z");
    private static final Instant LAST = Instant.parse("+10000-01-02T00:00:00Z");

    @Override
    public String name() {
        return "moments";
    }

    @Override
    public String read(String input) {
        String[] lines = FuzzedParser.text(input).split("\n", -1);
        Moments moments;
        try {
            moments = new Moments(ZoneId.of(lines[0], ZoneId.SHORT_IDS), NOW);
        } catch (DateTimeException e) {
            moments = new Moments(ZoneId.of("Europe/Berlin"), NOW);
        }
        String text = lines.length < 2 ? lines[0] : lines[1];
        Instant moment;
        try {
            moment = moments.read(text);
        } catch (DateTimeException e) {
            return "refused";
        }
        requireSame(moments, moment);
        require(moments.read(moments.withoutWord(text)).equals(moment), "A day without its word is another");
        return lines.length < 3 ? "read" : plus(moments, moment, lines[2]);
    }

    private static String plus(Moments moments, Instant moment, String length) {
        if (!length.startsWith("P")) {
            return "read, no length";
        }
        try {
            requireSame(moments, moments.plus(moment, length, 1));
            requireSame(moments, moments.plus(moment, length, -1));
            return "read with a length";
        } catch (DateTimeException | ArithmeticException e) {
            return "read, length refused";
        }
    }

    private static void requireSame(Moments moments, Instant moment) {
        require(moment.isAfter(FIRST) && moment.isBefore(LAST), "Out of all years: %s", moment);
        if (moments.hasFourDigits(moment)) {
            String sent = moments.sent(moment);
            require(moments.read(sent).equals(moment), "%s is sent as %s", moment, sent);
        }
    }
}
