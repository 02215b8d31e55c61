package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoardRoundsTest {
    @Test
    void everyFlightIsFlownOnceAndEndsForAllOnBoardHoweverManyBoardInvalidateAndFail() throws Exception {
        BoardRounds.Outcome outcome = BoardRounds.play(20_000);

        assertThat(outcome.notFlown()).as("%s", outcome).isZero();
        assertThat(outcome.waiting()).as("%s", outcome).isZero();
        assertThat(outcome.inProgress()).as("%s", outcome).isZero();
        assertThat(outcome.flown() + outcome.overBefore()).as("%s", outcome).isEqualTo(outcome.made());
        assertThat(outcome.flown()).as("%s", outcome).isPositive();
        assertThat(outcome.newer()).as("%s", outcome).isPositive();
    }
}
