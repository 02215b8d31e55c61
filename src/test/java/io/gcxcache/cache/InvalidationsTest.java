package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InvalidationsTest {
    private static final Tags TEAM = Tags.of(List.of("team", "all"));

    private final Invalidations invalidations = new Invalidations();

    @Test
    void nothingIsCoveredAtFirst() {
        assertThat(invalidations.generation()).isZero();
        assertThat(invalidations.since(0, "k", TEAM)).isFalse();
        assertThat(invalidations.isBeyondMemory(0)).isFalse();
    }

    @Test
    void aFillThatBeganBeforeIsCoveredByItsKey() {
        long before = invalidations.generation();

        invalidations.ofKey("k");

        assertThat(invalidations.since(before, "k", Tags.NONE)).isTrue();
        assertThat(invalidations.since(before, "other", Tags.NONE)).isFalse();
    }

    @Test
    void aFillThatBeganBeforeIsCoveredByEachOfItsTags() {
        long before = invalidations.generation();

        invalidations.ofTag("all");

        assertThat(invalidations.since(before, "k", TEAM)).isTrue();
        assertThat(invalidations.since(before, "k", Tags.of(List.of("team")))).isFalse();
        assertThat(invalidations.since(before, "k", Tags.NONE)).isFalse();
    }

    @Test
    void aFillThatBeganAfterwardsIsNotCovered() {
        invalidations.ofKey("k");
        invalidations.ofTag("team");

        assertThat(invalidations.since(invalidations.generation(), "k", TEAM)).isFalse();
        assertThat(invalidations.since(invalidations.generation() - 1, "k", TEAM))
                .isTrue();
    }

    @Test
    void aFillThatBeganBetweenTwoOfOneNameIsCoveredByTheSecond() {
        invalidations.ofKey("k");
        long between = invalidations.generation();
        assertThat(invalidations.since(between, "k", Tags.NONE)).isFalse();

        invalidations.ofKey("k");

        assertThat(invalidations.since(between, "k", Tags.NONE)).isTrue();
    }

    @Test
    void aKeyAndATagOfOneNameAreTwoThings() {
        invalidations.ofKey("team");
        invalidations.ofTag("k");

        assertThat(invalidations.since(0, "k", TEAM)).isFalse();
    }

    @Test
    void anEntryIsAskedForByItsKeyItsTagsAndItsGeneration() {
        CacheEntry entry = TestEntry.named("k");
        assertThat(invalidations.cover(entry)).isFalse();

        invalidations.ofKey("k");

        assertThat(invalidations.cover(entry)).isTrue();
    }

    @Test
    void whatIsForgottenCastsDoubtOnOlderFillsOnly() {
        invalidations.ofKey("k");
        long after = invalidations.generation();
        markMany(Invalidations.MOST - 1);
        assertThat(invalidations.since(after - 1, "k", Tags.NONE)).isTrue();
        assertThat(invalidations.isBeyondMemory(after - 1)).isFalse();

        invalidations.ofTag("one more");

        assertThat(invalidations.isBeyondMemory(after - 1)).isTrue();
        assertThat(invalidations.isBeyondMemory(after)).isFalse();
    }

    @Test
    void whatIsForgottenIsHeldNoLongerWhetherItWasAKeyOrATag() {
        invalidations.ofKey("k");
        invalidations.ofTag("team");

        markMany(Invalidations.MOST);

        assertThat(invalidations.isBeyondMemory(1)).isTrue();
        assertThat(invalidations.since(0, "k", Tags.NONE)).isFalse();
        assertThat(invalidations.since(0, "other", TEAM)).isFalse();
    }

    @Test
    void whatWasMarkedAgainIsNotForgottenWithItsFirstMark() {
        invalidations.ofTag("team");
        markMany(Invalidations.MOST - 1);
        long between = invalidations.generation();

        invalidations.ofTag("team");

        assertThat(invalidations.isBeyondMemory(between)).isFalse();
        assertThat(invalidations.since(between, "k", TEAM)).isTrue();
    }

    @Test
    void whatIsMarkedAgainAndAgainForgetsNothingElse() {
        invalidations.ofKey("k");
        long after = invalidations.generation();

        for (int i = 0; i < 2 * Invalidations.MOST; i++) {
            invalidations.ofTag("team");
        }

        assertThat(invalidations.since(after - 1, "k", Tags.NONE)).isTrue();
        assertThat(invalidations.isBeyondMemory(after - 1)).isFalse();
    }

    /** Whatever is asked in between: an older fill is covered or in doubt from the moment its mark is counted. */
    @Test
    void noMarkIsMissedWhileOthersMarkAndForget() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> tasks = IntStream.range(0, 4)
                .mapToObj(thread -> (Callable<Integer>) () -> missed(thread))
                .toList();
        List<Integer> missed = new ArrayList<>();
        for (Future<Integer> task : threads.invokeAll(tasks)) {
            missed.add(task.get(30, TimeUnit.SECONDS));
        }
        threads.shutdownNow();

        assertThat(missed).containsOnly(0);
        assertThat(invalidations.generation()).isEqualTo(4L * Invalidations.MOST);
    }

    private int missed(int thread) {
        int missed = 0;
        for (int i = 0; i < Invalidations.MOST; i++) {
            String name = thread + "-" + i % 100;
            long before = invalidations.generation();
            invalidations.ofKey(name);
            boolean known = invalidations.since(before, name, Tags.NONE) || invalidations.isBeyondMemory(before);
            boolean fresh = !invalidations.since(invalidations.generation(), name, Tags.NONE);
            missed += known && fresh ? 0 : 1;
        }
        return missed;
    }

    private void markMany(int count) {
        for (int i = 0; i < count; i++) {
            invalidations.ofTag("other-" + i);
        }
    }
}
