package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.change.ChangeListener;
import io.gcxcache.disk.TroubledDisk;
import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.settings.Settings;
import io.gcxcache.simulator.GenesysSimulator;
import io.gcxcache.wiring.Bundle;
import io.gcxcache.wiring.HttpBundle;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A gateway with a simulated Genesys Cloud behind it, both on free ports of the loopback address, in this process.
 *
 * <p>One {@link MutableClock} drives both: freshness, budgets, tokens, rate windows. The gateway's time of day may
 * step away from it, see {@link #stepWall}. Timers run in real time.
 */
public final class Gateway implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The clock that never steps shows no time of day: whoever takes it for one is far off. */
    private static final Duration STEADY_AHEAD = Duration.ofDays(-1000);

    public final MutableClock clock = new MutableClock();

    /** What keeps audit files and notifications. */
    public final TroubledDisk disk = new TroubledDisk();

    public final GenesysSimulator genesys;
    public final CamelContext camel = new DefaultCamelContext();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ProducerTemplate template;

    /** How far the gateway's time of day is ahead of {@link #clock}: somebody sets the machine's clock. */
    private final AtomicReference<Duration> stepped;

    private Gateway(
            Path folder,
            Map<String, String> settings,
            GenesysSimulator.Builder simulator,
            List<ChangeListener> listeners,
            Duration ahead,
            Function<Map<String, String>, Settings> read)
            throws Exception {
        stepped = new AtomicReference<>(ahead);
        genesys = simulator.clock(clock).start();
        Map<String, String> given = asking(genesys, folder);
        given.putAll(settings);
        try {
            Settings checked = read.apply(given);
            // Never early by chance: a test that wants early refresh makes its own look-ups.
            camel.addRoutes(new Bundle(
                    checked,
                    () -> clock.instant().plus(stepped.get()),
                    () -> clock.instant().plus(STEADY_AHEAD),
                    () -> 0,
                    disk,
                    List.of(),
                    listeners));
            camel.addRoutes(new HttpBundle(checked));
            camel.start();
        } catch (Exception e) {
            // Nobody else can: who asks for a gateway gets none.
            camel.stop();
            genesys.close();
            throw e;
        }
        template = camel.createProducerTemplate();
    }

    /** The settings of a gateway on a free port that asks a simulator, with its audit files below a folder. */
    static Map<String, String> asking(GenesysSimulator genesys, Path folder) {
        return new HashMap<>(Map.of(
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
                // Tests of families are not to meet the client's limit.
                "gcx.budget.client.limit",
                "1000000",
                "gcx.tokens.key-file",
                folder.resolve("tokens.key").toString(),
                "gcx.audit.dir",
                folder.resolve("audit").toString()));
    }

    public static Gateway start(Path folder) throws Exception {
        return start(folder, Map.of());
    }

    /** @param settings what differs from the defaults */
    public static Gateway start(Path folder, Map<String, String> settings) throws Exception {
        return start(folder, settings, GenesysSimulator.builder());
    }

    /** @param simulator a simulator set up, but not started */
    public static Gateway start(Path folder, Map<String, String> settings, GenesysSimulator.Builder simulator)
            throws Exception {
        return start(folder, settings, simulator, List.of());
    }

    /** @param listeners told of every change */
    public static Gateway start(
            Path folder,
            Map<String, String> settings,
            GenesysSimulator.Builder simulator,
            List<ChangeListener> listeners)
            throws Exception {
        return new Gateway(folder, settings, simulator, listeners, Duration.ZERO, Settings::of);
    }

    /** @param ahead how far the machine's clock is ahead of the time of day when the gateway is started */
    static Gateway startAhead(Path folder, Map<String, String> settings, Duration ahead) throws Exception {
        return new Gateway(folder, settings, GenesysSimulator.builder(), List.of(), ahead, Settings::of);
    }

    /** One with the settings file of a distribution. Over that wins what the simulator needs, and the settings. */
    static Gateway startDistribution(Path home, Map<String, String> settings) throws Exception {
        return new Gateway(
                home,
                settings,
                GenesysSimulator.builder(),
                List.of(),
                Duration.ZERO,
                over -> Settings.load(home, Map.of(), new Properties(), over));
    }

    /** Sets the gateway's time of day, and nothing else: neither how much time has passed, nor the clock of Genesys. */
    void stepWall(Duration by) {
        stepped.updateAndGet(before -> before.plus(by));
    }

    public URI url(String path) {
        int port = camel.getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                .port();
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

    /** Posts a JSON body. */
    public HttpResponse<String> post(String path, String body, String... headers) {
        return postAsync(path, body, headers).join();
    }

    /** Posts bytes that are said to be JSON. */
    HttpResponse<String> post(String path, byte[] body) {
        return postAsync(path, HttpRequest.BodyPublishers.ofByteArray(body)).join();
    }

    public CompletableFuture<HttpResponse<String>> postAsync(String path, String body, String... headers) {
        return postAsync(path, HttpRequest.BodyPublishers.ofString(body), headers);
    }

    private CompletableFuture<HttpResponse<String>> postAsync(
            String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path))
                .POST(body)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A token of the gateway's own, for Genesys's paths. */
    String logIn() throws IOException, InterruptedException {
        HttpRequest login = HttpRequest.newBuilder(url("/login/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id=me&client_secret=any"))
                .build();
        return json(client.send(login, HttpResponse.BodyHandlers.ofString()))
                .path("access_token")
                .asText();
    }

    public CompletableFuture<HttpResponse<String>> getAsync(String path, String... headers) {
        return client.sendAsync(request("GET", path, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** What a socket carries back for a request line and nothing else, so that no client tidies the path up. */
    public String raw(String requestLine) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", url("/").getPort())) {
            String request = requestLine + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** How a directory's pages are asked for upstream: the beginning of the path. */
    public static String pagesOf(String directory) {
        return "/api/v2/routing/directories/" + directory + "/";
    }

    /** How often Genesys was asked for a page of a directory. */
    public int pageCalls(String directory) {
        return genesys.calls().count(pagesOf(directory));
    }

    /** Asks a route of the context directly. */
    public ProducerTemplate template() {
        return template;
    }

    public static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    /** The {@code detail} of a reply that has to be a problem document of this status. */
    public static String problem(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).isNotEmpty();
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        return problem.path("detail").asText();
    }

    /** The value of a header; empty if it is not there. */
    public static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
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
