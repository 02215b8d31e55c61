package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.problem.Problem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-board}: the first on board starts the refresh, on a thread that may block; the others just join. */
class BoardRouteTest extends AskRoomRouteTest {
    private MockEndpoint refresh;

    @BeforeEach
    void start() {
        refresh = mocked("direct:gcx-refresh");
        context.start();
    }

    @Test
    void startsTheRefreshForTheFirstOnBoard() throws Exception {
        refresh.expectedMessageCount(1);

        Exchange boarded = board();

        assertThat(Ask.of(boarded).verdict().leads()).isTrue();
        assertThat(Ask.of(boarded).verdict().refreshing()).isTrue();
        assertThat(Ask.of(boarded).flight().key()).isEqualTo(KEY);
        assertThat(steps("gcx-board")).containsExactly("board", "if-leader", "leave-the-event-loop");
        refresh.assertIsSatisfied();
        assertThat(Ask.of(refresh.getExchanges().get(0)).flight())
                .isSameAs(Ask.of(boarded).flight());
    }

    @Test
    void letsTheOthersJoinTheSameFlight() throws Exception {
        refresh.expectedMessageCount(1);
        Exchange first = board();

        Exchange second = board();

        assertThat(Ask.of(second).verdict().leads()).isFalse();
        assertThat(Ask.of(second).flight()).isSameAs(Ask.of(first).flight());
        assertThat(steps("gcx-board"))
                .containsExactly("board", "if-leader", "leave-the-event-loop", "board", "if-leader");
        refresh.assertIsSatisfied();
    }

    @Test
    void refreshesOnAThreadThatMayBlock() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        refresh.whenAnyExchangeReceived(
                exchange -> threads.add(Thread.currentThread().getName()));
        refresh.expectedMessageCount(1);

        board();

        refresh.assertIsSatisfied();
        assertThat(threads).hasSize(1).allSatisfy(name -> assertThat(name).contains("gcx-work"));
    }

    @Test
    void doesNotStartAgainRightAfterAFailure() throws Exception {
        refresh.expectedMessageCount(1);
        flights.fail(Ask.of(board()).flight(), Problem.notFound("no such thing"));

        Exchange second = board();

        assertThat(Ask.of(second).verdict().leads()).isFalse();
        assertThat(Ask.of(second).flight().arrival()).isCompletedExceptionally();
        refresh.assertIsSatisfied();
    }

    @Test
    void startsAgainOnceTheFailureIsForgotten() throws Exception {
        refresh.expectedMessageCount(2);
        flights.fail(Ask.of(board()).flight(), Problem.notFound("no such thing"));
        clock.advance(Flights.FAILURE_MEMORY.plusMillis(1));

        Exchange second = board();

        assertThat(Ask.of(second).verdict().leads()).isTrue();
        refresh.assertIsSatisfied();
    }

    private Exchange board() {
        return template.send("direct:gcx-board", exchange -> {
            ask(exchange, question()).judged(Verdict.MISS);
        });
    }
}
