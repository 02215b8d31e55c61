package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.problem.Problem;
import io.gcxcache.simulator.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host's exchange carries from before decides neither what is fetched nor what is answered. */
class AskedBeforeTest {
    private static final String LIST = "direct:gcx-list";
    private static final String DIRECTORY = "direct:gcx-directory";
    private static final Map<String, Object> QUEUES = Map.of("GcxListName", "routing-queues");

    @TempDir
    static Path audit;

    private static Gateway gateway;
    private static ProducerTemplate template;

    private final Exchange exchange = new DefaultExchange(gateway.camel);

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
        template = gateway.template();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @AfterEach
    void forget() throws Exception {
        gateway.post("/gcx/invalidations", "{\"tag\": \"list\"}");
        gateway.genesys.calls().clear();
    }

    @Test
    void headersThatSteerCallsDoNotReachTheFetchOfAList() {
        ask(
                LIST,
                Map.of(
                        "GcxListName", "routing-queues",
                        "GcxQuery", "state=deleted",
                        "GcxMethod", "DELETE",
                        "GcxLocale", "de-DE",
                        "GcxPath", "/api/v2/users",
                        "GcxPageSize", "7"));

        assertThat(gateway.genesys.calls().all())
                .filteredOn(call -> call.path().startsWith("/api/"))
                .hasSize(1)
                .allSatisfy(call -> {
                    assertThat(call.method()).isEqualTo("GET");
                    assertThat(call.path()).isEqualTo("/api/v2/routing/queues");
                    assertThat(call.query()).isEqualTo("pageSize=100&pageNumber=1");
                    assertThat(call.headers()).doesNotContainEntry("accept-language", "de-DE");
                });
    }

    @Test
    void aSecondReportHasItsOwnLanguage() {
        gateway.genesys.report("spoken").runTime(Duration.ZERO);
        ask("direct:gcx-report", Map.of("GcxReportId", "spoken", "Accept-Language", "de"), "{}");
        gateway.genesys.calls().clear();

        ask("direct:gcx-report", Map.of("GcxReportId", "spoken", "Accept-Language", "fr"), "{}");

        assertThat(gateway.genesys.calls().all())
                .filteredOn(call -> call.path().endsWith("/query"))
                .extracting(call -> call.headers().get("accept-language"))
                .containsExactly("fr");
    }

    @Test
    void aQueryAfterAReportHasNoLanguage() {
        gateway.genesys.report("spoken").runTime(Duration.ZERO);
        ask("direct:gcx-report", Map.of("GcxReportId", "spoken", "Accept-Language", "de"), "{}");
        assertThat(exchange.getMessage().getHeader("Vary")).isEqualTo("Accept-Language");
        gateway.genesys.calls().clear();

        String query = "{\"metrics\": [\"oWaiting\"], \"filter\": {\"type\": \"and\"}}";
        ask("direct:gcx-query", Map.of("GcxQueryName", "queues-observations"), query);

        assertThat(exchange.getMessage().getHeader("Vary")).isNull();
        assertThat(gateway.genesys.calls().all())
                .filteredOn(call -> call.path().endsWith("/query"))
                .hasSize(1)
                .allSatisfy(call -> assertThat(call.headers()).doesNotContainKey("accept-language"));
    }

    @Test
    void aHitIsNotWhatWasAcceptedForLaterBefore() throws Exception {
        gateway.genesys.directory("accepted").entries(3);
        ask(DIRECTORY, Map.of("GcxDirectoryId", "accepted", "Prefer", "respond-async"));
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(202);
        exchange.getMessage().removeHeader("Prefer");

        ask(DIRECTORY, Map.of("GcxDirectoryId", "accepted"));

        assertThat(json().path("entry_count").asInt()).isEqualTo(3);
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isNull();
        assertThat(exchange.getMessage().getHeader("Location")).isNull();
    }

    @Test
    void theCachesOfTheHostAndOfTheGatewayDoNotMeet() throws Exception {
        ask(LIST, Map.of("GcxListName", "routing-queues", "CamelCaffeineAction", "INVALIDATE_ALL"));
        ask(LIST, Map.of("GcxListName", "routing-queues", "CamelCaffeineAction", "GET"));

        assertThat(exchange.getMessage().getHeader("Cache-Status", String.class))
                .startsWith("gcx; hit");
        assertThat(exchange.getMessage().getHeaders().keySet()).noneMatch(name -> name.startsWith("CamelCaffeine"));
    }

    @Test
    void theResultOfARunIsNotThatOfAnEarlierQuestion() throws Exception {
        ask(LIST, QUEUES);
        gateway.genesys.report("asked-before").runTime(Duration.ofSeconds(60));
        String run = Gateway.header(
                        gateway.post("/gcx/reports/asked-before", "{}", "Prefer", "respond-async"), "Location")
                .substring("/gcx/runs/".length());

        ask("direct:gcx-run-result", Map.of("GcxFlightId", run));

        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(202);
        assertThat(json().path("state").asText()).isEqualTo("running");
        await().until(() -> gateway.genesys.report("asked-before").runs() == 1);
        gateway.genesys.report("asked-before").runTime(Duration.ZERO);
        gateway.genesys.forgetRuns();
    }

    @Test
    void aVerificationIsOfOneThing() {
        ask(LIST, QUEUES);

        ask("direct:gcx-verify", Map.of("GcxDirectoryId", "internal_agents"));

        assertThat(exchange.getException(Problem.class)).hasMessageContaining("not of both");
    }

    @Test
    void aVerificationWaitsForItsOutcomeWhateverIsPreferred() throws Exception {
        gateway.genesys.directory("preferred").entries(3);
        gateway.get("/gcx/directories/preferred");
        gateway.genesys.directory("preferred").change();

        JsonNode told =
                Gateway.json(gateway.post("/gcx/directories/preferred/verification", "", "Prefer", "respond-async"));

        assertThat(told.path("result").asText()).isEqualTo("refreshed");
    }

    @Test
    void aFetchRouteThatAsksTheGatewayItselfKeepsItsOwnQuestion() throws Exception {
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:asks-itself")
                        .setHeader("GcxListName", constant("routing-queues"))
                        .to(LIST)
                        .to("direct:gcx-list?block=false");
            }
        });
        Exchange other = template.request("direct:asks-itself", asked -> {});

        assertThat(other.getException()).isNull();
        assertThat(gateway.genesys.calls().all())
                .filteredOn(call -> call.path().startsWith("/api/v2/routing/"))
                .extracting(Call::path)
                .containsExactly("/api/v2/routing/queues");
    }

    private void ask(String uri, Map<String, Object> headers) {
        headers.forEach(exchange.getMessage()::setHeader);
        template.send(uri, exchange);
    }

    private void ask(String uri, Map<String, Object> headers, String body) {
        exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
        ask(uri, headers);
    }

    private JsonNode json() throws IOException {
        assertThat(exchange.getException()).isNull();
        return new ObjectMapper().readTree(exchange.getMessage().getBody(byte[].class));
    }
}
