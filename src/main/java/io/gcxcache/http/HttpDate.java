package io.gcxcache.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time of day as replies tell it (RFC 9110, section 5.6.7), written once a second. Thread-safe. */
final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private volatile Written written = new Written(Long.MIN_VALUE, "");

    private record Written(long second, String text) {}

    HttpDate(InstantSource clock) {
        this.clock = clock;
    }

    String now() {
        return at(Math.floorDiv(clock.millis(), 1000));
    }

    /** @param second since 1970 */
    String at(long second) {
        Written last = written;
        if (last.second != second) {
            last = new Written(second, FORMAT.format(Instant.ofEpochSecond(second)));
            written = last;
        }
        return last.text;
    }
}
