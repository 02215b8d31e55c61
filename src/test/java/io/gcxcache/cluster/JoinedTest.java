package io.gcxcache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cluster.Joined.Position;
import io.gcxcache.cluster.Joined.Resumption;
import org.junit.jupiter.api.Test;

class JoinedTest {
    private static final Position WAS = new Position("epoch", 7, "event 7");

    @Test
    void whoIsNewBeginsAtTheEndAndForgetsWhatHeFetchedAlone() {
        assertThat(same(9, 1, "").resume(Position.NEW))
                .isEqualTo(new Resumption(new Position("epoch", 9, "last"), true, false));
    }

    @Test
    void whoComesBackReadsOnWhereHeWas() {
        assertThat(same(9, 1, "event 7").resume(WAS)).isEqualTo(new Resumption(WAS, false, false));
        assertThat(same(7, 1, "event 7").resume(WAS)).isEqualTo(new Resumption(WAS, false, false));
    }

    @Test
    void whoMissedNothingHasNothingToForgetThoughTheLogIsTrimmed() {
        assertThat(same(7, 0, "").resume(WAS)).isEqualTo(new Resumption(WAS, false, false));
        assertThat(same(9, 8, "").resume(WAS)).isEqualTo(new Resumption(WAS, false, false));
    }

    @Test
    void whoMissedWhatWasTrimmedForgetsWhatHeHolds() {
        Resumption forgetting = new Resumption(new Position("epoch", 9, "last"), true, false);

        assertThat(same(9, 9, "").resume(WAS)).isEqualTo(forgetting);
        assertThat(same(9, 0, "").resume(WAS)).isEqualTo(forgetting);
    }

    @Test
    void whoFindsAnotherEventInThePlaceOfHisForgetsWhatHeHolds() {
        assertThat(same(9, 1, "another").resume(WAS).forgets()).isTrue();
        assertThat(same(6, 1, "").resume(WAS).forgets()).isTrue();
    }

    @Test
    void whoFindsTheNextHistoryReadsWhatItHasKept() {
        assertThat(next("epoch", 8, 9, 1).resume(WAS))
                .isEqualTo(new Resumption(new Position("next", 7, ""), false, true));
    }

    @Test
    void whoReadWhatTheNextHistoryHasLostReadsWhatCameInItsPlace() {
        assertThat(next("epoch", 5, 9, 1).resume(WAS))
                .isEqualTo(new Resumption(new Position("next", 5, ""), false, true));
    }

    @Test
    void whoFindsAHistoryThatBeganEmptyReadsAllOfIt() {
        assertThat(next("", 0, 3, 1).resume(WAS)).isEqualTo(new Resumption(new Position("next", 0, ""), false, true));
    }

    @Test
    void whoMissedAWholeHistoryForgetsWhatHeHolds() {
        Resumption forgetting = new Resumption(new Position("next", 9, "last"), true, true);

        assertThat(next("one in between", 8, 9, 1).resume(WAS)).isEqualTo(forgetting);
        assertThat(next("epoch", 8, 9, 9).resume(WAS)).isEqualTo(forgetting);
    }

    @Test
    void whoCouldNotReadWhatNamesHisEventComparesNothing() {
        assertThat(same(9, 1, "event 7").resume(new Position("epoch", 7, "")).forgets())
                .isFalse();
    }

    private static Joined same(long seq, long first, String mine) {
        return new Joined("epoch", "", 0, 0, seq, 0, first, mine, "last");
    }

    private static Joined next(String previous, long raised, long seq, long first) {
        return new Joined("next", previous, raised, 0, seq, 0, first, "", "last");
    }
}
