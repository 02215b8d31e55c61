package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class HttpDateTest {
    private static final long LAST = 253_402_300_799_999L;

    private long millis;
    private final HttpDate date = new HttpDate(() -> Instant.ofEpochMilli(millis));

    @Property
    void whatIsWrittenReadsAsTheSameSecond(
            @ForAll @LongRange(min = -62_135_596_800_000L, max = LAST) long some,
            @ForAll @LongRange(min = 0, max = 2_500) long later) {
        for (long moment : new long[] {some, Math.min(LAST, some + later)}) {
            millis = moment;

            String written = date.now();

            assertThat(written).matches("[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
            assertThat(ZonedDateTime.parse(written, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toEpochSecond())
                    .isEqualTo(Math.floorDiv(moment, 1000));
        }
    }
}
