package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.header;
import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryTest {
    private final SettableClock clock = new SettableClock();
    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().clock(clock).start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"internal_agents, 1180", "external_vendors, 320", "emergency_contacts, 12"})
    void theDefaultContentIsThere(String id, int count) throws Exception {
        JsonNode page = json(get(id, "?pageSize=500"));

        assertThat(simulator.directory(id).size()).isEqualTo(count);
        assertThat(page.path("entities")).hasSize(Math.min(500, count));
        assertThat(page.path("entities")).allSatisfy(entry -> {
            assertThat(entry.path("id").asText()).isNotEmpty();
            assertThat(entry.path("name").asText()).isNotEmpty();
            assertThat(entry.path("phone").asText()).isNotEmpty();
            assertThat(entry.path("custom_attributes")).isNotEmpty().allSatisfy(value -> assertThat(value.isTextual())
                    .isTrue());
        });
        assertThat(page.findValuesAsText("name")).doesNotHaveDuplicates();
        assertThat(page.findValuesAsText("email")).isNotEmpty().allSatisfy(email -> assertThat(email)
                .matches("[a-z0-9.]+@[a-z0-9.]+"));
    }

    @Test
    void generatedEntriesAreTheSameAtEveryRun() throws Exception {
        try (GenesysSimulator another = GenesysSimulator.builder().start()) {
            SimulatorClient user = new SimulatorClient(another).login();
            String path = "/api/v2/routing/directories/external_vendors/entries?pageSize=500";
            assertThat(json(user.get(path))).isEqualTo(json(client.get(path)));
        }
    }

    @Test
    void someEntriesHaveFieldsThatNobodyPromised() throws Exception {
        Set<String> fields = new HashSet<>();
        json(get("internal_agents", "")).path("entities").forEach(entry -> entry.fieldNames()
                .forEachRemaining(fields::add));

        assertThat(fields)
                .contains("id", "name", "address", "email", "phone", "custom_attributes", "version", "presence");
    }

    @Test
    void anAnswerCarriesThePlatformsHeaders() throws Exception {
        HttpResponse<String> answer = get("internal_agents", "?pageSize=250&pageNumber=1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(header(answer, "cache-control")).isEqualTo("no-cache, no-store, must-revalidate");
        assertThat(header(answer, "inin-correlation-id")).isNotEmpty();
        assertThat(header(answer, "last-modified")).isEqualTo("Sun, 01 Mar 2026 09:00:00 GMT");
    }

    @Test
    void anUnchangedFirstPageIsNotSentAgain() throws Exception {
        String lastModified = header(get("internal_agents", ""), "last-modified");

        HttpResponse<String> unchanged = get("internal_agents", "", "If-Modified-Since", lastModified);
        HttpResponse<String> second = get("internal_agents", "?pageNumber=2", "If-Modified-Since", lastModified);
        HttpResponse<String> unreadable = get("internal_agents", "", "If-Modified-Since", "yesterday");

        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(header(unchanged, "last-modified")).isEqualTo(lastModified);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(unreadable.statusCode()).isEqualTo(200);
    }

    @Test
    void aChangeTouchesOneEntryAndMovesLastModified() throws Exception {
        HttpResponse<String> before = get("internal_agents", "?pageSize=500");
        clock.advance(Duration.ofMinutes(3));

        simulator.directory("internal_agents").change();

        HttpResponse<String> after =
                get("internal_agents", "?pageSize=500", "If-Modified-Since", header(before, "last-modified"));
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(modified(after)).isEqualTo("2026-03-02T09:03:00Z");
        List<JsonNode> old = entities(before);
        assertThat(entities(after))
                .hasSameSizeAs(old)
                .filteredOn(entry -> !old.contains(entry))
                .hasSize(1);
    }

    @Test
    void changesWithinOneSecondAreToldApart() throws Exception {
        SimulatedDirectory directory = simulator.directory("internal_agents").change();
        Instant first = modified(get("internal_agents", ""));

        directory.change();

        assertThat(modified(get("internal_agents", ""))).isEqualTo(first.plusSeconds(1));
        assertThat(directory.lastModified()).isEqualTo(first.plusSeconds(1));
    }

    @Test
    void ownEntriesAreServedAsTheyAre() throws Exception {
        simulator.directory("mine").entries(List.of(Map.of("id", "e1", "nested", Map.of("n", 1.5)), Map.of()));

        assertThat(json(get("mine", "")).path("entities").toString())
                .isIn("[{\"id\":\"e1\",\"nested\":{\"n\":1.5}},{}]", "[{\"nested\":{\"n\":1.5},\"id\":\"e1\"},{}]");
    }

    @Test
    void aDirectoryIsUnknownBeforeItIsMadeAndAfterItIsRemoved() throws Exception {
        HttpResponse<String> unknown = get("partners", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("code").asText()).isEqualTo("not.found");

        simulator.directory("partners").entries(3);
        assertThat(json(get("partners", "")).path("entities")).hasSize(3);

        simulator.directory("partners").remove();
        assertThat(get("partners", "").statusCode()).isEqualTo(404);
        assertThat(simulator.directory("partners").size()).isZero();
        assertThat(get("partners", "").statusCode()).isEqualTo(200);
    }

    @Test
    void thePageSizeIs25UnlessAskedFor() throws Exception {
        assertThat(json(get("internal_agents", "")).path("entities")).hasSize(25);
    }

    private HttpResponse<String> get(String id, String query, String... headers) throws Exception {
        return client.get("/api/v2/routing/directories/" + id + "/entries" + query, headers);
    }

    private static Instant modified(HttpResponse<String> answer) {
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header(answer, "last-modified")));
    }

    private static List<JsonNode> entities(HttpResponse<String> answer) {
        return StreamSupport.stream(json(answer).path("entities").spliterator(), false)
                .toList();
    }
}
