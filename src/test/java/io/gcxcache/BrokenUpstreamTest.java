package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.pagesOf;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.PagingStyle;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a question when Genesys fails, lies or is away. Every test has a directory of its own. */
class BrokenUpstreamTest {
    private static final int ALWAYS = Integer.MAX_VALUE;

    @TempDir
    static Path audit;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aServerErrorThatPassesIsNotSeen() throws Exception {
        directory("flaky", 12, Fault.status(503).times(2));

        HttpResponse<String> answer = gateway.get("/gcx/directories/flaky");

        assertThat(json(answer).path("entries")).hasSize(12);
        assertThat(gateway.pageCalls("flaky")).isEqualTo(3);
    }

    @Test
    void aPageThatBreaksOffInTheMiddleIsRepeated() throws Exception {
        directory("broken-off", 1180, Fault.truncated().page(3));

        HttpResponse<String> answer = gateway.get("/gcx/directories/broken-off");

        assertThat(json(answer).path("entries")).hasSize(1180);
        assertThat(gateway.pageCalls("broken-off")).isEqualTo(6);
    }

    @Test
    void aConnectionThatIsCutIsTriedThreeTimes() throws Exception {
        directory("cut-off", 12, Fault.cut().times(ALWAYS));

        assertThat(problem(gateway.get("/gcx/directories/cut-off"), 502)).contains("broke 3 times");
        assertThat(gateway.pageCalls("cut-off")).isEqualTo(3);
    }

    @Test
    void nothingCachedAndNothingToBeHadIsABadGateway() throws Exception {
        directory("never-there", 12, Fault.status(503).times(ALWAYS));

        assertThat(problem(gateway.get("/gcx/directories/never-there"), 502)).contains("503");
        assertThat(gateway.pageCalls("never-there")).isEqualTo(3);
    }

    @Test
    void aFailureIsRememberedSoThatAHundredClientsCostNoMoreThanOne() throws Exception {
        directory("popular", 12, Fault.status(500).times(ALWAYS));

        List<CompletableFuture<HttpResponse<String>>> crowd = IntStream.range(0, 100)
                .mapToObj(i -> gateway.getAsync("/gcx/directories/popular"))
                .toList();
        List<HttpResponse<String>> replies =
                crowd.stream().map(CompletableFuture::join).toList();
        int callsOfTheCrowd = gateway.pageCalls("popular");
        problem(gateway.get("/gcx/directories/popular"), 502);
        int callsSoonAfter = gateway.pageCalls("popular");
        gateway.clock.advance(Duration.ofSeconds(6));
        problem(gateway.get("/gcx/directories/popular"), 502);

        assertThat(replies).extracting(HttpResponse::statusCode).containsOnly(502);
        assertThat(callsOfTheCrowd).isEqualTo(3);
        assertThat(callsSoonAfter).isEqualTo(3);
        assertThat(gateway.pageCalls("popular")).isEqualTo(6);
    }

    @Test
    void staleIsServedWhileGenesysFails() throws Exception {
        directory("aging", 12);
        HttpResponse<String> before = gateway.get("/gcx/directories/aging");
        gateway.clock.advance(Duration.ofSeconds(310));
        gateway.genesys.fault(Fault.status(503).on(pagesOf("aging")).times(ALWAYS));

        HttpResponse<String> first = gateway.get("/gcx/directories/aging");
        await().until(() -> gateway.pageCalls("aging") == 4);
        HttpResponse<String> afterTheFailure = await().until(
                        () -> gateway.get("/gcx/directories/aging"),
                        reply -> header(reply, "GCX-Refreshing").isEmpty());

        assertThat(header(first, "Cache-Status")).matches("gcx; hit; ttl=-1\\d");
        assertThat(header(first, "GCX-Refreshing")).isEqualTo("true");
        assertThat(header(afterTheFailure, "Cache-Status")).matches("gcx; hit; ttl=-1\\d");
        assertThat(afterTheFailure.body()).isEqualTo(before.body());
        assertThat(gateway.pageCalls("aging")).isEqualTo(4);
    }

    @Test
    void staleIsServedUntilItsWindowEnds() throws Exception {
        directory("too-old", 12);
        gateway.get("/gcx/directories/too-old");
        gateway.genesys.fault(Fault.status(503).on(pagesOf("too-old")).times(ALWAYS));

        gateway.clock.advance(Duration.ofSeconds(3800));
        HttpResponse<String> lastSeconds = gateway.get("/gcx/directories/too-old");
        await().until(() -> gateway.pageCalls("too-old") == 4);
        gateway.clock.advance(Duration.ofSeconds(110));
        HttpResponse<String> beyond = gateway.get("/gcx/directories/too-old");

        assertThat(header(lastSeconds, "Cache-Status")).matches("gcx; hit; ttl=-350\\d");
        problem(beyond, 502);
    }

    @Test
    void staleIsServedWhileGenesysIsAwayAltogether(@TempDir Path otherAudit) throws Exception {
        try (Gateway alone = Gateway.start(otherAudit)) {
            HttpResponse<String> before = alone.get("/gcx/directories/emergency_contacts");
            alone.genesys.close();
            alone.clock.advance(Duration.ofSeconds(70));

            HttpResponse<String> stale = alone.get("/gcx/directories/emergency_contacts");
            HttpResponse<String> neverCached = alone.get("/gcx/directories/external_vendors");

            assertThat(stale.body()).isEqualTo(before.body());
            assertThat(header(stale, "Cache-Status")).matches("gcx; hit; ttl=-1\\d");
            problem(neverCached, 502);
        }
    }

