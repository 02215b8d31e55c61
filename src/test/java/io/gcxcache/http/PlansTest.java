package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.ask.Coding;
import org.junit.jupiter.api.Test;

/** Which plans an event loop remembers. */
class PlansTest {
    private static final Plan PLAN = new Plan(null, null, null, null, null, true, false);

    private final Plans plans = new Plans();

    private static Shape shape(String target) {
        return new Shape(target, null, null, Coding.IDENTITY, null, null);
    }

    private void answered(String target) {
        if (plans.isWanted(shape(target))) {
            plans.put(shape(target), PLAN);
        }
    }

    @Test
    void aShapeGetsAPlanAtItsSecondAnswer() {
        answered("/a");
        assertThat(plans.of(shape("/a"))).isNull();

        answered("/a");
        assertThat(plans.of(shape("/a"))).isSameAs(PLAN);
    }

    @Test
    void aMillionTargetsThatNeverRepeatTakeNoPlaceFromThoseThatDo() {
        answered("/a");
        answered("/a");

        for (int i = 0; i < 1_000_000; i++) {
            answered("/lists?name=" + i);
        }

        assertThat(plans.of(shape("/a"))).isSameAs(PLAN);
        assertThat(plans.size()).isEqualTo(1);
    }

    @Test
    void thoseThatWereOfUseLastAreKept() {
        for (int i = 0; i <= 2 * Plans.MOST; i++) {
            answered("/" + i);
            answered("/" + i);
            plans.of(shape("/0"));
        }

        assertThat(plans.size()).isEqualTo(Plans.MOST);
        assertThat(plans.of(shape("/0"))).isNotNull();
        assertThat(plans.of(shape("/1"))).isNull();
    }
}
