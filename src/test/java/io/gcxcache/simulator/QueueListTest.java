package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueueListTest {
    private static final String PATH = "/api/v2/routing/queues";

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
    void aMiddlePageHasTheWholeEnvelope() throws Exception {
        JsonNode page = json(client.get(PATH + "?pageNumber=2"));

        List<String> fields = new ArrayList<>();
        page.fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .containsExactlyInAnyOrder(
                        "entities",
                        "pageSize",
                        "pageNumber",
                        "total",
                        "pageCount",
                        "firstUri",
                        "selfUri",
                        "nextUri",
                        "previousUri",
                        "lastUri");
        assertThat(page.path("entities")).hasSize(25);
        assertThat(page.path("pageSize").asInt()).isEqualTo(25);
        assertThat(page.path("total").asInt()).isEqualTo(60);
        assertThat(page.path("pageCount").asInt()).isEqualTo(3);
        assertThat(page.path("firstUri").asText()).isEqualTo(PATH + "?pageSize=25&pageNumber=1");
        assertThat(page.path("previousUri").asText()).isEqualTo(PATH + "?pageSize=25&pageNumber=1");
        assertThat(page.path("selfUri").asText()).isEqualTo(PATH + "?pageSize=25&pageNumber=2");
        assertThat(page.path("nextUri").asText()).isEqualTo(PATH + "?pageSize=25&pageNumber=3");
        assertThat(page.path("lastUri").asText()).isEqualTo(PATH + "?pageSize=25&pageNumber=3");
    }

    @Test
    void theFirstPageHasNoPreviousAndTheLastNoNext() throws Exception {
        assertThat(json(client.get(PATH)).has("previousUri")).isFalse();
        assertThat(json(client.get(PATH + "?pageNumber=3")).has("nextUri")).isFalse();
    }

    @Test
    void nextUriLeadsToTheEndAndNamesDiffer() throws Exception {
        simulator.queues(1234);

        List<String> names = new ArrayList<>();
        String next = PATH + "?pageSize=500";
        while (!next.isEmpty()) {
            JsonNode page = json(client.get(next));
            page.path("entities").forEach(queue -> names.add(queue.path("name").asText()));
            next = page.path("nextUri").asText();
        }

        assertThat(names).hasSize(1234).doesNotHaveDuplicates();
        assertThat(simulator.calls().count(PATH)).isEqualTo(3);
    }

    @Test
    void moreThan500QueuesInAPageAreRefused() throws Exception {
        assertThat(client.get(PATH + "?pageSize=500").statusCode()).isEqualTo(200);
        assertThat(client.get(PATH + "?pageSize=501").statusCode()).isEqualTo(400);
    }

    @Test
    void withoutQueuesTheOnlyPageIsEmpty() throws Exception {
        simulator.queues(0);

        JsonNode page = json(client.get(PATH));

        assertThat(page.path("entities")).isEmpty();
        assertThat(page.path("pageCount").asInt()).isZero();
        assertThat(page.has("nextUri")).isFalse();
    }
}
