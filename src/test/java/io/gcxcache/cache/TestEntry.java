package io.gcxcache.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.json.JsonList;
import io.gcxcache.json.Slices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes entries of which only what a test is about is told. */
public final class TestEntry {
    /** When every entry's fill began, and ended too unless told otherwise. */
    static final Instant FILLED = Instant.parse("2026-03-02T09:00:00Z");

    private static final Body NOTHING = Body.asItCame(new byte[0]);

    private TestEntry() {}

    /** An entry that only has to be told apart from others. */
    public static CacheEntry named(String key) {
        return of(key, NOTHING, FILLED, FILLED, Duration.ofMinutes(5), Duration.ofHours(1));
    }

    static CacheEntry aging(Duration ttl, Duration staleWindow) {
        return filledAt(FILLED, ttl, staleWindow);
    }

    static CacheEntry filledAt(Instant filled, Duration ttl, Duration staleWindow) {
        return of("key", NOTHING, filled, filled, ttl, staleWindow);
    }

    /** An entry whose fill took as long as told. */
    static CacheEntry filledIn(Duration fill, Duration ttl) {
        return of("key", NOTHING, FILLED, FILLED.plus(fill), ttl, Duration.ZERO);
    }

    /** An entry of so many KiB. */
    static CacheEntry ofKibibytes(int count) {
        Body body = Body.asItCame(new byte[1024 * count]);
        return of("key", body, FILLED, FILLED, Duration.ofMinutes(5), Duration.ofHours(1));
    }

    /** The first entry of a list of so many, of which no more was read. */
    public static CacheEntry beginning(String key, Instant filled, int total) throws IOException {
        byte[] page = ("{\"entities\":[1],\"pageSize\":1,\"pageNumber\":1,\"total\":" + total + ",\"pageCount\":"
                        + total + ",\"nextUri\":\"/x?pageSize=1&pageNumber=2\"}")
                .getBytes(StandardCharsets.UTF_8);
        List<Slices> pages = List.of(JsonList.read(page, "entities").values());
        PageForm form = PageForm.of("entities", pages, 1, false).orElseThrow();
        Body body = Body.list(
                new Envelope(JsonNodeFactory.instance.objectNode(), "entries", JsonNodeFactory.instance.objectNode()),
                pages,
                1,
                form,
                false);
        return of(key, body, filled, filled, Duration.ofHours(1), Duration.ofHours(1));
    }

    static CacheEntry withBody(Body body) {
        return of("key", body, FILLED, FILLED, Duration.ofMinutes(5), Duration.ofHours(1));
    }

    static CacheEntry of(String key, Body body, Instant started, Instant ended, Duration ttl, Duration staleWindow) {
        return of(key, body, started, ended, ttl, staleWindow, 0, Tags.of(List.of()));
    }

    /** An entry whose fill began at a time, and when there had been so many invalidations. */
    public static CacheEntry begun(String key, Instant started, long generation, String... tags) {
        Duration hour = Duration.ofHours(1);
        return of(key, NOTHING, started, started, hour, hour, generation, Tags.of(List.of(tags)));
    }

    /** An entry of these bytes, whose fill began at a time. */
    public static CacheEntry holding(String key, byte[] bytes, Instant started) {
        return of(key, Body.asItCame(bytes), started, started, Duration.ofHours(1), Duration.ofHours(1));
    }

    /** An entry of a text, whose fill began at a time. */
    static CacheEntry saying(String text, Instant started, boolean renewal) {
        CacheEntry entry = of(
                "key",
                Body.asItCame(text.getBytes(StandardCharsets.UTF_8)),
                started,
                started,
                Duration.ofHours(1),
                Duration.ofHours(1));
        return new CacheEntry(
                entry.key(),
                entry.body(),
                started,
                started,
                started,
                entry.ttl(),
                entry.staleWindow(),
                null,
                null,
                null,
                entry.tags(),
                entry.directive(),
                false,
                0,
                renewal,
                false,
                CacheEntry.OK,
                "",
                false);
    }

    /** The same, filled when something else was declared. */
    public static CacheEntry declaredOtherwise(CacheEntry entry) {
        return declared(entry, "otherwise");
    }

    /** The same, filled when something was declared that has this fingerprint. */
    public static CacheEntry declared(CacheEntry entry, String fingerprint) {
        return new CacheEntry(
                entry.key(),
                entry.body(),
                entry.fillStarted(),
                entry.fillEnded(),
                entry.createdAt(),
                entry.ttl(),
                entry.staleWindow(),
                entry.lastModified(),
                entry.schemaVersion(),
                entry.interval(),
                entry.tags(),
                entry.directive(),
                entry.shareable(),
                entry.generation(),
                entry.renewal(),
                entry.torn(),
                entry.status(),
                fingerprint,
                false);
    }

    /** The same, read while it changed upstream. */
    public static CacheEntry torn(CacheEntry entry) {
        return new CacheEntry(
                entry.key(),
                entry.body(),
                entry.fillStarted(),
                entry.fillEnded(),
                entry.createdAt(),
                entry.ttl(),
                entry.staleWindow(),
                entry.lastModified(),
                entry.schemaVersion(),
                entry.interval(),
                entry.tags(),
                entry.directive(),
                entry.shareable(),
                entry.generation(),
                entry.renewal(),
                true,
                CacheEntry.OK,
                "",
                false);
    }

    private static CacheEntry of(
            String key,
            Body body,
            Instant started,
            Instant ended,
            Duration ttl,
            Duration staleWindow,
            long generation,
            Tags tags) {
        return new CacheEntry(
                key,
                body,
                started,
                ended,
                ended,
                ttl,
                staleWindow,
                null,
                null,
                null,
                tags,
                Directive.FRESH,
                false,
                generation,
                false,
                false,
                CacheEntry.OK,
                "",
                false);
    }
}
