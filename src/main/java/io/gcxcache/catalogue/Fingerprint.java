package io.gcxcache.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Tells declarations apart by what they say of answers, however it is written: 64 bits of a SHA-256 in hex. When they are asked
 * for makes no other answer, nor what the settings say of those that say nothing: that is judged by when it is served.
 */
final class Fingerprint {
    private static final ObjectMapper SORTED =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private static final int BYTES = 8;

    private Fingerprint() {}

    static String of(Given given) {
        Map<String, Object> values = new HashMap<>(given.values());
        values.remove(Property.SCHEDULE);
        try {
            byte[] said = SORTED.writeValueAsBytes(Map.of(
                    "kind", given.kind(),
                    "name", given.name(),
                    "said", values));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(said);
            return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("What is declared is texts, numbers, flags, lists and maps", e);
        }
    }
}
