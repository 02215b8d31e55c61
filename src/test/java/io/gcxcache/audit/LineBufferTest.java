package io.gcxcache.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineBufferTest {
    private static final int MANY = 20_000;
    private static final long YEAR_9999 = 253_402_300_799L;
    private static final int[] FRACTIONS = {1, 1_000, 1_000_000, 1_000_000_000};

    private final SplittableRandom random = new SplittableRandom(17);
    private final LineBuffer buffer = new LineBuffer();
    private final List<String> expected = new ArrayList<>();

    @TempDir
    private Path work;

    @BeforeEach
    void clear() {
        buffer.clear();
    }

    @Test
    void writesInstantsAsTheySpeakOfThemselves() throws IOException {
        write(Instant.EPOCH);
        write(Instant.MIN);
        write(Instant.MAX);
        write(Instant.ofEpochSecond(YEAR_9999, 999_999_999));
        write(Instant.ofEpochSecond(YEAR_9999 + 1));
        write(Instant.parse("0000-01-01T00:00:00Z"));
        write(Instant.parse("-0001-12-31T23:59:59.001Z"));
        write(Instant.parse("-12000-12-31T23:59:59.1Z"));
        for (int i = 0; i < MANY; i++) {
            long second = random.nextInt(10) == 0
                    ? random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond())
                    : 1_772_000_000L + i / 7;
            int unit = FRACTIONS[random.nextInt(FRACTIONS.length)];
            write(Instant.ofEpochSecond(second, random.nextLong(1_000_000_000 / unit) * unit));
        }

        assertThat(lines()).isEqualTo(expected);
    }

    @Test
    void writesMillisecondsAsJavaWritesNumbers() throws IOException {
        for (long nanos : new long[] {
            0,
            1,
            999,
            1_000,
            1_001,
            1_100,
            999_999,
            1_000_000,
            1_000_001,
            1_500_000,
            9_999_999_999_999L,
            10_000_000_000_000L,
            Long.MAX_VALUE,
            -1,
            -1_500_000,
            Long.MIN_VALUE
        }) {
            writeMillis(nanos);
        }
        for (int i = 0; i < MANY; i++) {
            writeMillis(random.nextLong(1L << random.nextInt(1, 62)));
        }

        assertThat(lines()).isEqualTo(expected);
    }

    @Test
    void writesNumbers() throws IOException {
        for (long number : new long[] {0, 9, 10, 99, 100, 4096, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            expected.add(Long.toString(number));
            buffer.writeNumber(number);
            buffer.write('\n');
        }

        assertThat(lines()).isEqualTo(expected);
    }

    @Test
    void keepsWhatABatchOfHitsTakesAndNoMore() {
        buffer.write(new byte[LineBuffer.MOST_KEPT]);
        buffer.clear();
        assertThat(buffer.capacity()).isEqualTo(LineBuffer.MOST_KEPT);

        buffer.write(new byte[LineBuffer.MOST_KEPT + 1]);
        buffer.clear();
        assertThat(buffer.capacity()).isLessThan(LineBuffer.MOST_KEPT);
        assertThat(buffer.size()).isZero();
    }

    private void write(Instant instant) {
        expected.add(instant.toString());
        buffer.writeInstant(instant);
        buffer.write('\n');
    }

    private void writeMillis(long nanos) {
        expected.add(Double.toString(nanos / 1e6));
        buffer.writeMillis(nanos);
        buffer.write('\n');
    }

    private List<String> lines() throws IOException {
        Path path = work.resolve("lines");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            buffer.writeTo(file);
        }
        return Files.readAllLines(path, StandardCharsets.US_ASCII);
    }
}
