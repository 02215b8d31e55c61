package io.gcxcache.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Where the lines of one batch after the other are made. One thread at a time. */
final class LineBuffer extends OutputStream {
    /** A batch of hits takes half of it. What a longer one took is not kept. */
    static final int MOST_KEPT = 1 << 22;

    private static final int LEAST = 1 << 16;
    private static final int LONGEST_NUMBER = 20;
    private static final long NANOS_OF_A_MILLISECOND = 1_000_000;
    private static final int DIGITS_OF_A_MILLISECOND = 6;
    private static final int DIGITS_OF_A_SECOND = 9;

    /** Below it, and above, Java writes numbers with an exponent. */
    private static final int LEAST_PLAIN = 1_000;

    /** What is below it: as long as most hits take that are answered again. */
    private static final byte[][] SHORT =
            IntStream.range(0, LEAST_PLAIN).mapToObj(nanos -> text(nanos)).toArray(byte[][]::new);

    private static final long MOST_PLAIN = 10_000_000 * NANOS_OF_A_MILLISECOND;

    private byte[] bytes = new byte[LEAST];
    private int size;

    /** The second that was written last, up to its fraction. */
    private byte[] secondText = {};

    private long second = Long.MIN_VALUE;

    /** Begins the next batch. */
    void clear() {
        size = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[LEAST];
        }
    }

    int size() {
        return size;
    }

    int capacity() {
        return bytes.length;
    }

    @Override
    public void write(int octet) {
        makeRoom(1);
        bytes[size++] = (byte) octet;
    }

    @Override
    public void write(byte[] from) {
        write(from, 0, from.length);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        makeRoom(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** Writes another byte over the one that stands there. */
    void set(int at, char ascii) {
        bytes[at] = (byte) ascii;
    }

    void writeNumber(long number) {
        if (number < 0) {
            write(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
            return;
        }
        makeRoom(LONGEST_NUMBER);
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        writeDigits(number, digits);
    }

    /** Writes it as {@link Instant#toString} does. */
    void writeInstant(Instant instant) {
        if (instant.getEpochSecond() != second) {
            second = instant.getEpochSecond();
            String text = Instant.ofEpochSecond(second).toString();
            secondText = text.substring(0, text.length() - 1).getBytes(StandardCharsets.US_ASCII);
        }
        write(secondText);
        int nanos = instant.getNano();
        if (nanos != 0) {
            makeRoom(LONGEST_NUMBER);
            bytes[size++] = '.';
            if (nanos % 1_000_000 == 0) {
                writeDigits(nanos / 1_000_000, DIGITS_OF_A_SECOND - 6);
            } else if (nanos % 1_000 == 0) {
                writeDigits(nanos / 1_000, DIGITS_OF_A_SECOND - 3);
            } else {
                writeDigits(nanos, DIGITS_OF_A_SECOND);
            }
        }
        write('Z');
    }

    /** Writes nanoseconds in milliseconds, as {@link Double#toString} does. */
    void writeMillis(long nanos) {
        if (nanos < 0 || nanos >= MOST_PLAIN) {
            write(text(nanos));
            return;
        }
        if (nanos < LEAST_PLAIN) {
            write(SHORT[(int) nanos]);
            return;
        }
        writeNumber(nanos / NANOS_OF_A_MILLISECOND);
        makeRoom(LONGEST_NUMBER);
        bytes[size++] = '.';
        writeDigits(nanos % NANOS_OF_A_MILLISECOND, DIGITS_OF_A_MILLISECOND);
        int atLeast = size - DIGITS_OF_A_MILLISECOND + 1;
        while (size > atLeast && bytes[size - 1] == '0') {
            size--;
        }
    }

    private static byte[] text(long nanos) {
        return Double.toString(nanos / 1e6).getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes the hash of the bytes from there on, in hex, over the one that is given. */
    void hashFrom(int from, LineHash hash, byte[] hex) {
        hash.of(bytes, from, size, hex);
    }

    void writeTo(RandomAccessFile file) throws IOException {
        file.write(bytes, 0, size);
    }

    private void writeDigits(long number, int digits) {
        long rest = number;
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    private void makeRoom(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
        }
    }
}
