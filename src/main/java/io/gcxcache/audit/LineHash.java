package io.gcxcache.audit;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of lines, in hex. One thread at a time. */
final class LineHash {
    /** How many digits a hash has. */
    static final int DIGITS = 64;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha256;
    private final byte[] sum = new byte[DIGITS / 2];

    LineHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    String of(byte[] bytes, int from, int to) {
        byte[] hex = new byte[DIGITS];
        of(bytes, from, to, hex);
        return new String(hex, StandardCharsets.US_ASCII);
    }

    /** Writes the hash over the one that is given. */
    void of(byte[] bytes, int from, int to, byte[] hex) {
        sha256.update(bytes, from, to - from);
        try {
            sha256.digest(sum, 0, sum.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has 32 bytes", e);
        }
        for (int i = 0; i < sum.length; i++) {
            hex[2 * i] = HEX[sum[i] >> 4 & 0xf];
            hex[2 * i + 1] = HEX[sum[i] & 0xf];
        }
    }
}
