package io.gcxcache.paging;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

class WalkTruthTest {
    private final WalkTruthRounds rounds = new WalkTruthRounds();

    @Property(tries = 3_000)
    void nothingThatEveryVersionHadIsMissing(
            @ForAll WalkTruthRounds.Told told,
            @ForAll WalkTruthRounds.Fault fault,
            @ForAll boolean late,
            @ForAll boolean counted,
            @ForAll @IntRange(max = 40) int size,
            @ForAll @IntRange(min = 1, max = 10) int pageSize,
            @ForAll @IntRange(min = 2, max = 12) int calm,
            @ForAll Random random) {
        WalkTruthRounds.Changing list = new WalkTruthRounds.Changing(told, fault, counted, size, calm, random);

        Statistics.collect(late ? "late" : "in time", rounds.play(list, late, pageSize, random));
    }
}
