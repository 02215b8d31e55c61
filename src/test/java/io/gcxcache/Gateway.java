package io.gcxcache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.http.GcxHttpEngine;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A gateway with a simulated Genesys Cloud behind it, both on free ports of the loopback address, in this process.
 *
 * <p>One {@link MutableClock} drives both: freshness, budgets, tokens, rate windows. Timers run in real time.
 */
public final class Gateway implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    public final MutableClock clock = new MutableClock();
    public final GenesysSimulator genesys;
    public final CamelContext camel = new DefaultCamelContext();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ProducerTemplate template;

    private Gateway(Path auditDir, Map<String, String> settings, GenesysSimulator.Builder simulator) throws Exception {
        genesys = simulator.clock(clock).start();
        Map<String, String> given = new HashMap<>(Map.of(
                "gcx.genesys.api-url",
                genesys.url().toString(),
                "gcx.genesys.login-url",
                genesys.url().toString(),
                "gcx.genesys.client-id",
                GenesysSimulator.DEMO_CLIENT,
                "gcx.genesys.client-secret",
                GenesysSimulator.DEMO_SECRET,
                "gcx.http.port",
                "0",
                "gcx.audit.dir",
                auditDir.toString()));
        given.putAll(settings);
        GcxSettings checked = GcxSettings.of(given);
        // Never early by chance: a test that wants early refresh makes its own look-ups.
        camel.addRoutes(new Bundle(checked, clock, () -> 0));
        camel.addRoutes(GcxCache.http(checked));
        camel.start();
        template = camel.createProducerTemplate();
    }

    public static Gateway start(Path auditDir) throws Exception {
        return start(auditDir, Map.of());
    }

    /** @param settings what differs from the defaults */
    public static Gateway start(Path auditDir, Map<String, String> settings) throws Exception {
        return start(auditDir, settings, GenesysSimulator.builder());
    }

    /** @param simulator a simulator set up, but not started */
    public static Gateway start(Path auditDir, Map<String, String> settings, GenesysSimulator.Builder simulator)
            throws Exception {
        return new Gateway(auditDir, settings, simulator);
    }

    public URI url(String path) {
        int port = camel.getRegistry()
                .lookupByNameAndType(GcxHttpEngine.NAME, GcxHttpEngine.class)
                .getServerPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers);
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        return client.send(request(method, path, headers), HttpResponse.BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> getAsync(String path) {
        return client.sendAsync(request("GET", path), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks a route of the context directly. */
    public ProducerTemplate template() {
        return template;
    }

    public static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() throws IOException {
        template.close();
        camel.stop();
        genesys.close();
    }

    private HttpRequest request(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }
}
