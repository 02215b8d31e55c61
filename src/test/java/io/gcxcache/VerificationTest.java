package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.pagesOf;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.change.Change;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether what is cached is still what Genesys has. Every test has a directory of its own, of three pages. */
class VerificationTest {
    @TempDir
    static Path audit;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Change> CHANGES = new CopyOnWriteArrayList<>();
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(
                audit,
                Map.of(),
                GenesysSimulator.builder().rateLimit("routing-directories", 10_000, Duration.ofSeconds(60)),
                List.of(CHANGES::add));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void costsOneCallIfNothingHasChanged() throws Exception {
        HttpResponse<String> cached = fill("unchanged");

        HttpResponse<String> verified = verify("unchanged");

        assertThat(verified.statusCode()).isEqualTo(200);
        assertThat(header(verified, "Content-Type")).startsWith("application/json");
        assertThat(verified.body()).isEqualTo("{\"result\":\"unchanged\"}");
        assertThat(gateway.pageCalls("unchanged")).isEqualTo(3 + 1);
        assertThat(header(get("unchanged"), "ETag")).isEqualTo(header(cached, "ETag"));
        assertThat(events("unchanged")).doesNotContain("consistency_mismatch");
    }

    @Test
    void readsWhatHasChangedOnceAndPutsItInItsPlace() throws Exception {
        HttpResponse<String> cached = fill("changed");
        gateway.genesys.directory("changed").change();

        HttpResponse<String> verified = verify("changed");

        assertThat(verified.body()).isEqualTo("{\"result\":\"refreshed\"}");
        assertThat(gateway.pageCalls("changed")).isEqualTo(3 + 3);
        HttpResponse<String> now = get("changed");
        assertThat(header(now, "Cache-Status")).startsWith("gcx; hit");
        assertThat(header(now, "ETag")).isNotEqualTo(header(cached, "ETag"));
        assertThat(json(now).path("invalidation_directive").asText()).isEqualTo("overwrite");
        assertThat(json(now).path("entries")).hasSize(600);
        await().untilAsserted(
                        () -> assertThat(events("changed")).containsSubsequence("consistency_mismatch", "refresh"));
    }

    @Test
    void tellsListenersOfTheMismatch() throws Exception {
        fill("told");
        gateway.genesys.directory("told").change();

        verify("told");

        await().untilAsserted(() -> assertThat(CHANGES)
                .filteredOn(change -> "gcx:directory:told".equals(change.key()))
                .extracting(change -> change.directive().word())
                .containsExactly("fresh", "overwrite"));
    }

    @Test
    void asksNothingOfGenesysForWhatIsNotCached() throws Exception {
        HttpResponse<String> verified = verify("never-asked-for");

        assertThat(verified.body()).isEqualTo("{\"result\":\"not_cached\"}");
        assertThat(gateway.pageCalls("never-asked-for")).isZero();
    }

    @Test
    void findsNothingCachedAfterAnInvalidation() throws Exception {
        fill("dropped");
        gateway.send("DELETE", "/gcx/entries/gcx:directory:dropped");

        assertThat(verify("dropped").body()).isEqualTo("{\"result\":\"not_cached\"}");
    }

    @Test
    void startsOverIfTheListChangesAgainWhileItIsRead() throws Exception {
        fill("changed-again");
        gateway.genesys.directory("changed-again").change();
        gateway.genesys.fault(
                Fault.tornPage().on(pagesOf("changed-again")).page(2).times(1));

        assertThat(verify("changed-again").body()).isEqualTo("{\"result\":\"refreshed\"}");
        assertThat(json(get("changed-again")).path("entries")).hasSize(600);
    }

    @Test
    void verifiesOnceForAllWhoAskAtTheSameTime() throws Exception {
        fill("crowded");
        CompletableFuture<Void> release = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(release).on(pagesOf("crowded")));

        List<CompletableFuture<HttpResponse<String>>> crowd = Stream.generate(
                        () -> gateway.postAsync("/gcx/directories/crowded/verification", ""))
                .limit(20)
                .toList();
        await().until(() -> gateway.camel.getInflightRepository().size() > crowd.size());
        release.complete(null);

