package io.gcxcache;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What the simulated Genesys answers who asks it without a gateway. */
final class GenesysItself {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final String token;

    GenesysItself(GenesysSimulator genesys) throws IOException, InterruptedException {
        url = genesys.url();
        HttpRequest login = HttpRequest.newBuilder(url.resolve("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id="
                        + GenesysSimulator.DEMO_CLIENT + "&client_secret=" + GenesysSimulator.DEMO_SECRET))
                .build();
        token = new ObjectMapper()
                .readTree(
                        client.send(login, HttpResponse.BodyHandlers.ofString()).body())
                .path("access_token")
                .asText();
    }

    HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return send("GET", target, HttpRequest.BodyPublishers.noBody());
    }

    HttpResponse<String> post(String target, String body) throws IOException, InterruptedException {
        return send("POST", target, HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(String method, String target, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(target))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
