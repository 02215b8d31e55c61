package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WalkTest {
    private final Walk walk = new Walk();

    @Test
    void thePageThatIsFartherOnTellsLastWhicheverCameLast() {
        walk.add(page(1, "{\"entities\":[1],\"total\":2,\"pageCount\":2}"));
        walk.add(page(3, "{\"entities\":[],\"total\":3,\"pageCount\":3}"));
        walk.add(page(2, "{\"entities\":[1],\"total\":4,\"pageCount\":4}"));
        walk.add(page(4, "{\"entities\":[]}"));

        assertThat(walk.total()).isEqualTo(3);
        assertThat(walk.pageCount()).isEqualTo(3);
    }

    /** Whoever looks through all pages behind each takes minutes for so many. */
    @Test
    void aPageOfALongListCostsNoMoreThanOneOfAShortOne() {
        Page untold = page(1, "{\"entities\":[1]}");

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int number = 1; number <= 100_000; number++) {
                walk.add(new Page(
                        untold.request().page(number, "cursor=" + number),
                        untold.entries(),
                        untold.ids(),
                        null,
                        untold.json()));
                assertThat(walk.isAtItsEnd()).isFalse();
            }
        });
    }

    private static Page page(int number, String answer) {
        PageRequest request = new PageRequest(number, "/api/v2/things", "cursor=" + number);
        return Page.read(request, "id", answer.getBytes(StandardCharsets.UTF_8), null);
    }
}
