package io.gcxcache;

import java.util.Arrays;
import java.util.Random;

/** What disks and people do to the bytes of a file. */
public final class DamagedBytes {
    private static final int LONGEST = 8 << 10;

    private DamagedBytes() {}

    /** Cuts them off, or overwrites one, some, or many of them, at any offset. */
    public static byte[] of(byte[] whole, Random random) {
        int at = random.nextInt(whole.length);
        int kind = random.nextInt(5);
        if (kind == 0) {
            return Arrays.copyOf(whole, at);
        }
        byte[] damaged = whole.clone();
        int length = kind == 1 ? 1 : 1 + random.nextInt(kind == 2 ? 64 : LONGEST);
        int to = Math.min(whole.length, at + length);
        if (kind == 3) {
            Arrays.fill(damaged, at, to, (byte) 0);
        } else {
            byte[] noise = new byte[to - at];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, damaged, at, noise.length);
        }
        return damaged;
    }
}
