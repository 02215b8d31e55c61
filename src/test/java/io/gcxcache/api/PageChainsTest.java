package io.gcxcache.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.Backing;
import io.gcxcache.cache.CacheBounds;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.TestEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PageChainsTest {
    private static final Instant BEGAN = Instant.parse("2026-03-02T09:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(BEGAN.plus(Duration.ofSeconds(1)));

    private final EntryStore store =
            new EntryStore(new CacheBounds(1_000, 1 << 20), CLOCK, (key, reason) -> {}, replaced -> {}, Backing.NONE);
    private final PageChains chains = new PageChains(store, CLOCK);
    private final PageSets.Life life = new PageSets.Life(BEGAN, BEGAN, 0, PageSets.UNTOLD, BEGAN);

    private void chain(int pages) {
        for (int page = 0; page < pages; page++) {
            come(page, page + 1 < pages ? "page " + (page + 1) : null);
        }
    }

    private void come(int page, String next) {
        store.put(TestEntry.begun("page " + page, BEGAN, 0));
        chains.landed("page " + page, "set", life, next);
    }

    private boolean holds() {
        return chains.holds(chains.of("page 0").orElseThrow(), life);
    }

    @Test
    void aChainHoldsUpToThePageThatNamesNoOther() {
        chain(201);

        assertThat(holds()).isTrue();
        assertThat(chains.of("page 0"))
                .hasValueSatisfying(link -> assertThat(link.isFirst()).isTrue());
        assertThat(chains.of("page 1"))
                .hasValueSatisfying(link -> assertThat(link.isFirst()).isFalse());
    }

    @Test
    void aChainThatIsTooLongDoesNotHold() {
        chain(202);

        assertThat(holds()).isFalse();
    }

    @Test
    void aChainThatLeadsBackDoesNotHold() {
        come(0, "page 1");
        come(1, "page 0");

        assertThat(holds()).isFalse();
    }

    @Test
    void pagesMayComeInAnyOrder() {
        come(2, null);
        come(1, "page 2");
        come(0, "page 1");

        assertThat(holds()).isTrue();
    }

    @Test
    void aPageThatIsNotKeptAnyMoreBreaksTheChain() {
        chain(4);
        store.invalidateKey("page 3");

        assertThat(holds()).isFalse();
    }
}
