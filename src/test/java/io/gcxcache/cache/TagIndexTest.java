package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TagIndexTest {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final int ROUNDS = 20_000;

    private final TagIndex index = new TagIndex();

    @Test
    void knowsTheKeysOfATag() {
        index.put(null, tagged("a", "one", "both"));
        index.put(null, tagged("b", "two", "both"));

        assertThat(index.of("both")).containsExactlyInAnyOrder("a", "b");
        assertThat(index.of("one")).containsExactly("a");
        assertThat(index.of("none")).isEmpty();
    }

    @Test
    void whatTakesThePlaceOfAnotherHasItsOwnTagsOnly() {
        CacheEntry before = tagged("a", "one", "both");
        index.put(null, before);

        index.put(before, tagged("a", "both", "two"));

        assertThat(index.of("one")).isEmpty();
        assertThat(index.of("both")).containsExactly("a");
        assertThat(index.of("two")).containsExactly("a");
    }

    @Test
    void whatHasGoneLeavesNothingBehind() {
        CacheEntry entry = tagged("a", "one", "both");
        index.put(null, entry);

        index.remove(entry);

        assertThat(index.size()).isZero();
    }

    /** The store tells it of every way in which an entry can go. */
    @Test
    void holdsWhatTheStoreHoldsHoweverItGoes() throws Exception {
        Instant[] now = {START};
        EntryStore store = new EntryStore(
                new CacheBounds(10, 1 << 20), () -> now[0], (key, reason) -> {}, replaced -> {}, Backing.NONE);
        for (int i = 0; i < 40; i++) {
            store.put(TestEntry.begun("key-" + i, START, store.generation(), "all", "of-" + i));
        }
        store.invalidateKey("key-39");
        store.invalidateTag("of-38");
        store.dropIf(entry -> entry.key().equals("key-37"));

        assertThat(store.all().map(CacheEntry::key))
                .allSatisfy(key ->
                        assertThat(store.hasTagged(key.replace("key", "of"))).isTrue());
        assertThat(IntStream.range(0, 40)
                        .filter(i -> store.hasTagged("of-" + i))
                        .count())
                .isEqualTo(store.all().count());

        now[0] = START.plus(Duration.ofDays(1));
        store.put(TestEntry.begun("another", now[0], store.generation()));

        assertThat(store.hasTagged("all")).isFalse();
    }

    /** Whoever puts and whoever invalidates meet at one key; nothing that is kept is unknown, nothing known is not kept. */
    @Test
    void knowsWhatIsKeptAfterManyPutAndInvalidatedTheSame() throws Exception {
        EntryStore store = new EntryStore(
                new CacheBounds(100, 1 << 20), () -> START, (key, reason) -> {}, replaced -> {}, Backing.NONE);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Void>> tasks = IntStream.range(0, 4)
                .mapToObj(thread -> (Callable<Void>) () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        String key = "key-" + i % 3;
                        if ((i + thread) % 4 == 0) {
                            store.invalidateTag("tag-" + i % 3);
                        } else {
                            store.put(TestEntry.begun(key, START, store.generation(), "tag-" + i % 3));
                        }
                    }
                    return null;
                })
                .toList();
        List<Future<Void>> done = new ArrayList<>(threads.invokeAll(tasks));
        for (Future<Void> one : done) {
            one.get(30, TimeUnit.SECONDS);
        }
        threads.shutdownNow();

        for (int i = 0; i < 3; i++) {
            assertThat(store.hasTagged("tag-" + i)).isEqualTo(store.lookUp("key-" + i) != null);
        }
        IntStream.range(0, 3).forEach(i -> store.invalidateTag("tag-" + i));
        assertThat(store.all()).isEmpty();
    }

    private static CacheEntry tagged(String key, String... tags) {
        return TestEntry.begun(key, START, 0, tags);
    }
}
