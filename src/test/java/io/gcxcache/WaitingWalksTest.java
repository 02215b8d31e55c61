package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.GenesysSimulator;
import io.gcxcache.wiring.ShippedFiles;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Walks whose pages do not fit one window of their rate limit: they wait for the reset with the pages that they have, and
 * their clients do not wait for them. The windows are those of a clock that the test pushes; only waits are real.
 */
class WaitingWalksTest {
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(500);

    @TempDir
    Path folder;

    private RawServer genesys;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        genesys = new RawServer();
        Path routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
        Files.writeString(routes.resolve("own.resources.yaml"), """
                lists:
                  things: {path: /api/v2/things, pageSize: 2}
                  short-lived: {path: /api/v2/short-lived, pageSize: 2, timeLimit: 3}
                  hurried: {path: /api/v2/hurried, pageSize: 2, timeLimit: 60}
                """);
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.routes.dir",
                        routes.toString(),
                        "gcx.genesys.api-url",
                        genesys.url().toString(),
                        "gcx.budget.max-wait",
                        "0"),
                GenesysSimulator.builder());
        gateway.clock.stop();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void case8AWalkThatDoesNotFitOneWindowIsFilledOnceAfterTheReset(boolean counted) throws Exception {
        LimitedList list = list("things", counted, 30, 20, WINDOW);

        HttpResponse<String> waiting = gateway.get("/gcx/lists/things");
        HttpResponse<String> again = gateway.get("/gcx/lists/things");
        nextWindow();
        HttpResponse<String> hit = hit("things");

        assertThat(problem(waiting, 503)).contains("gcx:list:things", "rate limit");
        assertThat(header(waiting, "Retry-After")).isEqualTo("1");
        assertThat(problem(again, 503)).isEqualTo(problem(waiting, 503));
        assertThat(ids(hit))
                .isEqualTo(IntStream.range(0, 60).mapToObj(Integer::toString).toList());
        assertThat(list.calls()).isEqualTo(31);
        assertThat(list.refused()).isZero();
        assertThat(genesys.queries("/api/v2/things")).startsWith(first()).endsWith(first());
        assertThat(gauge("gcx_upstream_waiting_bytes")).isZero();
    }

    @Test
    void aWalkGoesThroughAsManyWindowsAsItNeeds() throws Exception {
        LimitedList list = list("things", true, 11, 5, WINDOW);

        gateway.get("/gcx/lists/things");
        nextWindow();
        await().until(() -> list.calls() == 10);
        nextWindow();

        assertThat(ids(hit("things"))).hasSize(22).doesNotHaveDuplicates();
        assertThat(list.calls()).isEqualTo(12);
    }

    @Test
    void aListWhoseFirstPageMovedWhileItsWalkWaitedIsReadAnew() throws Exception {
        LimitedList list = list("things", true, 4, 3, WINDOW);

        gateway.get("/gcx/lists/things");
        list.change(index -> "other-" + index);
        nextWindow();
        // The last page, the first again, which is another, and one more of that.
        await().until(() -> list.calls() == 6);
        nextWindow();
        HttpResponse<String> hit = hit("things");

        assertThat(ids(hit)).hasSize(8).allMatch(id -> id.startsWith("other-"));
        assertThat(header(hit, "Cache-Status")).doesNotContain("torn");
        assertThat(list.calls()).isEqualTo(3 + 3 + 3);
    }

    @Test
    void aListThatCannotBeReadWithinItsTimeLimitIsRefusedForNothingForTenMinutes() throws Exception {
        LimitedList list = list("hurried", true, 100, 20, LONG);

        HttpResponse<String> first = gateway.get("/gcx/lists/hurried");
        HttpResponse<String> second = gateway.get("/gcx/lists/hurried");
        int forNothing = list.calls();
        gateway.clock.advance(Duration.ofMinutes(10));
        gateway.get("/gcx/lists/hurried");

        assertThat(problem(first, 503))
                .contains("/api/v2/hurried", "100 pages", "hurried", "60 s", "gcx.list.time-limit", "pageSize");
        assertThat(header(first, "Retry-After")).isEqualTo("600");
        problem(second, 503);
        assertThat(forNothing).isEqualTo(1);
        assertThat(list.calls()).isEqualTo(2);
    }

    @Test
    void aListThatDoesNotTellItsSizeIsFoundTooLongOnce() throws Exception {
        LimitedList list = list("hurried", false, 100, 20, LONG);
        list.withoutTotal();

        HttpResponse<String> first = gateway.get("/gcx/lists/hurried");
        int spent = list.calls();
        gateway.clock.advance(LONG);
        HttpResponse<String> second = gateway.get("/gcx/lists/hurried");

        assertThat(problem(first, 503)).contains("/api/v2/hurried", "time limit");
        assertThat(spent).isEqualTo(20);
        problem(second, 503);
        assertThat(list.calls()).isEqualTo(spent);
    }

    @Test
    void theTimeLimitOfItsFlightEndsAWalkThatWaits() throws Exception {
        list("short-lived", true, 4, 3, Duration.ofSeconds(1));

        // Nobody pushes the clock: the wait is over again and again, and the window is not.
        HttpResponse<String> patient = gateway.get("/gcx/lists/short-lived", "Prefer", "wait=60");

        assertThat(problem(patient, 504)).contains("3 s");
        await().until(() -> gauge("gcx_upstream_waiting_bytes") == 0 && gauge("gcx_flights") == 0);
        gateway.clock.advance(Duration.ofSeconds(10));
        assertThat(gateway.get("/gcx/lists/short-lived").statusCode())
                .as("the failure is forgotten, and the key free")
                .isEqualTo(503);
    }

    @Test
    void whatIsStaleIsServedAtOnceWhileTheWalkBehindItWaits() throws Exception {
        list("things", true, 10, 100, WINDOW);
        gateway.get("/gcx/lists/things");
        gateway.clock.advance(Duration.ofSeconds(301));
        LimitedList list = list("things", true, 10, 8, WINDOW);
        list.change(index -> "other-" + index);

        HttpResponse<String> before = gateway.get("/gcx/lists/things");
        await().until(() -> gauge("gcx_upstream_waiting_bytes") > 0);
        HttpResponse<String> meanwhile = gateway.get("/gcx/lists/things");
        nextWindow();
        await().until(() -> ids(gateway.get("/gcx/lists/things")).contains("other-0"));

        assertThat(header(before, "Cache-Status")).startsWith("gcx; hit; ttl=-");
        assertThat(header(meanwhile, "Cache-Status")).startsWith("gcx; hit; ttl=-");
        assertThat(ids(meanwhile)).contains("0").hasSize(20);
        assertThat(list.calls()).isEqualTo(11);
    }

    @Test
    void whoPrefersNotToWaitIsAcceptedAndComesBackForIt() throws Exception {
        list("things", true, 10, 8, WINDOW);

        HttpResponse<String> accepted = gateway.get("/gcx/lists/things", "Prefer", "respond-async");
        await().until(() -> gauge("gcx_upstream_waiting_bytes") > 0);
        HttpResponse<String> meanwhile = gateway.get("/gcx/lists/things", "Prefer", "respond-async");
        HttpResponse<String> waited = gateway.get("/gcx/lists/things", "Prefer", "wait=1");
        nextWindow();
        String run = header(accepted, "Location");
        await().until(() -> gateway.get(run + "/result").statusCode() == 200);

        assertThat(List.of(accepted, meanwhile, waited))
                .extracting(HttpResponse::statusCode)
                .containsOnly(202);
        assertThat(ids(gateway.get(run + "/result"))).hasSize(20);
    }

    @Test
    void aWalkGoesOnWithoutTheClientThatAskedForIt() throws Exception {
        LimitedList list = list("things", true, 10, 8, WINDOW);
        CompletableFuture<HttpResponse<String>> gone = gateway.getAsync("/gcx/lists/things");
        await().until(() -> list.calls() > 0);

        gone.cancel(true);

        nextWindow();
        assertThat(ids(hit("things"))).hasSize(20);
        assertThat(list.calls()).isEqualTo(11);
    }

    @Test
    @Timeout(100)
    void theGatewayStopsWhileAWalkWaits() throws Exception {
        list("things", true, 10, 8, LONG);
        gateway.get("/gcx/lists/things");
        gateway.camel.getShutdownStrategy().setTimeout(300);

        gateway.camel.stop();

        assertThat(gateway.camel.isStopped()).isTrue();
    }

    /** Puts a list behind a declared one, at the path of its name. */
    private LimitedList list(String name, boolean counted, int pages, int limit, Duration window) {
        LimitedList list = new LimitedList(gateway.clock, counted, pages, limit, window);
        genesys.onQueries("/api/v2/" + name, list::answer);
        return list;
    }

    /** Has the windows end once a walk waits for that and no answer is on its way. */
    private void nextWindow() {
        await().until(() -> gauge("gcx_upstream_waiting_bytes") > 0 && gauge("gcx_upstream_permits") == 0);
        gateway.clock.advance(WINDOW);
    }

    /** The list, once it is kept. */
    private HttpResponse<String> hit(String name) throws Exception {
        await().until(() ->
                header(gateway.get("/gcx/lists/" + name), "Cache-Status").startsWith("gcx; hit"));
        return gateway.get("/gcx/lists/" + name);
    }

    private static String first() {
        return "pageSize=2&pageNumber=1";
    }

    private double gauge(String name) throws Exception {
        return gateway.get("/observe/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(HttpResponse<String> list) throws Exception {
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        Stream<JsonNode> entries =
                StreamSupport.stream(json(list).path("entries").spliterator(), false);
        return entries.map(entry -> entry.path("id").asText()).toList();
    }
}
