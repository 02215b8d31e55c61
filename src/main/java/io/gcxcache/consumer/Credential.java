package io.gcxcache.consumer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What is kept of a consumer's secret: its SHA-256. The gateway makes the secrets, of 256 random bits each, so that nothing
 * slower is needed to keep them from being guessed. Immutable.
 *
 * @param hash in lower-case hex
 * @param name what tells it apart from others, and nothing of the secret or its hash
 */
record Credential(String hash, String name) {
    static final String LOOK = "sha256:[0-9a-f]{64}";

    private static final Pattern CREDENTIAL = Pattern.compile(LOOK);
    private static final String ALGORITHM = "sha256:";

    /** By which whoever finds one knows what it is of. */
    private static final String PREFIX = "gcx_";

    private static final int BYTES = 32;
    private static final Pattern SECRET = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
    private static final int NAME_DIGITS = 16;

    /** @throws IllegalArgumentException if it does not look like one */
    static Credential of(String text) {
        if (!CREDENTIAL.matcher(text).matches()) {
            throw new IllegalArgumentException("no credential");
        }
        return named(text.substring(ALGORITHM.length()));
    }

    static String newSecret(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    static Credential ofSecret(String secret) {
        return named(HexFormat.of().formatHex(digest(secret)));
    }

    /** Whether a secret is one that a gateway may have made. */
    static boolean isSecret(String text) {
        return SECRET.matcher(text).matches();
    }

    /** Compares in a time that tells nothing of where they differ. */
    boolean isOf(String secret) {
        return MessageDigest.isEqual(digest(secret), HexFormat.of().parseHex(hash));
    }

    /** Every request of its consumer is compared with the name, so it is made once. */
    private static Credential named(String hash) {
        return new Credential(
                hash, HexFormat.of().formatHex(digest("name:" + hash)).substring(0, NAME_DIGITS));
    }

    /** As it stands in the file. */
    String text() {
        return ALGORITHM + hash;
    }

    @Override
    public String toString() {
        return "Credential[" + name + ']';
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
