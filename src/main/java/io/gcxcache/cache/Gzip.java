package io.gcxcache.cache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/**
 * The compressed form of a body, where it is worth it.
 *
 * <p>It is made once a fill and sent with every hit, so the level is the one from which bytes cost more time than they save:
 * lists of entities come down to 13 % at level 6 and some 100 MB/s, to 16 % at level 1 and twice that, and level 9 takes
 * three times as long for half a percent.
 */
final class Gzip {
    /** Up to so many bytes nothing is won: it is one packet either way. */
    static final int SMALL = 1_024;

    /** Beyond so many bytes a fill would take a tenth of a second longer, and hold a worker as long. */
    static final int LARGE = 8_000_000;

    /** In percent of the body, what a form is worth keeping at. */
    private static final int MOST_PERCENT = 90;

    private static final int LEVEL = 6;
    private static final int BUFFER = 4_096;

    /** JSON comes down to less, so that it seldom has to grow. */
    private static final int EXPECTED_SHARE = 5;

    private Gzip() {}

    /** @return null if the body is small or very large, or would not get smaller by much */
    static byte[] of(byte[][] pieces, long size) {
        if (size <= SMALL || size > LARGE) {
            return null;
        }
        ByteArrayOutputStream form = new ByteArrayOutputStream((int) size / EXPECTED_SHARE);
        try (OutputStream gzip = new Stream(form)) {
            for (byte[] piece : pieces) {
                gzip.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Memory takes all that is written", e);
        }
        return form.size() * 100L > size * MOST_PERCENT ? null : form.toByteArray();
    }

    private static final class Stream extends GZIPOutputStream {
        Stream(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(LEVEL);
        }
    }
}
