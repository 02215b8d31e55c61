package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.simulator.Fault;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries that Genesys answers at once. */
class QueryAnswerTest {
    private static final String DAY = """
            {"interval": "2024-01-01T00:00:00Z/2024-01-02T00:00:00Z", "metrics": ["nOffered"], \
            "filter": {"type": "and"}, "n": %d}""";

    @TempDir
    static Path audit;

    private static Gateway gateway;
    private static int asked;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.genesys.calls().clear();
    }

    @AfterEach
    void heal() {
        gateway.genesys.clearFaults();
    }

    @ParameterizedTest
    @CsvSource({
        "conversations-aggregates, /api/v2/analytics/conversations/aggregates/query, results, 300",
        "conversations-details,    /api/v2/analytics/conversations/details/query, conversations, 300",
        "queues-observations,      /api/v2/analytics/queues/observations/query, results, 10",
        "users-observations,       /api/v2/analytics/users/observations/query, results, 10"
    })
    void aQueryIsAskedOnceForEachBodyAndIsGoodForItsTime(String name, String path, String field, int ttl)
            throws Exception {
        String one = unasked();
        String other = unasked();

        HttpResponse<String> first = gateway.post("/gcx/queries/" + name, one);
        HttpResponse<String> second = gateway.post("/gcx/queries/" + name, " " + one);
        HttpResponse<String> ofOther = gateway.post("/gcx/queries/" + name, other);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(json(first).path(field)).isNotEmpty();
        assertThat(header(first, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(header(second, "Cache-Status")).matches("gcx; hit; ttl=(" + ttl + "|" + (ttl - 1) + ")");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(header(ofOther, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(ofOther.body()).isNotEqualTo(first.body());
        assertThat(gateway.genesys.calls().count("POST", path)).isEqualTo(2);
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(2);
    }

    @Test
    void twoQueriesOfOneBodyAreTwoEntries() throws Exception {
        String query = unasked();

        HttpResponse<String> queues = gateway.post("/gcx/queries/queues-observations", query);
        HttpResponse<String> users = gateway.post("/gcx/queries/users-observations", query);

        assertThat(header(users, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(users.body()).isNotEqualTo(queues.body());
    }

    @Test
    void observationsAreServedStaleForAMinuteAtMost() throws Exception {
        String query = "{\"metrics\": [\"oWaiting\"], \"filter\": {\"type\": \"and\"}}";
        gateway.post("/gcx/queries/queues-observations", query);
        gateway.genesys.fault(Fault.status(503).times(Integer.MAX_VALUE));

        gateway.clock.advance(Duration.ofSeconds(55));
        HttpResponse<String> stale = gateway.post("/gcx/queries/queues-observations", query);
        gateway.clock.advance(Duration.ofSeconds(6));

        assertThat(header(stale, "Cache-Status")).startsWith("gcx; hit; ttl=-4");
        problem(gateway.post("/gcx/queries/queues-observations", query), 502);
    }

    @ParameterizedTest
    @CsvSource({
        "conversations-aggregates, analytics:conversationAggregate:view",
        "conversations-details, analytics:conversationDetail:view",
        "queues-observations, analytics:queueObservation:view",
        "users-observations, analytics:userObservation:view"
    })
    void aMissingScopeIsNamed(String name, String scope) throws Exception {
        gateway.genesys.fault(Fault.missingScope("something"));

        assertThat(problem(gateway.post("/gcx/queries/" + name, unasked()), 502))
                .contains(scope);
    }

    @Test
    void anAnswerThatIsNoJsonIsNeitherPassedOnNorStored() throws Exception {
        String query = unasked();
        gateway.genesys.fault(Fault.notJson());

        problem(gateway.post("/gcx/queries/conversations-aggregates", query), 502);
        gateway.clock.advance(Duration.ofMillis(5_100));

        assertThat(header(gateway.post("/gcx/queries/conversations-aggregates", query), "Cache-Status"))
                .isEqualTo("gcx; fwd=uri-miss; stored");
    }

    @Test
    void aQueryThatGenesysRefusesIsTheClientsToMendAndNotRepeated() throws Exception {
        HttpResponse<String> refused = gateway.post("/gcx/queries/conversations-details", """
                {"interval": "2024-01-01T00:00:00Z/2024-01-02T00:00:00Z", "paging": {"pageSize": 1000}}""");

        assertThat(problem(refused, 400)).contains("400", "pageSize");
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(1);
    }

    @Test
    void anEmbedderAsksByName() throws Exception {
        String query = unasked();
        HttpResponse<String> overHttp = gateway.post("/gcx/queries/conversations-aggregates", query);

        Exchange answer = gateway.template().request("direct:gcx-query", exchange -> {
            exchange.getMessage().setHeader("GcxQueryName", "conversations-aggregates");
            exchange.getMessage().setBody(query);
        });

        assertThat(new String(answer.getMessage().getBody(byte[].class), StandardCharsets.UTF_8))
                .isEqualTo(overHttp.body());
        assertThat(answer.getMessage().getHeader("Cache-Status", String.class)).startsWith("gcx; hit; ttl=");
    }

    /** A query about one day that nobody asked before. */
    private static String unasked() {
        return DAY.formatted(++asked);
    }
}
