package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.TestEntry;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.DeclaredResources;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HitTest {
    private static final String KEY = "gcx:directory:internal_agents";

    @Test
    void isOfOneEntryAndOfWhatWasDeclaredThen() {
        Catalogue then = DeclaredResources.catalogue();
        CacheEntry entry = TestEntry.named(KEY);
        Hit hit = new Hit(TestFlight.question(KEY, Duration.ofMinutes(1)), null, null, entry, then);

        assertThat(hit.isOf(entry, then)).isTrue();
        assertThat(hit.isOf(TestEntry.named(KEY), then)).isFalse();
        assertThat(hit.isOf(entry, DeclaredResources.catalogue())).isFalse();
    }
}
