package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSearchTest {
    private static final String PATH = "/api/v2/users/search";

    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void resultsArePagedAsTheBodySays() throws Exception {
        JsonNode first = search("{\"query\":[],\"pageSize\":100}");
        JsonNode last = search("{\"query\":[],\"pageSize\":100,\"pageNumber\":3}");

        assertThat(first.path("results")).hasSize(100);
        assertThat(first.path("total").asInt()).isEqualTo(282);
        assertThat(first.path("pageCount").asInt()).isEqualTo(3);
        assertThat(last.path("results")).hasSize(82);
        assertThat(search("{\"query\":[]}").path("results")).hasSize(25);
        assertThat(search("{\"query\":[],\"pageNumber\":99}").path("results")).isEmpty();
    }

    @Test
    void allTermsMustFitInAnyOfTheirFieldsWithAnyOfTheirValues() throws Exception {
        String added = simulator.organization().addUser("Zed Zebra");

        assertThat(ids("{\"type\":\"EXACT\",\"fields\":[\"name\"],\"value\":\"zed zebra\"}"))
                .containsExactly(added);
        assertThat(ids("{\"type\":\"STARTS_WITH\",\"fields\":[\"email\",\"name\"],\"value\":\"ZED\"}"))
                .containsExactly(added);
        assertThat(ids("{\"type\":\"CONTAINS\",\"fields\":[\"name\"],\"values\":[\"nobody\",\"zebra\"]}"))
                .containsExactly(added);
        assertThat(ids("{\"type\":\"EXACT\",\"fields\":[\"name\"],\"value\":\"zebra\"}"))
                .isEmpty();
        assertThat(ids("{\"type\":\"CONTAINS\",\"value\":\"zebra\"},{\"type\":\"EXACT\",\"fields\":[\"title\"],"
                        + "\"value\":\"nothing\"}"))
                .isEmpty();
    }

    @Test
    void inactiveUsersAreFoundByTheirState() throws Exception {
        JsonNode found = search("{\"query\":[{\"type\":\"EXACT\",\"fields\":[\"state\"],\"value\":\"inactive\"}]}");

        assertThat(found.path("total").asInt()).isEqualTo(12);
    }

    @Test
    void fieldsAreExpandedAndResultsSorted() throws Exception {
        JsonNode found = search("{\"query\":[],\"expand\":[\"presence\"],\"sortOrder\":\"DESC\",\"pageSize\":2}");

        assertThat(found.at("/results/0").has("presence")).isTrue();
        assertThat(found.at("/results/0/name").asText())
                .isGreaterThanOrEqualTo(found.at("/results/1/name").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"query\":[],\"pageSize\":0}",
                "{\"query\":[],\"pageSize\":101}",
                "{\"query\":[],\"pageNumber\":0}",
                "[]"
            })
    void whatIsNoSearchIsRefused(String body) throws Exception {
        HttpResponse<String> refused = client.post(PATH, body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("code").asText()).isEqualTo("bad.request");
    }

    private List<String> ids(String terms) throws Exception {
        List<String> ids = new ArrayList<>();
        search("{\"query\":[" + terms + "]}")
                .path("results")
                .forEach(user -> ids.add(user.path("id").asText()));
        return ids;
    }

    private JsonNode search(String body) throws Exception {
        HttpResponse<String> answer = client.post(PATH, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }
}
