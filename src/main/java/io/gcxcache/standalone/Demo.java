package io.gcxcache.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.http.TlsFiles;
import io.gcxcache.settings.Settings;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The tour of {@code --demo}: asks the running gateway over HTTP and prints what happened. */
final class Demo {
    private static final String DIRECTORY = "internal_agents";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final PrintStream out = System.out;
    private final GenesysSimulator simulator;
    private final boolean once;

    Demo(GenesysSimulator simulator, boolean once) {
        this.simulator = simulator;
        this.once = once;
    }

    /** The distribution's settings, with the simulator in the place of Genesys Cloud. */
    static Settings settings(Path home, GenesysSimulator simulator) {
        return Settings.load(
                home,
                Logging.apart(System.getenv()),
                System.getProperties(),
                simulated(simulator.url().toString()));
    }

    /** @param url of the simulator */
    static Map<String, String> simulated(String url) {
        Map<String, String> simulated = new HashMap<>(Map.of(
                "gcx.genesys.api-url",
                url,
                "gcx.genesys.login-url",
                url,
                "gcx.genesys.client-id",
                GenesysSimulator.DEMO_CLIENT,
                "gcx.genesys.client-secret",
                GenesysSimulator.DEMO_SECRET,
                "gcx.genesys.proxy",
                "none",
                "gcx.genesys.ca",
                ""));
        // The tour, and whoever tries what it prints, speaks in clear.
        TlsFiles.SETTINGS.forEach(setting -> simulated.put(setting, ""));
        return simulated;
    }

    /** Shows the tour in a thread of its own, since the caller is starting the gateway. */
    void showBehind(CamelContext context, Settings settings, Runnable end) {
        int port = context.getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                .port();
        Thread tour = new Thread(() -> {
            try {
                show("http://127.0.0.1:" + port, settings);
            } catch (IOException e) {
                out.println("The tour failed: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (once) {
                end.run();
            }
        });
        tour.setName("gcx-demo");
        tour.setDaemon(true);
        tour.start();
    }

    private void show(String gateway, Settings settings) throws IOException, InterruptedException {
        String directory = gateway + "/gcx/directories/" + DIRECTORY;
        out.println();
        out.println("gcx-cache is running at " + gateway + ", a simulated Genesys Cloud at " + simulator.url());
        Timed first = get(directory);
        int pages = simulator.calls().count("/api/");
        out.printf(
                Locale.ROOT,
                "First fetch:  %.1f ms, %d entries; Genesys got %d calls: %d for a token, %d for pages  [%s]%n",
                first.millis(),
                first.json().path("entry_count").asInt(),
                simulator.calls().count(),
                simulator.calls().tokens(),
                pages,
                first.cacheStatus());
        Timed second = get(directory);
        out.printf(
                Locale.ROOT,
                "Second fetch: %.1f ms; Genesys got %d more calls  [%s]%n",
                second.millis(),
                simulator.calls().count("/api/") - pages,
                second.cacheStatus());
        JsonNode metrics = get(gateway + "/gcx/metrics").json();
        out.printf(
                Locale.ROOT,
                "Hit ratio:    %.0f %% (%d hit, %d miss)%n",
                100 * metrics.path("hit_ratio").asDouble(),
                metrics.path("hits").asLong(),
                metrics.path("misses").asLong());
        for (JsonNode family : get(gateway + "/gcx/budget").json().path("families")) {
            out.printf(
                    "Budget:       %s, %d of %d calls left, %s%n",
                    family.path("family").asText(),
                    family.path("remaining").asLong(),
                    family.path("limit").asLong(),
                    family.path("mode").asText());
        }
        if (settings.auditDir() != null) {
            out.println("Audit:        " + settings.auditDir().toAbsolutePath().normalize());
        }
        if (!once) {
            out.println("Try:          curl -i " + directory);
            out.println("              curl -i " + gateway + "/gcx/directories/external_vendors");
            out.println("              curl -i " + gateway + "/gcx/lists/routing-queues");
            out.println("              curl -i " + gateway + "/gcx/reports/queue-performance --json"
                    + " '{\"dateFrom\": \"today\", \"dateTo\": \"now\"}'");
            out.println("              TOKEN=$(curl -s -u demo:any -d grant_type=client_credentials " + gateway
                    + "/oauth/token | cut -d '\"' -f 4)");
            out.println("              curl -i -H \"Authorization: Bearer $TOKEN\" " + gateway + "/api/v2/users");
            out.println("              curl " + gateway + "/gcx/metrics    " + gateway + "/gcx/budget");
            out.println("              curl " + gateway + "/observe/health " + gateway + "/observe/metrics");
            settings.routesDir().ifPresent(routes -> {
                out.println(
                        "Edit:         printf 'lists:\\n  sites: {path: /api/v2/telephony/providers/edges/sites}\\n' > "
                                + routes.resolve("own.resources.yaml"));
                out.println("              sleep 2; curl -i " + gateway + "/gcx/lists/sites");
            });
            out.println("Ctrl-C ends it.");
        }
        out.println();
    }

    private Timed get(String url) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<byte[]> response =
                client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
        double millis = (System.nanoTime() - start) / 1e6;
        if (response.statusCode() != 200) {
            throw new IOException(url + " answered " + response.statusCode() + ": " + new String(response.body()));
        }
        return new Timed(
                millis,
                JSON.readTree(response.body()),
                response.headers().firstValue("Cache-Status").orElse(""));
    }

    private record Timed(double millis, JsonNode json, String cacheStatus) {}
}
