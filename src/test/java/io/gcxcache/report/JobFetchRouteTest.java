package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Flight;
import io.gcxcache.ask.TestFlight;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-fetch-job}: starts a run, polls it until it is done, collects its results and cleans up. */
class JobFetchRouteTest extends ReportRoomRouteTest {
    private static final String START = "POST /api/v2/runs/1";
    private static final String POLL = "GET /api/v2/runs/1/1";

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Processor>> answers = new ConcurrentHashMap<>();

    @BeforeEach
    void start() {
        mocked("direct:gcx-upstream").whenAnyExchangeReceived(this::upstream);
        context.start();
    }

    @Test
    void takesItsStepsInTheirOrder() {
        on(START, json("{'id': '1'}"));
        on(POLL, json("{'state': 'DONE', 'rows': [1]}"));

        Exchange run = run(report());

        assertThat(body(run)).isEqualTo("{\"state\": \"DONE\", \"rows\": [1]}");
        assertThat(steps("gcx-fetch-job"))
                .containsExactly(
                        "open-job",
                        "until-done",
                        "if-not-started",
                        "ask-start",
                        "start",
                        "wait-to-poll",
                        "leave-the-poll-timer",
                        "ask-poll",
                        "poll",
                        "until-collected",
                        "delete-behind",
                        "render-job");
        assertThat(steps("gcx-delete-job")).containsExactly("if-to-clean-up");
    }

    @Test
    void pollsUntilTheRunIsDoneAndStartsItOnce() {
        on(START, json("{'id': '1'}"));
        on(POLL, json("{'state': 'QUEUED'}"), json("{'state': 'RUNNING'}"), json("{'state': 'DONE'}"));

        run(report());

        assertThat(calls).containsExactly(START, POLL, POLL, POLL);
    }

    @Test
    void collectsTheResultsOnlyWhenTheRunIsDoneAndCleansUp() {
        on("POST /api/v2/jobs", json("{'id': '1'}"));
        on("GET /api/v2/jobs/1", json("{'state': 'RUNNING'}"), json("{'state': 'DONE'}"));
        on("GET /api/v2/jobs/1/results?pageSize=10", json("{'results': [1], 'cursor': 'c'}"));
        on("GET /api/v2/jobs/1/results?pageSize=10&cursor=c", json("{'results': [2]}"));
        on("DELETE /api/v2/jobs/1", json("{}"));

        Exchange run = run(job());

        assertThat(body(run)).isEqualTo("{\"results\":[1,2]}");
        await().until(() -> calls.size() == 6);
        assertThat(calls)
                .containsExactly(
                        "POST /api/v2/jobs",
                        "GET /api/v2/jobs/1",
                        "GET /api/v2/jobs/1",
                        "GET /api/v2/jobs/1/results?pageSize=10",
                        "GET /api/v2/jobs/1/results?pageSize=10&cursor=c",
                        "DELETE /api/v2/jobs/1");
        assertThat(steps("gcx-fetch-job")).endsWith("collect", "delete-behind", "render-job");
        assertThat(steps("gcx-delete-job")).containsExactly("if-to-clean-up", "open-deletion", "delete-run");
        assertThat(steps("gcx-delete-run"))
                .containsExactly("until-deleted", "wait-to-delete", "leave-the-deletion-timer", "ask-delete", "delete");
    }

    @Test
    void answersAlthoughTheCleanUpFailed() {
        on("POST /api/v2/jobs", json("{'id': '1'}"));
        on("GET /api/v2/jobs/1", json("{'state': 'DONE'}"));
        on("GET /api/v2/jobs/1/results?pageSize=10", json("{'results': []}"));
        on("DELETE /api/v2/jobs/1", problem(Problem.upstream("no")));

        Exchange run = run(job());

        assertThat(body(run)).isEqualTo("{\"results\":[]}");
    }

    @Test
    void startsAForgottenRunAgain() {
        on(START, json("{'id': '1'}"), json("{'id': '2'}"));
        on(POLL, problem(Problem.notFound("unknown run")), problem(Problem.notFound("unknown run")));
        on("GET /api/v2/runs/1/2", json("{'state': 'DONE'}"));

        Exchange run = run(report());

        assertThat(run.getException()).isNull();
        assertThat(calls).containsExactly(START, POLL, POLL, START, "GET /api/v2/runs/1/2");
    }

    @Test
    void asksAgainForWhatIsNotFoundOnce() {
        on("POST /api/v2/jobs", json("{'id': '1'}"));
        on("GET /api/v2/jobs/1", problem(Problem.notFound("no")), json("{'state': 'DONE'}"));
        on(
                "GET /api/v2/jobs/1/results?pageSize=10",
                problem(Problem.notFound("no")),
                json("<html>"),
                problem(Problem.passing("503")),
                json("{'results': [1]}"));
        on("DELETE /api/v2/jobs/1", json(""));

        Exchange run = run(job());

        assertThat(body(run)).isEqualTo("{\"results\":[1]}");
        assertThat(steps("gcx-fetch-job")).filteredOn("collect"::equals).hasSize(4);
    }

    @Test
    void tellsWhatIsRefusedToTheGatewayAsAnUpstreamErrorAndDeletesTheRun() {
        on("POST /api/v2/jobs", json("{'id': '1'}"));
        on("GET /api/v2/jobs/1", json("{'state': 'DONE'}"));
        on("GET /api/v2/jobs/1/results?pageSize=10", problem(Problem.badRequest("pageSize")));
        on("DELETE /api/v2/jobs/1", problem(Problem.notFound("expired")));

        Exchange run = run(job());

        assertThat(run.getException(Problem.class)).isNotNull().hasMessage("pageSize");
        assertThat(run.getException(Problem.class).status()).isEqualTo(502);
        await().until(() -> calls.contains("DELETE /api/v2/jobs/1"));
    }

