package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.budget.RateLimitFields;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.TestEntry;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a hit is told. */
class RenderingTest {
    private static final RateLimitFields LIMITS = new RateLimitFields(null, null, 0, "\"a\";r=1;t=2", "p", 3, 2, 2);

    private final Body page = Body.asItCame("a page".getBytes(StandardCharsets.UTF_8));
    private CacheEntry list = TestEntry.named("list");

    private Rendering told(long millis) {
        return told(list.ttl().toMillis(), millis);
    }

    private Rendering told(long ttl, long millis) {
        return Rendering.ofHit(
                list,
                ttl,
                page,
                Coding.IDENTITY,
                false,
                LIMITS,
                list.fillStarted().toEpochMilli() + millis);
    }

    @Test
    void oneIsMadeASecond() {
        Rendering first = told(1_001);

        assertThat(told(1_999)).isSameAs(first);
        assertThat(told(2_000)).isNotSameAs(first);
    }

    @Test
    void oneOfAnotherTtlIsMadeAnew() {
        told(0);

        assertThat(new String(told(2_000, 0).lines(), StandardCharsets.ISO_8859_1))
                .contains("max-age=2\r\n");
        assertThat(new String(told(2_500, 900).lines(), StandardCharsets.ISO_8859_1))
                .contains("; hit; ttl=1\r\n");
        assertThat(told(2_500, 0)).isNotSameAs(told(2_000, 0));
    }

    @Test
    void itsLinesAreItsFields() {
        List<String> fields = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Rendering rendering = told(0);
        rendering.tell((name, value) -> {
            names.add(name);
            fields.add(name + ": " + value + "\r\n");
        });

        assertThat(new String(rendering.lines(), StandardCharsets.ISO_8859_1)).isEqualTo(String.join("", fields));
        assertThat(names).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
    }

    @Test
    void thatOfAPageDoesNotKeepTheList() {
        told(0);
        WeakReference<CacheEntry> kept = new WeakReference<>(list);

        list = null;

        await().until(() -> {
            System.gc();
            return kept.refersTo(null);
        });
        assertThat(page.told()).isNotNull();
    }
}
