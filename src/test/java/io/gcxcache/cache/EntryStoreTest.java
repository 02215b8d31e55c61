package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EntryStoreTest {
    private static final Runnable NOTHING = () -> {};
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    /** Woven in once: while an entry is weighed, it has been compared and is not there yet. */
    private final AtomicReference<Runnable> beforeInsertion = new AtomicReference<>(NOTHING);

    /** Woven in once: right after an entry was removed. */
    private final AtomicReference<Runnable> afterRemoval = new AtomicReference<>(NOTHING);

    private final Cache<String, CacheEntry> cache = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(1_000)
            .weigher((String key, CacheEntry entry) -> {
                beforeInsertion.getAndSet(NOTHING).run();
                return 1;
            })
            .removalListener(
                    (key, entry, cause) -> afterRemoval.getAndSet(NOTHING).run())
            .build();
    private final Invalidations invalidations = new Invalidations();
    private final EntryStore store = new EntryStore(cache, invalidations, replaced -> {}, Backing.NONE, Instant::now);

    @Test
    void whatWasPutIsThereWhenItIsToldAndWhatGoesIsToldBeforeItIsGone() {
        List<Boolean> there = new ArrayList<>();
        AtomicReference<EntryStore> asked = new AtomicReference<>();
        EntryStore telling = new EntryStore(
                cache,
                invalidations,
                replaced -> {},
                new Backing() {
                    @Override
                    public void changed(String key) {
                        there.add(asked.get().lookUp(key) != null);
                    }
                },
                Instant::now);
        asked.set(telling);

        telling.put(TestEntry.begun("key", Instant.EPOCH, 0));
        telling.drop("key");

        assertThat(there).containsExactly(true, true);
        assertThat(telling.lookUp("key")).isNull();
    }

    @Test
    void keepsWhatWasPut() {
        CacheEntry entry = begun(0);

        EntryStore.Put put = store.put(entry);

        assertThat(put).isEqualTo(EntryStore.Put.KEPT);
        assertThat(store.lookUp("key")).isSameAs(entry);
        assertThat(store.all()).containsExactly(entry);
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void putsANewerEntryInThePlaceOfAnOlderOne() {
        store.put(begun(0));
        CacheEntry newer = begun(1);

        assertThat(store.put(newer)).isEqualTo(EntryStore.Put.KEPT);
        assertThat(store.lookUp("key")).isSameAs(newer);
    }

    @Test
    void keepsANewerEntryWhenAnOlderOneComesLate() {
        CacheEntry newer = begun(1);
        store.put(newer);
        CacheEntry older = begun(0);

        assertThat(store.isOutdated(older)).isTrue();
        assertThat(store.put(older)).isEqualTo(EntryStore.Put.OUTDATED);
        assertThat(store.lookUp("key")).isSameAs(newer);
    }

    @Test
    void keepsALateEntryWithTheAgeThatItHasIfNothingIsNewer() {
        CacheEntry late = begun(0);

        store.put(late);

        assertThat(store.lookUp("key").ageMillis(START.plusSeconds(40).toEpochMilli()))
                .isEqualTo(40_000);
    }

    @Test
    void renewsWhatSaysTheSame() {
        store.put(TestEntry.saying("a", START, false));
        CacheEntry renewal = TestEntry.saying("a", START.plusSeconds(1), true);

        assertThat(store.put(renewal)).isEqualTo(EntryStore.Put.KEPT);
        assertThat(store.lookUp("key")).isSameAs(renewal);
    }

    @Test
    void renewsWhatIsNotKeptAnyMore() {
        assertThat(store.put(TestEntry.saying("a", START, true))).isEqualTo(EntryStore.Put.KEPT);
    }

    @Test
    void aRenewalThatNobodyWasToldOfTakesThePlaceOfNothingElse() {
        store.put(TestEntry.saying("a", START, false));
        CacheEntry meanwhile = TestEntry.saying("b", START.plusSeconds(1), false);
        store.put(meanwhile);

        assertThat(store.put(TestEntry.saying("a", START.plusSeconds(2), true))).isEqualTo(EntryStore.Put.OUTDATED);
        assertThat(store.lookUp("key")).isSameAs(meanwhile);
    }

    @Test
    void dropsWhatIsInvalidatedByItsKey() {
        store.put(begun(0));
        store.put(tagged("other"));

        assertThat(store.invalidateKey("key")).isEqualTo(1);

        assertThat(store.lookUp("key")).isNull();
        assertThat(cache.asMap()).containsOnlyKeys("other");
        assertThat(store.invalidateKey("key")).isZero();
    }

    @Test
    void dropsWhatIsInvalidatedByItsTag() {
        store.put(tagged("a"));
        store.put(tagged("b"));
        store.put(begun(0));

        assertThat(store.invalidateTag("tag")).isEqualTo(2);

        assertThat(cache.asMap()).containsOnlyKeys("key");
    }

    @Test
    void doesNotKeepWhatWasInvalidatedSinceItsFillBegan() {
        CacheEntry fill = begun(0);
        store.invalidateKey("key");

        assertThat(store.isOutdated(fill)).isTrue();
        assertThat(store.isInvalidated(fill)).isTrue();
        assertThat(store.put(fill)).isEqualTo(EntryStore.Put.OUTDATED);
        assertThat(cache.asMap()).isEmpty();
    }

    /** Replaced lists and the results of runs are kept elsewhere: nobody drops them there. */
    @Test
    void takesWhatIsOlderThanWhatIsRememberedForInvalidated() {
        CacheEntry elsewhere = tagged("key");
        store.invalidateTag("tag");
        invalidateMany();

        assertThat(store.isInvalidated(elsewhere)).isTrue();
    }

    @Test
    void keepsAFillThatBeganAfterTheInvalidation() {
        store.invalidateKey("key");
        store.invalidateTag("tag");

        assertThat(store.put(tagged("key"))).isEqualTo(EntryStore.Put.KEPT);
    }

    @Test
    void anInvalidationBetweenTheComparisonAndTheInsertionDropsWhatWasPut() {
        // It finds nothing to drop yet.
        beforeInsertion.set(() -> invalidations.ofTag("tag"));

        EntryStore.Put put = store.put(tagged("key"));

        assertThat(put).isEqualTo(EntryStore.Put.OUTDATED);
        assertThat(cache.asMap()).isEmpty();
    }

    @Test
    void anInvalidationThatIsForgottenBeforeTheInsertionDropsWhatWasPutToo() {
        beforeInsertion.set(() -> {
            invalidations.ofTag("tag");
            invalidateMany();
        });

        EntryStore.Put put = store.put(tagged("key"));

        assertThat(put).isEqualTo(EntryStore.Put.OUTDATED);
        assertThat(cache.asMap()).isEmpty();
    }

    @Test
    void nothingThatIsMarkedIsHandedOutBeforeItIsDropped() {
        store.put(tagged("a"));
        store.put(tagged("b"));
        List<CacheEntry> stillThere = new ArrayList<>();
        List<CacheEntry> handedOut = new ArrayList<>();
        afterRemoval.set(() -> {
            stillThere.addAll(cache.asMap().values());
            stillThere.forEach(entry -> handedOut.add(store.lookUp(entry.key())));
            store.all().forEach(handedOut::add);
        });

        store.invalidateTag("tag");

        assertThat(stillThere).hasSize(1);
        assertThat(handedOut).containsOnlyNulls();
    }

    @Test
    void dropsWhatItMarkedHoweverManyInvalidationsComeInBetween() {
        store.put(tagged("a"));
        store.put(tagged("b"));
        afterRemoval.set(this::invalidateMany);

        assertThat(store.invalidateTag("tag")).isEqualTo(2);

        assertThat(cache.asMap()).isEmpty();
    }

    @Test
    void doesNotKeepAFillThatIsOlderThanItsMemoryOfInvalidations() {
        CacheEntry fill = begun(0);
        store.invalidateKey("key");
        invalidateMany();

        assertThat(store.isOutdated(fill)).isTrue();
        assertThat(store.put(fill)).isEqualTo(EntryStore.Put.OUTDATED);
        assertThat(cache.asMap()).isEmpty();
    }

    @Test
    void servesWhatWasKeptBeforeHoweverManyInvalidationsOfOthersThereAre() {
        CacheEntry entry = begun(0);
        store.put(entry);

        invalidateMany();

        assertThat(store.lookUp("key")).isSameAs(entry);
    }

    @Test
    void theRoutesLookUpAndPutByItsRules() {
        Cache<String, CacheEntry> routes = store.forRoutes();
        CacheEntry newer = begun(1);
        routes.put("key", newer);
        routes.put("key", begun(0));
        routes.put("other", tagged("other"));
        afterRemoval.set(() -> assertThat(routes.getIfPresent("other")).isNull());
        store.put(tagged("another"));

        store.invalidateTag("tag");

        assertThat(routes.getIfPresent("key")).isSameAs(newer);
        assertThat(routes.estimatedSize()).isEqualTo(1);
    }

    @Test
    void whatIsTornTakesThePlaceOfNothingButTheTorn() {
        CacheEntry torn = TestEntry.torn(begun(0));
        CacheEntry newerTorn = TestEntry.torn(begun(1));
        CacheEntry whole = begun(2);

        assertThat(store.put(torn)).isEqualTo(EntryStore.Put.KEPT);
        assertThat(store.put(newerTorn)).isEqualTo(EntryStore.Put.KEPT);
        assertThat(store.put(whole)).isEqualTo(EntryStore.Put.KEPT);
        assertThat(store.put(TestEntry.torn(begun(3)))).isEqualTo(EntryStore.Put.OUTDATED);
        assertThat(store.lookUp("key")).isSameAs(whole);
    }

    @Test
    void tellsEachEntryInWhosePlaceAnotherIsPut() {
        List<CacheEntry> told = new ArrayList<>();
        EntryStore telling = new EntryStore(cache, invalidations, told::add, Backing.NONE, Instant::now);
        CacheEntry first = begun(0);

        telling.put(first);
        assertThat(told).isEmpty();
        telling.put(begun(1));
        telling.put(begun(0));

        assertThat(told).containsExactly(first);
    }

    @Test
    void dropsWhatFitsAndAnswersWhatItWas() {
        CacheEntry entry = begun(0);
        CacheEntry other = tagged("other");
        store.put(entry);
        store.put(other);

        assertThat(store.dropIf(kept -> kept.key().equals("key"))).containsExactly(entry);

        assertThat(store.lookUp("key")).isNull();
        assertThat(store.lookUp("other")).isSameAs(other);
        assertThat(store.hasTagged("tag")).isTrue();
        assertThat(store.dropIf(kept -> kept.key().equals("key"))).isEmpty();
    }

    @Test
    void tellsWhatIsOutdatedOrWasInvalidated() {
        CacheEntry entry = begun(1);
        store.put(entry);

        assertThat(store.isOutdated(begun(2))).isFalse();
        assertThat(store.isOutdated(begun(0))).isTrue();
        assertThat(store.isInvalidated(entry)).isFalse();
        store.invalidateKey("key");
        assertThat(store.isInvalidated(entry)).isTrue();
        assertThat(store.isOutdated(entry)).isTrue();
    }

    @Test
    void servesAFillThatBeganAfterItsInvalidationWhateverElseIsInvalidated() {
        store.invalidateKey("key");
        CacheEntry entry = begun(0);
        store.put(entry);

        store.invalidateKey("other");

        assertThat(store.lookUp("key")).isSameAs(entry);
    }

    @Test
    void theRoutesCanDoNothingElse() {
        Cache<String, CacheEntry> routes = store.forRoutes();
        CacheEntry entry = begun(0);
        store.put(entry);

        List<Runnable> others = List.of(
                routes::invalidateAll,
                routes::asMap,
                routes::stats,
                routes::policy,
                () -> routes.invalidate("key"),
                () -> routes.invalidateAll(List.of("key")),
                () -> routes.putAll(Map.of("key", entry)),
                () -> routes.get("key", key -> entry),
                () -> routes.getAll(List.of("key"), keys -> Map.of()),
                () -> routes.getAllPresent(List.of("key")));

        assertThat(others)
                .allSatisfy(other -> assertThatThrownBy(other::run).isInstanceOf(UnsupportedOperationException.class));
        assertThat(store.lookUp("key")).isSameAs(entry);
    }

    /** So many invalidations of other keys that what was invalidated before is forgotten. */
    private void invalidateMany() {
        for (int i = 0; i <= Invalidations.MOST; i++) {
            store.invalidateKey("another-" + i);
        }
    }

    /** An entry whose fill began so many seconds after the start. */
    private CacheEntry begun(long second) {
        return TestEntry.begun("key", START.plusSeconds(second), store.generation());
    }

    private CacheEntry tagged(String key) {
        return TestEntry.begun(key, START, store.generation(), "tag");
    }
}
