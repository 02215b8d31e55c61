package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-runs}, {@code gcx-run} and {@code gcx-run-result}: what becomes of the flights. */
class RunsRouteTest extends AskRoomRouteTest {
    @BeforeEach
    void start() {
        context.start();
    }

    @Test
    void tellsOfAllFlights() throws IOException {
        Flight flight = board();

        JsonNode runs = json(template.send("direct:gcx-runs", exchange -> {})).path("runs");

        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).path("id").asText()).isEqualTo(flight.id());
        assertThat(runs.get(0).path("key").asText()).isEqualTo(KEY);
        assertThat(runs.get(0).path("state").asText()).isEqualTo("running");
        assertThat(steps("gcx-runs")).containsExactly("list-runs", "runs-json");
    }

    @Test
    void asksForPatienceWhileAFlightIsInProgress() throws IOException {
        Flight flight = board();

        Exchange run = ask("direct:gcx-run", flight.id());

        assertThat(run.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(202);
        assertThat(json(run).path("state").asText()).isEqualTo("running");
        assertThat(steps("gcx-run")).containsExactly("tell-run", "run-json");
    }

    @Test
    void tellsHowAFlightEnded() throws IOException {
        Flight flight = board();
        flights.fail(flight, Problem.notFound("no such thing"));

        Exchange run = ask("direct:gcx-run", flight.id());

        JsonNode told = json(run);
        assertThat(run.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isNull();
        assertThat(told.path("state").asText()).isEqualTo("failed");
        assertThat(told.path("problem").asText()).isEqualTo("no such thing");
    }

    @Test
    void knowsNothingOfOtherFlights() {
        Exchange run = ask("direct:gcx-run", "unknown");

        assertThat(run.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(404));
        assertThat(steps("gcx-run")).containsExactly("tell-run");
    }

    @Test
    void forgetsAFlightAfterAWhile() {
        Flight flight = board();
        flights.land(flight, entry(Duration.ZERO));
        clock.advance(Flights.RECENT.plusMillis(1));

        Exchange run = ask("direct:gcx-run", flight.id());

        assertThat(run.getException()).isInstanceOf(Problem.class);
    }

    @Test
    void repliesTheResultOfAFlightThatLanded() {
        Flight flight = board();
        store.put(entry(Duration.ZERO));
        flights.land(flight, store.lookUp(KEY));

        Exchange result = ask("direct:gcx-run-result", flight.id());

        assertThat(result.getMessage().getBody(String.class)).isEqualTo("a thing");
        assertThat(result.getMessage().getHeader("Cache-Status", String.class)).startsWith("gcx; hit; ttl=");
        assertThat(steps("gcx-run-result")).containsExactly("ask-again", "ask-for-result");
        assertThat(steps("gcx-ask")).containsExactly("look-up", "judge", "if-refresh-is-due", "reply", "audit");
    }

    @Test
    void tellsOfTheRunInsteadWhileThereIsNoResult() throws IOException {
        Flight flight = board();

        Exchange result = ask("direct:gcx-run-result", flight.id());

        assertThat(result.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(202);
        assertThat(json(result).path("state").asText()).isEqualTo("running");
        assertThat(steps("gcx-run-result")).containsExactly("ask-again", "tell-run-instead");
    }

    @Test
    void passesTheProblemOfAFailedFlightOn() {
        Flight flight = board();
        flights.fail(flight, Problem.notFound("no such thing"));

        Exchange result = ask("direct:gcx-run-result", flight.id());

        assertThat(result.getException()).isInstanceOf(Problem.class).hasMessage("no such thing");
        assertThat(steps("gcx-run-result")).containsExactly("ask-again");
    }

    @Test
    void doesNotReplyAResultThatIsNotKeptAnyMore() {
        Flight flight = board();
        flights.land(flight, entry(Duration.ZERO));

        Exchange result = ask("direct:gcx-run-result", flight.id());

        assertThat(result.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(404));
        assertThat(steps("gcx-board")).isEmpty();
    }

    @Test
    void repliesAStaleResultWithoutARefreshBehindIt() {
        Flight flight = board();
        store.put(entry(TTL.plusSeconds(1)));
        flights.land(flight, store.lookUp(KEY));

        Exchange result = ask("direct:gcx-run-result", flight.id());

        assertThat(result.getMessage().getBody(String.class)).isEqualTo("a thing");
        assertThat(steps("gcx-board")).isEmpty();
    }

    private Flight board() {
        return flights.board(question()).flight();
    }

    private Exchange ask(String uri, String id) {
        return template.send(uri, exchange -> exchange.getMessage().setHeader(GcxHeaders.FLIGHT_ID, id));
    }

    private static JsonNode json(Exchange answer) throws IOException {
        assertThat(answer.getException()).isNull();
        return new ObjectMapper().readTree(answer.getMessage().getBody(byte[].class));
    }
}
