package io.gcxcache.cache;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** What holds for a body whether it is kept in one piece or in several. */
public final class Segments {
    private static final int ETAG_BYTES = 16;

    private Segments() {}

    /** A strong entity tag over the joined bytes: the first 128 bits of their SHA-256, quoted. */
    public static String etag(List<byte[]> segments) {
        MessageDigest digest = sha256();
        segments.forEach(digest::update);
        byte[] hash = Arrays.copyOf(digest.digest(), ETAG_BYTES);
        return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + '"';
    }

    /** The pieces as one. */
    public static byte[] join(List<byte[]> segments) {
        int length = 0;
        for (byte[] segment : segments) {
            length = Math.addExact(length, segment.length);
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] segment : segments) {
            System.arraycopy(segment, 0, joined, at, segment.length);
            at += segment.length;
        }
        return joined;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
