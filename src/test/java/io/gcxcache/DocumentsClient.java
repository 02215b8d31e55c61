package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A client that knows Genesys Cloud by the documents, and nothing of a gateway: it runs a report, polls, and has it. */
final class DocumentsClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final String token;

    /** @param base all that it is told */
    DocumentsClient(URI base) throws Exception {
        this.base = base;
        HttpRequest login = HttpRequest.newBuilder(base.resolve("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id="
                        + GenesysSimulator.DEMO_CLIENT + "&client_secret=" + GenesysSimulator.DEMO_SECRET))
                .build();
        token = json(http.send(login, HttpResponse.BodyHandlers.ofString()))
                .path("access_token")
                .asText();
    }

    HttpResponse<String> query(String report, String query) throws Exception {
        return http.send(
                request("/api/v2/analytics/reports/" + report + "/query")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(query))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Starts a report; answers the id of its run. */
    String run(String report, String query) throws Exception {
        JsonNode started = json(query(report, query));
        assertThat(started.path("status").asText()).as(started.toString()).isEqualTo("processing");
        return started.path("reportId").asText();
    }

    HttpResponse<String> fetch(String run) throws Exception {
        return http.send(
                request("/api/v2/analytics/reports/" + run + "/fetch").build(), HttpResponse.BodyHandlers.ofString());
    }

    String status(String run) throws Exception {
        HttpResponse<String> polled = fetch(run);
        assertThat(polled.statusCode()).as(polled.body()).isEqualTo(200);
        return json(polled).path("status").asText();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + token);
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(response.body(), e);
        }
    }
}
