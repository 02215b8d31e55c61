package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.Directive;
import io.gcxcache.metrics.Usages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlightTest {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    private final Question question = TestFlight.question("a", Duration.ofMinutes(10));
    private final Flight flight = new Flight(
            question, question.tags(), START, START.plus(question.declaration().timeLimit()), 0);

    @Test
    void waitsForNothingAtFirst() {
        assertThat(flight.hold().until()).isEqualTo(Instant.MIN);
        assertThat(flight.hold().longer()).isNotDone();
    }

    @Test
    void tellsOfEveryWaitThatEndsLaterThanTheOneBefore() {
        Flight.Hold none = flight.hold();

        flight.waitsUntil(START.plusSeconds(10));
        flight.waitsUntil(START.plusSeconds(5));
        flight.waitsUntil(START.plusSeconds(10));
        flight.waitsUntil(START.plusSeconds(20));

        List<Instant> told = new ArrayList<>();
        for (Flight.Hold hold = none;
                hold.longer().isDone();
                hold = hold.longer().join()) {
            told.add(hold.longer().join().until());
        }
        assertThat(told).containsExactly(START.plusSeconds(10), START.plusSeconds(20));
        assertThat(flight.hold().until()).isEqualTo(START.plusSeconds(20));
    }

    @Test
    void isForSeveralOnceAnotherConsumerBoards() {
        Usages usages = new Usages(new SimpleMeterRegistry(), () -> START, 0);
        flight.isFor(usages.ofConsumer("wallboard"));
        flight.isFor(usages.ofConsumer("wallboard"));
        assertThat(flight.isForSeveral()).isFalse();

        flight.isFor(usages.ofConsumer("bot"));

        assertThat(flight.isForSeveral()).isTrue();
    }

    @Test
    void takesOnBoardWhoAsksWhileItsAnswerIsNotTooOld() {
        Question live = asked(START, Duration.ofSeconds(60), null);
        Flight bounded = new Flight(live, live.tags(), START, START.plusSeconds(600), 0);

        assertThat(bounded.takesOnBoard(asked(START.plusMillis(59_999), null, null)))
                .isTrue();
        assertThat(bounded.takesOnBoard(asked(START.plusSeconds(60), null, null)))
                .isFalse();
    }

    @Test
    void takesOnBoardWhoeverAsksIfItsAnswerHasNoBound() {
        assertThat(flight.takesOnBoard(asked(START.plusSeconds(599), null, null)))
                .isTrue();
    }

    @Test
    void takesNobodyOnBoardWhoWantsALaterAnswer() {
        Question first = asked(START, null, null);
        Flight begun = new Flight(first, first.tags(), START, START.plusSeconds(600), 0);

        assertThat(begun.takesOnBoard(asked(START.plusSeconds(1), null, START))).isTrue();
        assertThat(begun.takesOnBoard(asked(START.plusSeconds(1), null, START.plusMillis(1))))
                .isFalse();
    }

    private Question asked(Instant when, Duration boardsFor, Instant earliestFill) {
        return new Question(
                question.resource(),
                question.id(),
                question.key(),
                Directive.FRESH,
                when,
                boardsFor,
                earliestFill,
                Question.WHOLE,
                false);
    }

    @Test
    void isACallerUntilItLandsOrItsTimeIsOver() {
        assertThat(flight.endsAt()).isEqualTo(START.plusSeconds(600));
        assertThat(flight.end()).isNotDone();

        flight.arrival().complete(null);

        assertThat(flight.end()).isDone();
    }
}