        assertThat(crowd).extracting(verified -> verified.join().body()).containsOnly("{\"result\":\"unchanged\"}");
        assertThat(gateway.pageCalls("crowded")).isEqualTo(3 + 1);
    }

    @Test
    void keepsWhatIsCachedIfGenesysFails() throws Exception {
        HttpResponse<String> cached = fill("failing");
        gateway.genesys.directory("failing").change();
        gateway.genesys.fault(Fault.notJson().on(pagesOf("failing")));

        assertThat(problem(verify("failing"), 502)).contains("not JSON");

        assertThat(header(get("failing"), "ETag")).isEqualTo(header(cached, "ETag"));
    }

    @Test
    void answersWithWhatIsCachedWhileItVerifies() throws Exception {
        HttpResponse<String> cached = fill("busy");
        gateway.genesys.directory("busy").change();
        CompletableFuture<Void> release = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(release).on(pagesOf("busy")));
        CompletableFuture<HttpResponse<String>> verified = gateway.postAsync("/gcx/directories/busy/verification", "");
        await().until(() -> gateway.pageCalls("busy") == 4);

        HttpResponse<String> meanwhile = get("busy");

        assertThat(verified).isNotDone();
        release.complete(null);
        assertThat(header(meanwhile, "ETag")).isEqualTo(header(cached, "ETag"));
        assertThat(header(meanwhile, "GCX-Refreshing")).isEqualTo("true");
        assertThat(verified.join().body()).isEqualTo("{\"result\":\"refreshed\"}");
    }

    @Test
    void refusesAnIdThatIsNone() throws Exception {
        assertThat(problem(verify("a%20b"), 400)).contains("1 to 128 characters");
    }

    @Test
    void isAskedByAnApplicationAroundTheGateway() throws Exception {
        fill("embedded");

        String told = gateway.template()
                .requestBodyAndHeader("direct:gcx-verify", null, "GcxDirectoryId", "embedded", String.class);

        assertThat(told).isEqualTo("{\"result\":\"unchanged\"}");
    }

    /** What listeners were told of a directory: behind the reply, and of others' too. */
    private static List<String> changesOf(String directory) {
        return CHANGES.stream()
                .filter(change -> change.toString().contains(directory))
                .map(change -> change.directive().word())
                .toList();
    }

    @Test
    void aRouteThatVerifiesAndInvalidatesAndAsksGetsWhatIsTrueNow() throws Exception {
        fill("in-a-row");
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in-a-row")
                        .routeId("gcx-in-a-row")
                        .to("direct:gcx-verify")
                        .to("direct:gcx-invalidate")
                        .process(exchange ->
                                gateway.genesys.directory("in-a-row").change())
                        .to("direct:gcx-directory");
            }
        });
        await().until(() -> !changesOf("in-a-row").isEmpty());
        CHANGES.clear();

        String answer = gateway.template()
                .requestBodyAndHeader("direct:in-a-row", null, "GcxDirectoryId", "in-a-row", String.class);

        assertThat(JSON.readTree(answer).path("invalidation_directive").asText())
                .isEqualTo("fresh");
        assertThat(JSON.readTree(answer).path("entries")).hasSize(600);
        await().until(() -> changesOf("in-a-row").size() >= 2);
        assertThat(changesOf("in-a-row")).containsExactly("invalidate", "fresh");
    }

    @Test
    void verifiesAnyListThatTheYamlDeclares() throws Exception {
        gateway.get("/gcx/lists/routing-queues");
        int calls = gateway.genesys.calls().count("/api/v2/routing/queues");

        String told = gateway.template()
                .requestBodyAndHeaders(
                        "direct:gcx-verify",
                        null,
                        Map.of("GcxResource", "list-routing-queues", "GcxListName", "routing-queues"),
                        String.class);

        // The queues come without Last-Modified: whether they have changed cannot be told, so they are read again.
        assertThat(told).isEqualTo("{\"result\":\"refreshed\"}");
        assertThat(gateway.genesys.calls().count("/api/v2/routing/queues")).isEqualTo(2 * calls);
    }

    private static HttpResponse<String> fill(String directory) throws Exception {
        gateway.genesys.directory(directory).entries(600);
        HttpResponse<String> filled = get(directory);
        assertThat(header(filled, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        return filled;
    }

    private static HttpResponse<String> get(String directory) throws Exception {
        return gateway.get("/gcx/directories/" + directory);
    }

    private static HttpResponse<String> verify(String directory) throws Exception {
        return gateway.send("POST", "/gcx/directories/" + directory + "/verification");
    }

    /** What was audited about a directory, in its order. */
    private static List<String> events(String directory) throws IOException {
        try (Stream<Path> files = Files.list(audit.resolve("audit"))) {
            return files.toList().stream()
                    .flatMap(VerificationTest::lines)
                    .filter(line -> line.path("directory_id").asText().equals(directory))
                    .map(line -> line.path("event").asText())
                    .toList();
        }
    }

    private static Stream<JsonNode> lines(Path file) {
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                lines.add(JSON.readTree(line));
            }
            return lines.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
