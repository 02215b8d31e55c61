package io.gcxcache.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** A plain client of the simulator: logs in when it is told to, repeats nothing, follows nothing. */
final class SimulatorClient {
    static final String FORM = "application/x-www-form-urlencoded";

    private static final JsonMapper JSON = new JsonMapper();

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String token = "";

    SimulatorClient(GenesysSimulator simulator) {
        this.base = simulator.url();
    }

    SimulatorClient login() throws IOException, InterruptedException {
        HttpResponse<String> answer = login("demo-client", "demo-secret", "grant_type=client_credentials");
        token = json(answer).path("access_token").asText();
        return this;
    }

    HttpResponse<String> login(String id, String secret, String form) throws IOException, InterruptedException {
        String pair = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes());
        return send(post(form).header("Authorization", "Basic " + pair));
    }

    HttpResponse<String> loginByForm(String form) throws IOException, InterruptedException {
        return send(post(form));
    }

    HttpResponse<String> get(String pathOrUrl, String... headers) throws IOException, InterruptedException {
        return send(request(pathOrUrl, headers));
    }

    CompletableFuture<HttpResponse<String>> getAsync(String path) {
        return http.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path, "Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
        return send(request(path, "Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String pathOrUrl, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(pathOrUrl)).header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.body(), e);
        }
    }

    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private HttpRequest.Builder post(String form) {
        return HttpRequest.newBuilder(base.resolve("/oauth/token"))
                .header("Content-Type", FORM)
                .POST(HttpRequest.BodyPublishers.ofString(form));
    }
}
