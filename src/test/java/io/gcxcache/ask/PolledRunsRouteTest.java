package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.ReportResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-start-run} and {@code gcx-poll-run}: a run that is started, and polled until its answer is there. */
class PolledRunsRouteTest extends AskRoomRouteTest {
    private final Resource report = DeclaredResources.resource(ReportResource.of("report")
            .path("/api/v2/reports/{id}/query")
            .key("gcx:thing:{id}")
            .fetch("mock:fetch")
            .family(FAMILY));

    /** Of no time. */
    private record Plain(byte[] body) implements PostedQuery {
        @Override
        public Duration ttl() {
            return null;
        }

        @Override
        public String locale() {
            return null;
        }

        @Override
        public Duration longestAge(Instant fillStarted) {
            return null;
        }

        @Override
        public Instant earliestFill() {
            return null;
        }

        @Override
        public String interval() {
            return null;
        }
    }

    @Override
    Resource asked() {
        return report;
    }

    @BeforeEach
    void startContext() {
        context.start();
    }

    @Test
    void aRunThatIsStartedBoardsAndDoesNotWait() throws IOException {
        Flight flight = board();

        JsonNode told = json(start());

        assertThat(told.path("status").asText()).isEqualTo("processing");
        assertThat(told.path("reportId").asText()).hasSize(36).isNotEqualTo(flight.id());
        assertThat(steps("gcx-start-run")).containsExactly("look-or-board-for-run", "start-run");
        assertThat(steps("gcx-look-or-board"))
                .containsExactly("look", "judge-what-was-found", "miss-for-later", "join-or-lead-for-later");
        assertThat(steps("gcx-board")).containsExactly("board", "if-leader");
    }

    @Test
    void aPollTellsThatTheFlightIsOnItsWayAndThenWhatItBrought() throws IOException {
        Flight flight = board();
        String run = run();

        JsonNode early = json(poll(run));
        flights.land(flight, entry(Duration.ZERO));
        Exchange landed = poll(run);

        assertThat(early.path("reportId").asText()).isEqualTo(run);
        assertThat(early.path("status").asText()).isEqualTo("processing");
        assertThat(landed.getMessage().getBody(String.class)).isEqualTo("a thing");
        assertThat(landed.getMessage().getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(steps("gcx-poll-run"))
                .containsExactly(
                        "come-back",
                        "if-nothing-comes",
                        "tell-processing",
                        "come-back",
                        "if-nothing-comes",
                        "reply-to-poll",
                        "audit-poll");
    }

    @Test
    void whatWasThereWhenARunWasStartedIsToldThoughItWasReplacedSince() {
        store.put(entry("then", Duration.ofSeconds(50)));
        String run = run();
        store.put(entry("now", Duration.ZERO));

        Exchange polled = poll(run);

        assertThat(polled.getMessage().getBody(String.class)).isEqualTo("then");
        assertThat(polled.getMessage().getHeader("Cache-Status", String.class)).startsWith("gcx; hit; ttl=");
        assertThat(steps("gcx-board")).isEmpty();
    }

    @Test
    void whatBecameTooOldSinceIsNotTold() {
        store.put(entry("then", TTL.plus(STALE_WINDOW).minusSeconds(1)));
        board();
        String run = run();
        clock.advance(Duration.ofSeconds(1));
        store.put(entry("now", Duration.ZERO));

        assertThat(poll(run).getMessage().getBody(String.class)).isEqualTo("now");
    }

    @Test
    void whatWasThereAndWasInvalidatedIsAskedForAgain() throws IOException {
        store.put(entry("then", Duration.ZERO));
        String run = run();

        store.invalidateKey(KEY);
        board();

        assertThat(json(poll(run)).path("status").asText()).isEqualTo("processing");
    }

    @Test
    void aFailureIsToldAsAStateOfTheRun() throws IOException {
        Flight flight = board();
        String run = run();

        flights.fail(flight, Problem.upstream("too many rows"));

        JsonNode told = json(poll(run));
        assertThat(told.path("status").asText()).isEqualTo("failed");
        assertThat(told.path("message").asText()).isEqualTo("too many rows");
    }

    @Test
    void whatMayPassIsAProblemOnceAndThenAskedForAgain() throws IOException {
        Flight flight = board();
        String run = run();
        flights.fail(flight, Problem.busy("later", Duration.ofSeconds(3)));

        Exchange refused = poll(run);
        board();

        assertThat(refused.getException()).isInstanceOf(Problem.class).hasMessage("later");
        assertThat(json(poll(run)).path("status").asText()).isEqualTo("processing");
    }

    @Test
    void aRunThatNobodyStartedIsNotFound() {
        assertThat(poll("unknown").getException())
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(404));
    }

    private Flight board() {
        return flights.board(question()).flight();
    }

    private Exchange start() {
        return template.send("direct:gcx-start-run", exchange -> Ask.about(exchange, report, "1")
                .name(exchange, new Plain("{}".getBytes(StandardCharsets.UTF_8)), "", clock));
    }

    private String run() {
        try {
            return json(start()).path("reportId").asText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Exchange poll(String run) {
        return template.send(
                "direct:gcx-poll-run", exchange -> exchange.getMessage().setHeader(GcxHeaders.RUN_ID, run));
    }

    private static JsonNode json(Exchange answer) throws IOException {
        assertThat(answer.getException()).isNull();
        return new ObjectMapper().readTree(answer.getMessage().getBody(byte[].class));
    }
}
