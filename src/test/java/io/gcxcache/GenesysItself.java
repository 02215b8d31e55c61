package io.gcxcache;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What the simulated Genesys answers whoever asks it without a gateway. */
final class GenesysItself {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private GenesysItself() {}

    static HttpResponse<String> get(GenesysSimulator genesys, String target) throws IOException, InterruptedException {
        String pair = GenesysSimulator.DEMO_CLIENT + ':' + GenesysSimulator.DEMO_SECRET;
        HttpResponse<String> login = CLIENT.send(
                HttpRequest.newBuilder(genesys.url().resolve("/oauth/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)))
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String token =
                new ObjectMapper().readTree(login.body()).path("access_token").asText();
        return CLIENT.send(
                HttpRequest.newBuilder(genesys.url().resolve(target))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
