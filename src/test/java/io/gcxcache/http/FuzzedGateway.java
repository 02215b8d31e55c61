package io.gcxcache.http;

import static org.awaitility.Awaitility.await;

import io.gcxcache.Gateway;
import io.gcxcache.LogCapture;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A whole gateway that waits for nobody for long, and tells what is left of what it was asked. */
final class FuzzedGateway implements AutoCloseable {
    /** Long after the last limit of the gateway: whoever waits so long waits for ever. */
    static final Duration HANGS = Duration.ofSeconds(60);

    private static final Map<String, String> SETTINGS = Map.of(
            "gcx.http.head-timeout", "1",
            "gcx.http.body-timeout", "1",
            "gcx.http.idle-timeout", "1",
            "gcx.budget.limit", "1000000");

    /** What Vert.x warns of when the machine has too much to do. */
    private static final String BLOCKED = "has been blocked for";

    private final Gateway gateway;
    private final GcxHttpServer server;
    private final LogCapture log = LogCapture.attach();
    private final HttpClient client;
    private final String scheme;

    /** @param tls how a client speaks to it; null if it speaks in clear */
    FuzzedGateway(Path folder, Map<String, String> more, SSLContext tls) throws Exception {
        GenesysSimulator.Builder simulator = GenesysSimulator.builder();
        for (String family : List.of(
                "routing-directories",
                "routing-queues",
                "analytics-run",
                "analytics-fetch",
                "analytics-query",
                "other")) {
            simulator.rateLimit(family, 1_000_000, Duration.ofSeconds(60));
        }
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        gateway = Gateway.start(folder, settings, simulator);
        gateway.genesys.report("queue-performance").runTime(Duration.ZERO);
        gateway.genesys.report("agent-activity").runTime(Duration.ZERO);
        gateway.genesys.jobs().runTime(Duration.ZERO);
        server = gateway.camel
                .getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                .server();
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        client = (tls == null ? builder : builder.sslContext(tls)).build();
        scheme = tls == null ? "http" : "https";
    }

    int port() {
        return server.port();
    }

    /** How often Genesys was asked. */
    int calls() {
        return gateway.genesys.calls().count();
    }

    /** Whether nothing is left of all that was asked, and the gateway answers as before: what is to complain of. */
    List<String> rest() throws Exception {
        await().atMost(HANGS).until(() -> server.connections() == 0);
        await().atMost(HANGS).until(() -> gateway.camel.getInflightRepository().size() == 0);
        await().atMost(HANGS).until(() -> server.bodyBytes().held() == 0);
        List<String> complaints = new ArrayList<>();
        if (!Pattern.compile("(?m)^gcx_flights 0(\\.0)?$")
                .matcher(get("/observe/metrics").body())
                .find()) {
            complaints.add("There are flights left");
        }
        if (get("/gcx/directories/emergency_contacts").statusCode() != 200) {
            complaints.add("A good request is not answered any more");
        }
        log.lines().stream()
                .filter(line -> !line.contains(BLOCKED))
                .limit(RequestFuzz.MOST_COMPLAINTS)
                .forEach(line -> complaints.add("Logged: " + line));
        return complaints;
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create(scheme + "://localhost:" + port() + path);
        return client.send(HttpRequest.newBuilder(uri).timeout(HANGS).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        log.close();
        gateway.close();
    }
}
