package io.gcxcache.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.problem.Problem;
import org.junit.jupiter.api.Test;

class WaitingPagesTest {
    private final WaitingPages waiting = new WaitingPages(100);

    @Test
    void walksShareOneBound() {
        WaitingPages.Share one = waiting.open();
        WaitingPages.Share other = waiting.open();
        one.hold(60);
        other.hold(40);

        assertThatThrownBy(() -> other.hold(41))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));

        assertThat(waiting.taken()).as("what it held it holds still").isEqualTo(100);
        one.hold(59);
        other.hold(41);
        assertThat(waiting.taken()).isEqualTo(100);
    }

    @Test
    void whatIsGivenBackIsGivenBackOnce() {
        WaitingPages.Share share = waiting.open();
        share.hold(70);

        share.hold(0);
        share.hold(0);

        assertThat(waiting.taken()).isZero();
    }
}
