package io.gcxcache.api;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Memory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Lists as they were before they were replaced, for those who have read some of their pages: who goes on within 60 s goes on
 * in what he began. Thread-safe.
 */
public final class Snapshots {
    static final Duration AFTER_REPLACED = Duration.ofSeconds(60);
    static final int MOST_READERS = 10_000;

    /** A walk through the pages of a list is over by then, or begins to read what is new. */
    private static final Duration LONGEST_WALK = Duration.ofMinutes(10);

    private static final int BYTES_OF_READER = 512;
    private static final int SHARE_OF_HEAP = 16;

    private final Memory<CacheEntry> replaced;
    private final Memory<Instant> readers;

    public Snapshots(InstantSource steady) {
        replaced = new Memory<>(
                AFTER_REPLACED,
                MOST_READERS,
                (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP),
                entry -> (int) Math.min(Integer.MAX_VALUE, entry.body().weight()),
                steady);
        readers = new Memory<>(
                LONGEST_WALK, MOST_READERS, MOST_READERS * BYTES_OF_READER, fillStarted -> BYTES_OF_READER, steady);
    }

    /** Something else took the place of an entry. */
    public void replaced(CacheEntry before) {
        if (before.body().isCut()) {
            replaced.remember(before.key(), before);
        }
    }

    /** Somebody was given a page out of an entry. */
    void given(String reader, CacheEntry entry) {
        String walk = walk(reader, entry.key());
        Instant fillStarted = entry.fillStarted();
        if (!readers.of(walk).filter(fillStarted::equals).isPresent()) {
            readers.remember(walk, fillStarted);
        }
    }

    /** What a reader began to read, if that was replaced a short time ago. */
    Optional<CacheEntry> begun(String reader, String key) {
        return replaced.of(key).filter(before -> readers.of(walk(reader, key))
                .filter(before.fillStarted()::equals)
                .isPresent());
    }

    private static String walk(String reader, String key) {
        return reader + ' ' + key;
    }
}
