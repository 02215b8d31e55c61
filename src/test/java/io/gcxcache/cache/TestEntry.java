package io.gcxcache.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/** Makes entries of which only what a test is about is told. */
public final class TestEntry {
    /** When every entry's fill began, and ended too unless told otherwise. */
    static final Instant FILLED = Instant.parse("2026-03-02T09:00:00Z");

    private static final byte[] KIBIBYTE = new byte[1024];

    private TestEntry() {}

    /** An entry that only has to be told apart from others. */
    public static CacheEntry named(String key) {
        return of(key, List.of(new byte[0]), FILLED, FILLED, Duration.ofMinutes(5), Duration.ofHours(1));
    }

    static CacheEntry aging(Duration ttl, Duration staleWindow) {
        return filledAt(FILLED, ttl, staleWindow);
    }

    static CacheEntry filledAt(Instant filled, Duration ttl, Duration staleWindow) {
        return of("key", List.of(new byte[0]), filled, filled, ttl, staleWindow);
    }

    /** An entry whose fill took as long as told. */
    static CacheEntry filledIn(Duration fill, Duration ttl) {
        return of("key", List.of(new byte[0]), FILLED, FILLED.plus(fill), ttl, Duration.ZERO);
    }

    /** An entry of so many KiB; the bytes are shared between all entries. */
    static CacheEntry ofKibibytes(int count) {
        List<byte[]> segments = count == 0 ? List.of(new byte[0]) : Collections.nCopies(count, KIBIBYTE);
        return of("key", segments, FILLED, FILLED, Duration.ofMinutes(5), Duration.ofHours(1));
    }

    static CacheEntry withBody(byte[]... segments) {
        return of("key", List.of(segments), FILLED, FILLED, Duration.ofMinutes(5), Duration.ofHours(1));
    }

    static CacheEntry of(
            String key, List<byte[]> segments, Instant started, Instant ended, Duration ttl, Duration staleWindow) {
        return of(key, segments, started, ended, ttl, staleWindow, 0, Tags.of(List.of()));
    }

    /** An entry whose fill began at a time, and when there had been so many invalidations. */
    public static CacheEntry begun(String key, Instant started, long generation, String... tags) {
        Duration hour = Duration.ofHours(1);
        return of(key, List.of(new byte[0]), started, started, hour, hour, generation, Tags.of(List.of(tags)));
    }

    private static CacheEntry of(
            String key,
            List<byte[]> segments,
            Instant started,
            Instant ended,
            Duration ttl,
            Duration staleWindow,
            long generation,
            Tags tags) {
        return new CacheEntry(
                key,
                segments,
                "\"etag\"",
                started,
                ended,
                ended,
                ttl,
                staleWindow,
                0,
                null,
                null,
                tags,
                Directive.FRESH,
                false,
                generation);
    }
}
