package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.Caller;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeletionTest {
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void itGoesOnWhenTheFlightsTimeIsOver() {
        exchange.setProperty(Caller.PROPERTY, "whoever");

        Deletion deletion = opened();

        assertThat(exchange.getProperty(Caller.PROPERTY)).isNull();
        assertThat(deletion.isOver()).isFalse();
        assertThat(deletion.delay()).isZero();
        assertThat(deletion.path()).isEqualTo("/api/v2/jobs/1");
        assertThat(deletion.family()).isEqualTo("jobs-fetch");
    }

    static Stream<Exception> ends() {
        return Stream.of(null, Problem.notFound("expired"), Problem.upstream("403"), new IllegalStateException("no"));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void itIsOverWhenAnotherTryWouldBeTheSame(Exception failure) {
        Deletion deletion = opened();

        deletion.ended(failure);

        assertThat(deletion.isOver()).isTrue();
    }

    @Test
    void whatMayPassIsTriedAgainAFewTimes() {
        Deletion deletion = opened();

        deletion.ended(Problem.passing("503"));
        Duration unsaid = deletion.delay();
        deletion.ended(Problem.busy("spent", Duration.ofHours(1)));
        boolean early = deletion.isOver();
        Duration longest = deletion.delay();
        for (int tries = 3; tries <= Deletion.MOST_TRIES; tries++) {
            deletion.ended(Problem.passing("503"));
        }

        assertThat(unsaid).hasSeconds(1);
        assertThat(longest).hasSeconds(60);
        assertThat(early).isFalse();
        assertThat(deletion.isOver()).isTrue();
    }

    private Deletion opened() {
        Deletion.open(exchange, "/api/v2/jobs/1", "jobs-fetch");
        return Deletion.of(exchange);
    }
}