    static Stream<Arguments> answersThatAreNoList() {
        return Stream.of(
                Arguments.of("html", Fault.notJson(), "not JSON"),
                Arguments.of("no-entities", Fault.wrongJson(), "list named entities"),
                Arguments.of("array", Fault.wrongJson("[1, 2]"), "list named entities"),
                Arguments.of("entities-no-list", Fault.wrongJson("{\"entities\": {}}"), "list named entities"),
                Arguments.of("text-entry", Fault.wrongJson("{\"entities\": [\"a\"]}"), "page 1, index 0"),
                Arguments.of("empty-name", Fault.wrongJson("{\"entities\": [{\"id\":\"1\",\"name\":\"\"}]}"), "name"),
                Arguments.of("number-id", Fault.wrongJson("{\"entities\": [{\"id\":1,\"name\":\"n\"}]}"), "id"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatAreNoList")
    void anAnswerThatIsNoListIsABadGatewayAndNotRepeated(String id, Fault fault, String told) throws Exception {
        directory(id, 12, fault);

        assertThat(problem(gateway.get("/gcx/directories/" + id), 502)).contains(told);
        assertThat(gateway.pageCalls(id)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "name"})
    void anEntryWithoutARequiredFieldIsNamedByPageAndIndex(String field) throws Exception {
        String id = "lacking-" + field;
        directory(id, 600, Fault.entryWithout(field, 3).page(2));

        assertThat(problem(gateway.get("/gcx/directories/" + id), 502)).contains("without " + field, "page 2, index 3");
    }

    @Test
    void aRefreshThatFailsLeavesWhatWasCached() throws Exception {
        directory("kept", 12);
        HttpResponse<String> before = gateway.get("/gcx/directories/kept");
        gateway.clock.advance(Duration.ofSeconds(310));
        gateway.genesys.fault(Fault.entryWithout("id", 5).on(pagesOf("kept")));
        gateway.get("/gcx/directories/kept");
        await().until(() -> gateway.pageCalls("kept") == 2);

        HttpResponse<String> after = await().until(
                        () -> gateway.get("/gcx/directories/kept"),
                        reply -> header(reply, "GCX-Refreshing").isEmpty());

        assertThat(header(after, "Cache-Status")).matches("gcx; hit; ttl=-1\\d");
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(header(after, "ETag")).isEqualTo(header(before, "ETag"));
    }

    @Test
    void anAnswerThatTakesTooLongIsAGatewayTimeout(@TempDir Path otherAudit) throws Exception {
        try (Gateway impatient = Gateway.start(otherAudit, Map.of("gcx.genesys.response-timeout", "1"))) {
            impatient.genesys.fault(Fault.held(new CompletableFuture<>()).on(pagesOf("emergency_contacts")));

            HttpResponse<String> reply = impatient.get("/gcx/directories/emergency_contacts");

            problem(reply, 504);
            assertThat(impatient.pageCalls("emergency_contacts")).isEqualTo(1);
        }
    }

    @Test
    void aPageThatNamesItselfEndsTheWalk() throws Exception {
        directory("circle", 1180, Fault.pageLoop().page(2).times(ALWAYS));

        assertThat(problem(gateway.get("/gcx/directories/circle"), 502)).contains("page 2");
        assertThat(gateway.pageCalls("circle")).isEqualTo(2);
    }

    @Test
    void aListThatChangesWhileItIsReadIsReadAgain() throws Exception {
        directory("torn", 1180, Fault.tornPage().page(3));

        HttpResponse<String> answer = gateway.get("/gcx/directories/torn");

        assertThat(json(answer).path("entries")).hasSize(1180);
        assertThat(json(answer).at("/entries/0/phone").asText())
                .as("the changed entry")
                .isEqualTo("+1 317 555 0000");
        assertThat(gateway.pageCalls("torn")).isEqualTo(3 + 5);
    }

    @Test
    void aListThatNeverStopsChangingIsGivenUp() throws Exception {
        directory("restless", 1180, Fault.tornPage().times(ALWAYS));

        assertThat(problem(gateway.get("/gcx/directories/restless"), 502)).contains("changed");
        assertThat(gateway.pageCalls("restless")).isEqualTo(6);
    }

    @Test
    void aListThatIsReplacedBetweenTwoReadsIsNeverAMixture() throws Exception {
        directory("counted", 1180, Fault.tornPage().page(4));
        gateway.genesys.directory("counted").paging(PagingStyle.PAGE_COUNT);

        HttpResponse<String> answer = gateway.get("/gcx/directories/counted");

        assertThat(json(answer).path("entries")).hasSize(1180);
        assertThat(json(answer).at("/entries/0/phone").asText()).isEqualTo("+1 317 555 0000");
    }

    private static void directory(String id, int entries, Fault... faults) {
        gateway.genesys.directory(id).entries(entries);
        for (Fault fault : faults) {
            gateway.genesys.fault(fault.on(pagesOf(id)));
        }
    }
}
