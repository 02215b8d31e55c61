package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues that are made, changed and deleted, and when their list shows it. */
class QueueWritesTest {
    private static final String PATH = "/api/v2/routing/queues";

    private final SettableClock clock = new SettableClock();
    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().clock(clock).start();
        simulator.queues(3);
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aQueueIsMadeChangedAndDeleted() throws Exception {
        HttpResponse<String> created =
                client.post(PATH, "{\"name\":\"Night\",\"description\":\"late\",\"peerId\":null,\"id\":\"mine\"}");
        JsonNode queue = json(created);
        String path = PATH + "/" + queue.path("id").asText();
        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(queue.path("id").asText()).isNotEqualTo("mine");
        assertThat(queue.path("selfUri").asText()).isEqualTo(path);
        assertThat(queue.path("dateCreated").asText()).isEqualTo(clock.instant().toString());
        assertThat(queue.path("memberCount").asInt(-1)).isZero();
        assertThat(queue.has("peerId")).isFalse();
        assertThat(json(client.get(path))).isEqualTo(queue);
        assertThat(names()).contains("Night");

        clock.advance(Duration.ofMinutes(1));
        HttpResponse<String> changed = client.put(path, "{\"name\":\"Day\"}");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(json(client.get(path))).isEqualTo(json(changed));
        assertThat(json(changed).has("description")).as("replaced whole").isFalse();
        assertThat(json(changed).path("dateCreated")).isEqualTo(queue.path("dateCreated"));
        assertThat(json(changed).path("dateModified")).isNotEqualTo(queue.path("dateModified"));
        assertThat(names()).contains("Day").doesNotContain("Night");

        HttpResponse<String> deleted = client.delete(path);
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).isEmpty();
        assertThat(client.get(path).statusCode()).isEqualTo(404);
        assertThat(names()).hasSize(3);
        assertThat(simulator.calls().count("POST", PATH)).isEqualTo(1);
        assertThat(simulator.calls().count("PUT", path)).isEqualTo(1);
        assertThat(simulator.calls().count("DELETE", path)).isEqualTo(1);
    }

    @Test
    void theListHearsOfAWriteLate() throws Exception {
        simulator.organization().indexLag(Duration.ofSeconds(5));
        String path = PATH + "/"
                + json(client.post(PATH, "{\"name\":\"Night\"}")).path("id").asText();
        clock.advance(Duration.ofSeconds(3));
        client.put(path, "{\"name\":\"Day\"}");

        assertThat(json(client.get(path)).path("name").asText()).isEqualTo("Day");
        assertThat(names()).hasSize(3);
        clock.advance(Duration.ofSeconds(2));
        assertThat(names()).hasSize(4).contains("Night");
        clock.advance(Duration.ofSeconds(3));
        assertThat(names()).hasSize(4).contains("Day");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\":\"\"}", "{\"name\":null}", "[]", "{"})
    void aQueueWithoutANameIsRefused(String body) throws Exception {
        HttpResponse<String> refused = client.post(PATH, body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("code").asText()).isEqualTo("bad.request");
    }

    @Test
    void aNameIsOfOneQueue() throws Exception {
        String name = names().get(0);
        String other = PATH + "/" + simulator.organization().queueIds().get(1);
        String same = PATH + "/" + simulator.organization().queueIds().get(0);
        String body = "{\"name\":\"" + name + "\"}";

        assertThat(client.post(PATH, body).statusCode()).isEqualTo(409);
        assertThat(client.put(other, body).statusCode()).isEqualTo(409);
        assertThat(client.put(same, body).statusCode()).isEqualTo(200);
        assertThat(names()).hasSize(3);
    }

    @Test
    void whatIsUnknownIsNeitherChangedNorDeleted() throws Exception {
        assertThat(client.put(PATH + "/none", "{\"name\":\"Day\"}").statusCode())
                .isEqualTo(404);
        assertThat(client.delete(PATH + "/none").statusCode()).isEqualTo(404);
    }

    private List<String> names() throws Exception {
        List<String> names = new ArrayList<>();
        json(client.get(PATH))
                .path("entities")
                .forEach(queue -> names.add(queue.path("name").asText()));
        return names;
    }
}
