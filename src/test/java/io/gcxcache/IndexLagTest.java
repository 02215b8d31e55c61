package io.gcxcache;

import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Genesys's lists hear of a write later than it is answered: what the gateway reads of them meanwhile does not stay. */
class IndexLagTest {
    private static final String QUEUES = "/api/v2/routing/queues";
    private static final Duration LAG = Duration.ofSeconds(7);
    private static final Duration SETTLED = Duration.ofSeconds(11);

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Gateway gateway;
    private String token;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(folder);
        gateway.genesys.organization().indexLag(LAG);
        token = gateway.logIn();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    /** @param size of the pages: all in one, several that are cut from the whole, many */
    @ParameterizedTest
    @ValueSource(ints = {100, 25, 7})
    void aListThatWasReadTooEarlyIsReadAgainOnceItsIndexHasHeardOfTheWrite(int size) throws Exception {
        assertThat(list(size)).hasSize(60);

        String id =
                json(send("POST", QUEUES, "{\"name\":\"Night\"}")).path("id").asText();
        assertThat(list(size)).as("Genesys knows no better").doesNotContainKey(id);
        gateway.clock.advance(SETTLED);
        assertThat(list(size)).hasSize(61).containsEntry(id, "Night");

        send("PUT", QUEUES + '/' + id, "{\"name\":\"Day\"}");
        assertThat(list(size)).containsEntry(id, "Night");
        gateway.clock.advance(SETTLED);
        assertThat(list(size)).hasSize(61).containsEntry(id, "Day");

        send("DELETE", QUEUES + '/' + id, "");
        assertThat(list(size)).containsEntry(id, "Day");
        gateway.clock.advance(SETTLED);
        assertThat(list(size)).hasSize(60).doesNotContainKey(id);
    }

    @Test
    void aListThatWasReadJustBeforeItsIndexHeardIsNotKeptAsLongAgain() throws Exception {
        String id =
                json(send("POST", QUEUES, "{\"name\":\"Night\"}")).path("id").asText();
        gateway.clock.advance(LAG.minusSeconds(1));
        assertThat(list(25)).doesNotContainKey(id);

        gateway.clock.advance(Duration.ofSeconds(4));

        assertThat(list(25)).containsKey(id);
    }

    @Test
    void aThingByItsIdIsAsItWasWritten() throws Exception {
        String id =
                json(send("POST", QUEUES, "{\"name\":\"Night\"}")).path("id").asText();
        assertThat(name(id)).isEqualTo("Night");
        send("PUT", QUEUES + '/' + id, "{\"name\":\"Day\"}");
        assertThat(name(id)).isEqualTo("Day");
        send("DELETE", QUEUES + '/' + id, "");
        assertThat(name(id)).isEmpty();
    }

    private String name(String id) throws Exception {
        return json(send("GET", QUEUES + '/' + id, "")).path("name").asText();
    }

    private Map<String, String> list(int size) throws Exception {
        Map<String, String> names = new HashMap<>();
        int pages = 1;
        for (int number = 1; number <= pages; number++) {
            JsonNode page = json(send("GET", QUEUES + "?pageSize=" + size + "&pageNumber=" + number, ""));
            page.path("entities")
                    .forEach(queue -> names.put(
                            queue.path("id").asText(), queue.path("name").asText()));
            pages = page.path("pageCount").asInt();
        }
        return names;
    }

    private HttpResponse<String> send(String method, String target, String body) throws Exception {
        URI url = gateway.url(target);
        return client.send(
                HttpRequest.newBuilder(url)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
