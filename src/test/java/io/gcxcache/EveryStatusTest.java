package io.gcxcache;

import static io.gcxcache.RawServer.inTurn;
import static io.gcxcache.RawServer.json;
import static io.gcxcache.RawServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Genesys answers whatever status there is, whenever it is asked: nobody hangs, and everybody is told something clear. */
class EveryStatusTest {
    private static final int TIME_LIMIT = 3;
    /** A new token would be fetched for all, or the family wait for one: they have tests of their own. */
    private static final Set<Integer> OF_ALL = Set.of(401, 429);

    private static final String ERROR = "{\"message\":\"said so\",\"code\":\"c\",\"status\":%d,\"contextId\":\"i\"}";

    /** What a client may be told; never that the gateway itself failed. */
    private static final Set<Integer> TOLD = Set.of(200, 400, 404, 409, 413, 422, 502, 503, 504);

    /** No status of Genesys makes an answer. */
    private static final int NEVER = 0;

    @TempDir
    static Path folder;

    private static RawUpstream upstream;

    @BeforeAll
    static void start() throws Exception {
        upstream = new RawUpstream(
                folder, TIME_LIMIT, Map.of("gcx.genesys.response-timeout", "1", "gcx.budget.max-wait", "1"));
    }

    @AfterAll
    static void stop() throws Exception {
        upstream.close();
    }

    @Test
    void atTheFirstPageOfAList() throws Exception {
        Map<Integer, HttpResponse<String>> told = everyStatus(status -> {
            upstream.genesys.on("/api/v2/things/" + status, status(status, ERROR.formatted(status)));
            return upstream.gateway.getAsync("/gcx/lists/things/" + status);
        });

        assertTold(told, 200);
        assertThat(told.get(404).statusCode()).isEqualTo(404);
        assertThat(told.get(400).statusCode()).isEqualTo(502);
        assertThat(told.keySet()).allSatisfy(status -> assertThat(upstream.genesys.requests("/api/v2/things/" + status))
                .as("calls with status " + status)
                .isBetween(1, 3));
    }

    @Test
    void atALaterPageOfAList() throws Exception {
        Map<Integer, HttpResponse<String>> told = everyStatus(status -> {
            String path = "/api/v2/things/later-" + status;
            upstream.genesys.onQueries(
                    path,
                    query -> query.endsWith("pageNumber=1")
                            ? RawServer.json("{\"entities\":[{\"id\":\"a\"}],\"total\":2,\"nextUri\":\"" + path
                                    + "?pageSize=100&pageNumber=2\"}")
                            : status(status, ERROR.formatted(status)));
            return upstream.gateway.getAsync("/gcx/lists/things/later-" + status);
        });

        assertTold(told, NEVER);
        assertThat(told.get(404).statusCode()).isEqualTo(404);
        assertThat(told.get(400).statusCode()).isEqualTo(502);
    }

    /** All questions are asked at one path, and each is answered with the status that it names. */
    @Test
    void atAQuery() throws Exception {
        upstream.genesys.onBodies("/api/v2/sums/query", body -> {
            int status = Integer.parseInt(body.replaceFirst(".*\"n\":(\\d+).*", "$1"));
            return status(status, ERROR.formatted(status));
        });

        Map<Integer, HttpResponse<String>> told = everyStatus(status -> upstream.ask("sums", status));

        assertTold(told, 0);
        assertThat(IntStream.of(400, 404, 409, 413, 422))
                .allSatisfy(status -> assertThat(told.get(status).statusCode()).isEqualTo(status));
    }

    @Test
    void atTheStartOfARun() throws Exception {
        Map<Integer, HttpResponse<String>> told = everyStatus(status -> {
            upstream.genesys.on(start(status), status(status, ERROR.formatted(status)));
            return upstream.gateway.postAsync("/gcx/reports/" + status, "{}");
        });

        assertTold(told, 0);
        assertThat(IntStream.of(400, 404, 409, 413, 422))
                .allSatisfy(status -> assertThat(told.get(status).statusCode()).isEqualTo(status));
        assertThat(told.keySet()).allSatisfy(status -> assertThat(upstream.genesys.requests(start(status)))
                .as("calls with status " + status)
                .isBetween(1, 3));
    }

    private static String start(int status) {
        return "/api/v2/analytics/reports/" + status + "/query";
    }

    @Test
    void atAPoll() throws Exception {
        everyStatusOfARun("polls", (run, status) -> {
            upstream.genesys.on(run, status(status, ERROR.formatted(status)));
            upstream.genesys.on(run + "/results", json("{\"results\":[]}"));
        });
    }

