package io.gcxcache.report;

import io.gcxcache.cache.Memory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/** The posted queries that were read lately, by the very bytes of their bodies; these are not read again. Thread-safe. */
final class KnownQueries {
    /** The longest body that is remembered. */
    static final int LONGEST = 16_384;

    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 10_000;
    private static final int MOST_BYTES = 16 << 20;

    /** With its canonical text, a query that was read takes so many times its bytes at most: of empty objects it is made of. */
    private static final int READ = 32;

    private final Memory<Known> known;

    private record Known(KnownQuery query, int length) {}

    KnownQueries(InstantSource steady) {
        this.known = new Memory<>(REMEMBERED, MOST, MOST_BYTES, query -> READ * query.length(), steady);
    }

    /**
     * A reader of bodies that remembers what was read.
     *
     * @param number which one it is; they do not share what they know
     */
    Function<byte[], KnownQuery> of(int number, Function<byte[], KnownQuery> reader) {
        String prefix = Integer.toString(number) + ':';
        return body -> {
            if (body == null || body.length > LONGEST) {
                return reader.apply(body);
            }
            // A character for each byte, whatever they mean.
            String name = prefix + new String(body, StandardCharsets.ISO_8859_1);
            Known before = known.of(name).orElse(null);
            if (before != null) {
                return before.query();
            }
            KnownQuery query = reader.apply(body);
            known.remember(name, new Known(query, body.length));
            return query;
        };
    }
}