    @Test
    void pollsTheSameRunAgainAfterTheBudgetRefusedAPoll() {
        on(START, json("{'id': '1'}"));
        on(POLL, problem(Problem.busy("spent", Duration.ofMillis(1))), json("{'state': 'DONE'}"));

        Exchange run = run(report());

        assertThat(run.getException()).isNull();
        assertThat(calls).containsExactly(START, POLL, POLL);
    }

    @Test
    void asksForTheSamePageOfResultsAgainHoweverOftenTheBudgetRefusesIt() {
        Processor spent = problem(Problem.busy("spent", Duration.ofMillis(1)));
        on("POST /api/v2/jobs", json("{'id': '1'}"));
        on("GET /api/v2/jobs/1", json("{'state': 'DONE'}"));
        on("GET /api/v2/jobs/1/results?pageSize=10", json("{'results': [1], 'cursor': 'c'}"));
        on("GET /api/v2/jobs/1/results?pageSize=10&cursor=c", spent, spent, spent, json("{'results': [2]}"));
        on("DELETE /api/v2/jobs/1", json("{}"));

        Exchange run = run(job());

        assertThat(body(run)).isEqualTo("{\"results\":[1,2]}");
        assertThat(calls).containsOnlyOnce("POST /api/v2/jobs", "GET /api/v2/jobs/1/results?pageSize=10");
    }

    @Test
    void givesUpItsPagesOfResultsAtItsTimeLimitAndDeletesTheRun() {
        AtomicReference<Flight> flight = new AtomicReference<>();
        on("POST /api/v2/jobs", json("{'id': '1'}"));
        on("GET /api/v2/jobs/1", json("{'state': 'DONE'}"));
        on("GET /api/v2/jobs/1/results?pageSize=10", json("{'results': [1], 'cursor': 'c'}"));
        on("GET /api/v2/jobs/1/results?pageSize=10&cursor=c", exchange -> {
            flight.get().arrival().completeExceptionally(Problem.tooSlow("time is up"));
            throw Problem.busy("spent", Duration.ofMillis(1));
        });
        on("DELETE /api/v2/jobs/1", json("{}"));

        Exchange run = template.send("direct:gcx-fetch-job", exchange -> {
            ask(exchange, job());
            flight.set(TestFlight.of(exchange, clock));
        });

        assertThat(run.getException(Problem.class).status()).isEqualTo(504);
        await().until(() -> calls.contains("DELETE /api/v2/jobs/1"));
    }

    @Test
    void endsWithTheProblemOfARunThatFailed() {
        on(START, json("{'id': '1'}"));
        on(POLL, json("{'state': 'FAILED', 'why': 'too many rows'}"));

        Exchange run = run(report());

        assertThat(run.getException(Problem.class)).isNotNull().hasMessageContaining("too many rows");
        assertThat(steps("gcx-fetch-job")).doesNotContain("render-job");
    }

    @Test
    void endsWithTheProblemOfTheStart() {
        on(START, problem(Problem.busy("spent", Duration.ofSeconds(7))));

        Exchange run = run(report());

        assertThat(run.getException()).isInstanceOf(Problem.class).hasMessage("spent");
        assertThat(calls).containsExactly(START);
    }

    @Test
    void givesUpARunThatNobodyWaitsForAnyMore() {
        AtomicReference<Flight> flight = new AtomicReference<>();
        on(START, json("{'id': '1'}"));
        on(POLL, exchange -> {
            flight.get().arrival().completeExceptionally(Problem.tooSlow("time is up"));
            json("{'state': 'RUNNING'}").process(exchange);
        });

        Exchange run = template.send("direct:gcx-fetch-job", exchange -> {
            ask(exchange, report());
            flight.set(TestFlight.of(exchange, clock));
        });

        assertThat(run.getException(Problem.class)).isNotNull();
        assertThat(run.getException(Problem.class).status()).isEqualTo(504);
        assertThat(calls).containsExactly(START, POLL);
    }

    @Test
    void countsStartsAndPollsAgainstTheirOwnFamilies() {
        List<String> families = new CopyOnWriteArrayList<>();
        on(START, exchange -> {
            families.add(exchange.getMessage().getHeader(GcxHeaders.FAMILY, String.class));
            json("{'id': '1'}").process(exchange);
        });
        on(POLL, exchange -> {
            families.add(exchange.getMessage().getHeader(GcxHeaders.FAMILY, String.class));
            json("{'state': 'DONE'}").process(exchange);
        });

        run(report());

        assertThat(families).containsExactly("analytics-run", "analytics-fetch");
    }

    private Exchange run(Resource resource) {
        return template.send("direct:gcx-fetch-job", exchange -> ask(exchange, resource));
    }

    private void on(String call, Processor... inTurn) {
        answers.put(call, new ArrayDeque<>(List.of(inTurn)));
    }

    private void upstream(Exchange exchange) throws Exception {
        Message asked = exchange.getMessage();
        String query = asked.getHeader(GcxHeaders.QUERY, String.class);
        String call = asked.getHeader(GcxHeaders.METHOD) + " " + asked.getHeader(GcxHeaders.PATH)
                + (query == null ? "" : "?" + query);
        calls.add(call);
        assertThat(answers).as("answers of the stand-in").containsKey(call);
        answers.get(call).remove().process(exchange);
    }

    private static Processor json(String text) {
        return exchange -> exchange.getMessage().setBody(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Processor problem(Problem problem) {
        return exchange -> {
            throw problem;
        };
    }

    private static String body(Exchange run) {
        assertThat(run.getException()).isNull();
        return new String(run.getMessage().getBody(Answer.class).body().joined(), StandardCharsets.UTF_8);
    }
}