    @Test
    void atAPageOfResults() throws Exception {
        everyStatusOfARun("pages", (run, status) -> {
            upstream.genesys.on(run, json("{\"state\":\"FULFILLED\"}"));
            upstream.genesys.on(run + "/results", status(status, ERROR.formatted(status)));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 429})
    void alsoWhereAllOthersWaitForIt(int status, @TempDir Path other) throws Exception {
        RawServer.Answer refusal = status(status, ERROR.formatted(status));
        try (RawUpstream alone = new RawUpstream(other, TIME_LIMIT, Map.of("gcx.budget.max-wait", "1"))) {
            alone.genesys.on("/api/v2/things/1", refusal);
            alone.genesys.on("/api/v2/sums/query", refusal);
            for (String name : List.of("runs", "polls", "pages")) {
                String jobs = "/api/v2/" + name + "/jobs";
                alone.genesys.on(jobs, name.equals("runs") ? refusal : status(202, "{\"jobId\":\"1\"}"));
                alone.genesys.on(jobs + "/1", name.equals("polls") ? refusal : json("{\"state\":\"FULFILLED\"}"));
                alone.genesys.on(jobs + "/1/results", refusal);
                alone.genesys.on("DELETE " + jobs + "/1", status(204, ""));
            }
            Map<Integer, CompletableFuture<HttpResponse<String>>> waiting = new LinkedHashMap<>();
            waiting.put(1, alone.gateway.getAsync("/gcx/lists/things/1"));
            waiting.put(2, alone.ask("sums", 1));
            waiting.put(3, alone.ask("runs", 1));
            waiting.put(4, alone.ask("polls", 1));
            waiting.put(5, alone.ask("pages", 1));

            Map<Integer, HttpResponse<String>> told = joined(waiting);
            assertTold(told, 0);
            assertThat(told.values()).extracting(HttpResponse::statusCode).containsAnyOf(502, 503);
            assertThat(alone.genesys.requests("/api/v2/polls/jobs/1")).isBetween(1, 20);
            assertThat(alone.genesys.requests("/api/v2/pages/jobs/1/results")).isBetween(1, 20);
        }
    }

    private interface Script {
        void write(String run, int status);
    }

    /** Runs are named in the order in which they are started, which is not the order in which they were asked for. */
    private static void everyStatusOfARun(String name, Script script) throws Exception {
        String jobs = "/api/v2/" + name + "/jobs";
        IntStream.range(100, 600).filter(status -> !OF_ALL.contains(status)).forEach(status -> {
            script.write(jobs + "/run-" + status, status);
            upstream.genesys.on("DELETE " + jobs + "/run-" + status, status(204, ""));
        });
        upstream.genesys.on(
                jobs,
                inTurn(IntStream.range(100, 600)
                        .filter(status -> !OF_ALL.contains(status))
                        .mapToObj(status -> status(202, "{\"jobId\":\"run-" + status + "\"}"))
                        .toArray(RawServer.Answer[]::new)));

        Map<Integer, HttpResponse<String>> told = everyStatus(status -> upstream.ask(name, status));

        assertTold(told, 200);
        assertThat(told.values()).extracting(HttpResponse::statusCode).doesNotContain(400, 404, 409, 413, 422);
        assertThat(told.keySet()).allSatisfy(status -> assertThat(upstream.genesys.requests(jobs + "/run-" + status)
                        + upstream.genesys.requests(jobs + "/run-" + status + "/results"))
                .as("calls with status " + status)
                .isBetween(1, 60));
    }

    /** Those that repeat nothing wait for nobody; one that limits the family would. */
    private static Map<Integer, HttpResponse<String>> everyStatus(
            IntFunction<CompletableFuture<HttpResponse<String>>> ask) {
        Map<Integer, CompletableFuture<HttpResponse<String>>> asked = new LinkedHashMap<>();
        IntStream.range(100, 600)
                .filter(status -> !OF_ALL.contains(status))
                .forEach(status -> asked.put(status, ask.apply(status)));
        return joined(asked);
    }

    private static Map<Integer, HttpResponse<String>> joined(
            Map<Integer, CompletableFuture<HttpResponse<String>>> asked) {
        Map<Integer, HttpResponse<String>> told = new LinkedHashMap<>();
        asked.forEach((status, reply) -> told.put(status, reply.join()));
        return told;
    }

    private static void assertTold(Map<Integer, HttpResponse<String>> told, int whole) throws Exception {
        for (Map.Entry<Integer, HttpResponse<String>> reply : told.entrySet()) {
            int code = reply.getValue().statusCode();
            assertThat(TOLD).as(reply.getKey() + ": " + reply.getValue().body()).contains(code);
            assertThat(code).as(reply.getValue().body()).matches(one -> one != 200 || whole == 200);
            if (code != 200) {
                JsonNode problem = Gateway.json(reply.getValue());
                assertThat(problem.path("detail").asText())
                        .as("status " + reply.getKey())
                        .isNotEmpty()
                        .doesNotContain("inside the gateway")
                        .hasSizeLessThan(400);
            }
        }
    }
}
