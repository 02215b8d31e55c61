package io.gcxcache.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of lines, in hex. One thread at a time. */
final class LineHash {
    private final MessageDigest sha256;

    LineHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    String of(byte[] bytes, int from, int to) {
        sha256.update(bytes, from, to - from);
        return HexFormat.of().formatHex(sha256.digest());
    }
}
