package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever clients make up, nothing is made of it that stays: neither series of meters, but for so many names, nor endpoints. */
class DistinctQuestionsTest {
    private static final int QUESTIONS = 200;
    private static final String USER = "consumer";

    /** Two hundred, and all others together. */
    private static final int MOST_USERS = 201;

    private static final String QUERY =
            "{\"interval\":\"2026-01-01T00:00:00Z/2026-01-02T00:00:00Z\",\"groupBy\":[\"g%s\"],\"metrics\":[\"tHandle\"]}";

    @TempDir
    Path folder;

    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void leaveNoSeriesAndNoEndpointsBehind() throws Exception {
        askEverything("first");
        // Nobody waits for its report: the series of its calls comes with the first of them that ends.
        await().until(() -> series().stream()
                .anyMatch(id ->
                        id.getName().equals("gcx.upstream.calls") && "analytics-run".equals(id.getTag("family"))));
        Set<Meter.Id> series = series();
        int endpoints = gateway.camel.getEndpointRegistry().size();

        for (int i = 0; i < QUESTIONS; i++) {
            askEverything("made-up-" + i);
        }

        assertThat(series()).isEqualTo(series);
        assertThat(users()).hasSizeLessThanOrEqualTo(MOST_USERS);
        assertThat(gateway.camel.getEndpointRegistry()).hasSize(endpoints);
    }

    /** @param name stands wherever a client may say something of its own */
    private void askEverything(String name) throws Exception {
        gateway.get("/gcx/directories/" + name, "Accept-Language", "x-" + name, "X-" + name, name, "User-Agent", name);
        gateway.get("/gcx/lists/routing-queues?" + name + "=" + name);
        gateway.get("/gcx/lists/" + name);
        gateway.get("/gcx/lists/" + name + "/" + name);
        gateway.post(
                "/gcx/queries/conversations-aggregates?locale=en-x-" + name.replace("-", ""), QUERY.formatted(name));
        gateway.post("/gcx/queries/" + name, QUERY.formatted(name));
        gateway.postAsync(
                "/gcx/reports/" + name,
                "{\"dateFrom\":\"2026-01-01\",\"view\":\"" + name + "\"}",
                "Prefer",
                "respond-async");
        gateway.send("POST", "/gcx/directories/" + name + "/verification");
        gateway.post("/gcx/invalidations", "{\"tag\":\"" + name + "\",\"reason\":\"" + name + "\"}");
        gateway.send("DELETE", "/gcx/entries/" + name);
        gateway.get("/gcx/entries?prefix=" + name);
        gateway.get("/gcx/runs/" + name);
        gateway.get("/gcx/runs/" + name + "/result");
        gateway.send("POST", "/gcx/notifications/" + name + "/retry");
        gateway.get("/" + name);
        gateway.send(name.toUpperCase(Locale.ROOT).replace("-", ""), "/gcx/budget");
    }

    /** But for those of who asks, which are bounded by a number. */
    private Set<Meter.Id> series() {
        return all().filter(id -> id.getTag(USER) == null).collect(Collectors.toSet());
    }

    private Set<String> users() {
        return all().map(id -> id.getTag(USER)).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private Stream<Meter.Id> all() {
        return gateway
                .camel
                .getRegistry()
                .lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class)
                .getMeters()
                .stream()
                .map(Meter::getId);
    }
}
