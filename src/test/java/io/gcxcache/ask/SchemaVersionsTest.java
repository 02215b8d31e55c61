package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.audit.AuditTrail;
import io.gcxcache.cache.Backing;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaVersionsTest {
    private static final Instant START = Instant.parse("2026-03-02T10:15:30Z");

    private final EntryStore store = new EntryStore(
            new CacheBounds(100, 1 << 20),
            InstantSource.fixed(START),
            (key, reason) -> {},
            replaced -> {},
            Backing.NONE);
    private final AuditTrail audit = new AuditTrail();
    private final List<List<String>> told = new ArrayList<>();
    private final SchemaVersions schemas = new SchemaVersions(store, audit, InstantSource.fixed(START));

    @Test
    void theFirstVersionOfAGroupIsAcceptedAndDropsNothing() {
        store(entry("old", "v1", 0, "a"));

        boolean accepted = accept(entry("new", "v2", 1, "a"));

        assertThat(accepted).isTrue();
        assertThat(keys()).containsExactlyInAnyOrder("old");
        assertThat(audit.isEmpty()).isTrue();
    }

    @Test
    void aNewerVersionDropsTheOlderEntriesOfItsGroupOnly() {
        fill(entry("a1", "v1", 0, "a"));
        fill(entry("a2", "v1", 1, "a"));
        fill(entry("b1", "v1", 2, "b"));
        store(entry("untagged", "v1", 3));

        boolean accepted = fill(entry("a3", "v2", 4, "a"));

        assertThat(accepted).isTrue();
        assertThat(keys()).containsExactlyInAnyOrder("a3", "b1", "untagged");
        assertThat(audit.size()).isEqualTo(2);
    }

    @Test
    void theSameVersionDropsNothing() {
        fill(entry("a1", "v1", 0, "a"));

        fill(entry("a2", "v1", 1, "a"));

        assertThat(keys()).containsExactlyInAnyOrder("a1", "a2");
    }

    @Test
    void anOlderFillOfAnotherVersionThatLandsLateIsNotAcceptedAndDropsNothing() {
        fill(entry("a1", "v2", 5, "a"));

        boolean accepted = accept(entry("late", "v1", 4, "a"));

        assertThat(accepted).isFalse();
        assertThat(keys()).containsExactlyInAnyOrder("a1");
        assertThat(audit.isEmpty()).isTrue();
    }

    @Test
    void anOlderFillThatLandsLateDoesNotBecomeTheMeasure() {
        fill(entry("a1", "v2", 5, "a"));
        accept(entry("late", "v1", 4, "a"));

        boolean accepted = fill(entry("a2", "v2", 6, "a"));

        assertThat(accepted).isTrue();
        assertThat(keys()).containsExactlyInAnyOrder("a1", "a2");
    }

    @Test
    void anOlderFillOfTheSameVersionIsAccepted() {
        fill(entry("a1", "v1", 5, "a"));

        assertThat(fill(entry("a2", "v1", 4, "a"))).isTrue();
        assertThat(keys()).containsExactlyInAnyOrder("a1", "a2");
    }

    @Test
    void aVersionThatComesBackIsTheNewestAgain() {
        fill(entry("a1", "v1", 0, "a"));
        fill(entry("a2", "v2", 1, "a"));

        boolean accepted = fill(entry("a3", "v1", 2, "a"));

        assertThat(accepted).isTrue();
        assertThat(keys()).containsExactlyInAnyOrder("a3");
    }

    @Test
    void anEntryWithoutAVersionIsAcceptedAndChangesNothing() {
        fill(entry("a1", "v1", 0, "a"));

        boolean accepted = fill(entry("none", null, 1, "a"));

        assertThat(accepted).isTrue();
        assertThat(keys()).containsExactlyInAnyOrder("a1", "none");
        assertThat(fill(entry("a2", "v1", 2, "a"))).isTrue();
        assertThat(keys()).containsExactlyInAnyOrder("a1", "none", "a2");
    }

    @Test
    void manyGroupsAreForgottenRatherThanKeptForever() {
        store(entry("first", "v1", 0, "first"));
        accept(entry("first", "v1", 0, "first"));
        for (int i = 0; i < 10_000; i++) {
            accept(entry("k", "v1", 1, "group " + i));
        }

        boolean accepted = accept(entry("second", "v2", 2, "first"));

        assertThat(accepted).isTrue();
        assertThat(keys()).containsExactlyInAnyOrder("first");
    }

    @Test
    void tellsBeforeItDrops() {
        fill(entry("a1", "v1", 0, "a"));

        schemas.accept("a", "", entry("a2", "v2", 1, "a"), () -> told.add(keys()));

        assertThat(told).containsExactly(List.of("a1"));
    }

    private boolean accept(CacheEntry entry) {
        return schemas.accept(entry.tags().names().iterator().next(), "", entry, () -> {});
    }

    private boolean fill(CacheEntry entry) {
        boolean accepted = accept(entry);
        store(entry);
        return accepted;
    }

    private List<String> keys() {
        return store.all().map(CacheEntry::key).toList();
    }

    private void store(CacheEntry entry) {
        store.put(entry);
    }

    private static CacheEntry entry(String key, String version, long second, String... tags) {
        return new CacheEntry(
                key,
                Body.asItCame(new byte[0]),
                START.plusSeconds(second),
                START.plusSeconds(second + 10),
                START.plusSeconds(second + 10),
                Duration.ofSeconds(60),
                Duration.ZERO,
                null,
                version,
                null,
                Tags.of(List.of(tags)),
                Directive.FRESH,
                false,
                0,
                false,
                false,
                CacheEntry.OK,
                "",
                false);
    }
}
