package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EntryCacheTest {
    private static final CacheBounds ROOMY = new CacheBounds(100, CacheBounds.MIN_BYTES);
    private static final Duration TTL = Duration.ofSeconds(120);
    private static final Duration WINDOW = Duration.ofSeconds(3600);

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final List<String> evicted = new ArrayList<>();
    private final Cache<String, CacheEntry> cache = cache(ROOMY);

    @Property(tries = 300)
    void neverHoldsMoreEntriesThanAllowed(
            @ForAll @IntRange(min = 1, max = 40) int maxEntries,
            @ForAll @Size(max = 200) List<@IntRange(max = 60) Integer> kibibytes) {
        CacheBounds bounds = new CacheBounds(maxEntries, CacheBounds.MIN_BYTES);
        Cache<String, CacheEntry> bounded = cache(bounds);

        for (int i = 0; i < kibibytes.size(); i++) {
            bounded.put("key-" + i, TestEntry.ofKibibytes(kibibytes.get(i)));

            assertThat(bounded.asMap().size()).isLessThanOrEqualTo(maxEntries);
        }
    }

    @Property(tries = 300)
    void neverHoldsMoreBytesThanAllowed(
            @ForAll @IntRange(min = 1, max = 4) int mebibytes,
            @ForAll @Size(max = 200) List<@IntRange(max = 1500) Integer> kibibytes,
            @ForAll @IntRange(min = 1, max = 200) int keys) {
        CacheBounds bounds = new CacheBounds(1000, mebibytes * CacheBounds.MIN_BYTES);
        Cache<String, CacheEntry> bounded = cache(bounds);

        for (int i = 0; i < kibibytes.size(); i++) {
            bounded.put("key-" + i % keys, TestEntry.ofKibibytes(kibibytes.get(i)));

            assertThat(bytes(bounded)).isLessThanOrEqualTo(bounds.maxBytes());
        }
    }

    @Test
    void holdsManySmallEntriesUpToTheBound() {
        Cache<String, CacheEntry> bounded = cache(new CacheBounds(1024, CacheBounds.MIN_BYTES));

        for (int i = 0; i < 1024; i++) {
            bounded.put("key-" + i, TestEntry.ofKibibytes(0));
        }

        assertThat(bounded.asMap()).hasSize(1024);
        assertThat(evicted).isEmpty();
    }

    @Test
    void neverHoldsMoreEntriesThanAllowedHoweverLargeTheyMightBe() {
        Cache<String, CacheEntry> bounded = cache(new CacheBounds(1, 8L << 30));

        bounded.put("one", TestEntry.ofKibibytes(1));
        bounded.put("two", TestEntry.ofKibibytes(1));

        assertThat(bounded.asMap()).hasSize(1);
    }

    @Test
    void doesNotKeepAnEntryThatIsLargerThanTheCache() {
        cache.put("small", TestEntry.ofKibibytes(1));

        cache.put("large", TestEntry.ofKibibytes(1024));

        assertThat(cache.asMap()).containsOnlyKeys("small");
        assertThat(evicted).containsExactly("large SIZE");
    }

    @Test
    void keepsAnEntryBeyondItsTtlUntilItsHardAgeLimit() {
        cache.put("key", TestEntry.filledAt(clock.instant(), TTL, WINDOW));

        clock.advance(TTL);
        assertThat(cache.getIfPresent("key")).isNotNull();
        clock.advance(WINDOW.minusMillis(1));
        assertThat(cache.getIfPresent("key")).isNotNull();
        clock.advance(Duration.ofMillis(1));
        assertThat(cache.getIfPresent("key")).isNull();
    }

    @Test
    void countsTheAgeFromTheFillNotFromThePut() {
        CacheEntry entry = TestEntry.filledAt(clock.instant().minusSeconds(100), TTL, Duration.ZERO);

        cache.put("key", entry);

        clock.advance(Duration.ofSeconds(19));
        assertThat(cache.getIfPresent("key")).isNotNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(cache.getIfPresent("key")).isNull();
    }

    @Test
    void doesNotServeAnEntryThatWasTooOldWhenItCame() {
        cache.put("key", TestEntry.filledAt(clock.instant().minus(TTL), TTL, Duration.ZERO));

        assertThat(cache.getIfPresent("key")).isNull();
    }

    @Test
    void agesAReplacementAnew() {
        cache.put("key", TestEntry.filledAt(clock.instant(), TTL, Duration.ZERO));
        clock.advance(TTL.minusSeconds(1));

        cache.put("key", TestEntry.filledAt(clock.instant(), TTL, Duration.ZERO));

        clock.advance(TTL.minusMillis(1));
        assertThat(cache.getIfPresent("key")).isNotNull();
        clock.advance(Duration.ofMillis(1));
        assertThat(cache.getIfPresent("key")).isNull();
    }

    @Test
    void readingDoesNotKeepAnEntryAlive() {
        cache.put("key", TestEntry.filledAt(clock.instant(), TTL, Duration.ZERO));
        clock.advance(TTL.minusMillis(1));

        cache.getIfPresent("key");

        clock.advance(Duration.ofMillis(1));
        assertThat(cache.getIfPresent("key")).isNull();
    }

    @Test
    void tellsOfAnEntryThatLeftForItsAge() {
        cache.put("key", TestEntry.filledAt(clock.instant(), TTL, WINDOW));
        clock.advance(TTL.plus(WINDOW));

        cache.cleanUp();

        assertThat(evicted).containsExactly("key EXPIRED");
    }

    @Test
    void tellsOfEveryEntryThatLeftForLackOfRoom() {
        Cache<String, CacheEntry> bounded = cache(new CacheBounds(3, CacheBounds.MIN_BYTES));

        for (int i = 0; i < 10; i++) {
            bounded.put("key-" + i, TestEntry.ofKibibytes(1));
        }

        assertThat(evicted).hasSize(10 - bounded.asMap().size()).allMatch(line -> line.endsWith(" SIZE"));
    }

    @Test
    void doesNotCallAReplacementOrARemovalAnEviction() {
        cache.put("key", TestEntry.ofKibibytes(1));
        cache.put("key", TestEntry.ofKibibytes(2));

        cache.invalidate("key");

        assertThat(evicted).isEmpty();
    }

    private Cache<String, CacheEntry> cache(CacheBounds bounds) {
        return EntryCache.create(
                bounds, clock, (String key, CacheEntry entry, RemovalCause cause) -> evicted.add(key + ' ' + cause));
    }

    private static long bytes(Cache<String, CacheEntry> cache) {
        return cache.asMap().values().stream().mapToLong(CacheEntry::size).sum();
    }
}
