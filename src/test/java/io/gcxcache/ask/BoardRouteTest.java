package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.upstream.Problem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-board}: the first on board starts the refresh, on a thread that may block; the others just join. */
class BoardRouteTest extends ResourceRoomRouteTest {
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

        assertThat(Verdict.of(boarded).leads()).isTrue();
        assertThat(Verdict.of(boarded).refreshing()).isTrue();
        assertThat(Flight.of(boarded).key()).isEqualTo(KEY);
        assertThat(steps("gcx-board")).containsExactly("board", "if-leader", "leave-the-event-loop");
        refresh.assertIsSatisfied();
        assertThat(Flight.of(refresh.getExchanges().get(0))).isSameAs(Flight.of(boarded));
    }

    @Test
    void letsTheOthersJoinTheSameFlight() throws Exception {
        refresh.expectedMessageCount(1);
        Exchange first = board();

        Exchange second = board();

        assertThat(Verdict.of(second).leads()).isFalse();
        assertThat(Flight.of(second)).isSameAs(Flight.of(first));
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
        assertThat(threads).hasSize(1).allSatisfy(name -> assertThat(name).contains("gcx-upstream"));
    }

    @Test
    void doesNotStartAgainRightAfterAFailure() throws Exception {
        refresh.expectedMessageCount(1);
        flights.fail(Flight.of(board()), Problem.notFound("no such thing"));

        Exchange second = board();

        assertThat(Verdict.of(second).leads()).isFalse();
        assertThat(Flight.of(second).arrival()).isCompletedExceptionally();
        refresh.assertIsSatisfied();
    }

    @Test
    void startsAgainOnceTheFailureIsForgotten() throws Exception {
        refresh.expectedMessageCount(2);
        flights.fail(Flight.of(board()), Problem.notFound("no such thing"));
        clock.advance(LocalFlights.FAILURE_MEMORY.plusMillis(1));

        Exchange second = board();

        assertThat(Verdict.of(second).leads()).isTrue();
        refresh.assertIsSatisfied();
    }

    private Exchange board() {
        return template.send("direct:gcx-board", exchange -> {
            exchange.setProperty(Question.PROPERTY, question());
            Verdict.MISS.putOn(exchange);
        });
    }
}
