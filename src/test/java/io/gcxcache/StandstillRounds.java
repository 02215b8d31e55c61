package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The machine under a gateway is suspended, or its process is stopped, while something of everything is in progress: a
 * fresh entry, a real-time answer, a remembered failure, a blocked budget, a token that ends, a flight in the air.
 */
final class StandstillRounds {
    /** Longer than a failure is remembered, a budget blocked and a token good, or these cannot be seen to end. */
    static final Duration SHORTEST = Duration.ofSeconds(6);

    private static final Duration TOKEN = Duration.ofSeconds(5);
    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);
    private static final int TTL = 30;
    private static final int REAL_TIME_LIMIT = 60;
    private static final String CONTACTS = "/gcx/directories/emergency_contacts";
    private static final String QUEUES = "/gcx/lists/routing-queues";
    private static final String REPORT = "/gcx/reports/standstill";
    private static final String REAL_TIME = "{\"dateFrom\": \"2024-01-01\", \"dateTo\": \"now\"}";

    private StandstillRounds() {}

    /**
     * @param contacts what an entry was answered with after the standstill
     * @param realTime what a real-time question was answered with
     */
    record Outcome(HttpResponse<String> contacts, HttpResponse<String> realTime) {}

    static Outcome run(Path work, Duration standstill) throws Exception {
        try (GenesysSimulator genesys =
                GenesysSimulator.builder().tokenLifetime(TOKEN).start()) {
            Map<String, String> environment = Distribution.asking(genesys, work);
            environment.put("GCX_DIRECTORY_TTL_EMERGENCY_CONTACTS", Integer.toString(TTL));
            environment.put("GCX_BUDGET_MAX_WAIT", "0");
            try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment)) {
                return run(genesys, gcx, standstill);
            }
        }
    }

    private static Outcome run(GenesysSimulator genesys, Distribution gcx, Duration standstill) throws Exception {
        genesys.report("standstill").runTime(Duration.ZERO);
        genesys.fault(Fault.status(404).on(Gateway.pagesOf("internal_agents")));
        genesys.fault(Fault.tooManyRequests(TOKEN).on("/api/v2/routing/queues"));
        CompletableFuture<Void> release = new CompletableFuture<>();
        genesys.fault(Fault.held(release).on(Gateway.pagesOf("external_vendors")));
        assertThat(gcx.get(CONTACTS).statusCode()).isEqualTo(200);
        assertThat(gcx.post(REPORT, REAL_TIME).statusCode()).isEqualTo(200);
        CompletableFuture<HttpResponse<String>> inTheAir = gcx.getAsync("/gcx/directories/external_vendors");
        await().until(() -> genesys.calls().count(Gateway.pagesOf("external_vendors")) > 0);
        assertThat(gcx.get("/gcx/directories/internal_agents").statusCode()).isEqualTo(404);
        assertThat(gcx.get(QUEUES).statusCode()).isEqualTo(503);

        long stopped = System.nanoTime();
        CompletableFuture.delayedExecutor(standstill.toMillis() / 2, TimeUnit.MILLISECONDS)
                .execute(() -> release.complete(null));
        gcx.standStill(standstill);
        HttpResponse<String> contacts = gcx.get(CONTACTS);
        HttpResponse<String> realTime = gcx.post(REPORT, REAL_TIME);
        long most = Duration.ofNanos(System.nanoTime() - stopped).toSeconds() + TTL;

        assertThat(age(contacts)).isBetween(standstill.toSeconds(), most);
        assertThat(Gateway.header(contacts, "Cache-Status"))
                .startsWith(age(contacts) > TTL ? "gcx; hit; ttl=-" : "gcx; hit; ttl=");
        assertThat(realTime.statusCode()).isEqualTo(200);
        assertThat(age(realTime)).isLessThanOrEqualTo(REAL_TIME_LIMIT);
        if (standstill.compareTo(TIME_LIMIT) < 0) {
            assertThat(inTheAir.join().statusCode()).isEqualTo(200);
        } else {
            assertThat(inTheAir.join().statusCode()).isIn(200, 504);
        }
        await().untilAsserted(() -> assertThat(
                        gcx.get("/gcx/directories/external_vendors").statusCode())
                .isEqualTo(200));
        assertThat(gcx.get("/gcx/directories/internal_agents").statusCode()).isEqualTo(200);
        assertThat(gcx.get(QUEUES).statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(age(gcx.get(CONTACTS))).isLessThanOrEqualTo(TTL));
        assertThat(gcx.output()).doesNotContain(" ERROR ");
        return new Outcome(contacts, realTime);
    }

    private static long age(HttpResponse<String> answer) {
        return Long.parseLong(Gateway.header(answer, "Age"));
    }
}
