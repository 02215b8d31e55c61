package io.gcxcache;

import static io.gcxcache.Gateway.pagesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that traces every step and keeps message histories learns neither the secret nor a token from its log. */
class TracingTest {
    private static final List<String> SECRETS = List.of(
            GenesysSimulator.DEMO_SECRET,
            Base64.getEncoder()
                    .encodeToString((GenesysSimulator.DEMO_CLIENT + ':' + GenesysSimulator.DEMO_SECRET)
                            .getBytes(StandardCharsets.UTF_8)),
            "Basic ",
            "Bearer ",
            "sim-");

    @TempDir
    Path audit;

    private final GenesysSimulator genesys = GenesysSimulator.builder().start();
    private final CamelContext host = new DefaultCamelContext();
    private final Level before = LogManager.getRootLogger().getLevel();

    @BeforeEach
    void traceEverything() throws Exception {
        Configurator.setRootLevel(Level.INFO);
        host.setTracing(true);
        host.setMessageHistory(true);
        host.addRoutes(GcxCache.routes(GcxSettings.of(Gateway.asking(genesys, audit))));
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:of-the-host").routeId("of-the-host").to("direct:gcx-directory");
            }
        });
    }

    @AfterEach
    void stop() {
        Configurator.setRootLevel(before);
        host.stop();
        genesys.close();
    }

    @Test
    void aMissIsTracedWithoutSecretOrToken() {
        try (LogCapture log = LogCapture.attach()) {
            host.start();

            assertThat(ask("internal_agents").getException()).isNull();

            assertThat(genesys.calls().tokens()).isEqualTo(1);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("[of-the-host"))
                    .anyMatch(line -> line.contains("[gcx-refresh"))
                    .noneMatch(line -> line.matches("(?s).*\\[gcx-(upstream|call|token|login) *\\].*"))
                    .noneMatch(TracingTest::tellsASecret);
        }
    }

    @Test
    void aFailureIsLoggedWithItsHistoryAndWithoutSecretOrToken() {
        genesys.fault(Fault.status(401).on(pagesOf("internal_agents")).times(Integer.MAX_VALUE));
        try (LogCapture log = LogCapture.attach()) {
            host.start();

            assertThat(ask("internal_agents").getException()).isNotNull();

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("Message History"))
                    .noneMatch(TracingTest::tellsASecret);
        }
    }

    @Test
    void aLoginIsNotTracedAndNoTokenIs() throws Exception {
        host.addRoutes(GcxCache.http(GcxSettings.of(Gateway.asking(genesys, audit))));
        try (LogCapture log = LogCapture.attach()) {
            host.start();

            String token = send("POST", "/oauth/token", "Basic " + SECRETS.get(1))
                    .replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");
            assertThat(send("GET", "/api/v2/tokens/me", "Bearer " + token)).contains(GenesysSimulator.DEMO_CLIENT);
            assertThat(send("DELETE", "/api/v2/tokens/me", "Bearer " + token)).isEmpty();

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("[gateway-toke]"))
                    .noneMatch(line -> line.contains(token))
                    .noneMatch(TracingTest::tellsASecret);
        }
    }

    @Test
    void whatPassesThroughIsNotTraced() throws Exception {
        host.addRoutes(GcxCache.http(GcxSettings.of(Gateway.asking(genesys, audit))));
        try (LogCapture log = LogCapture.attach()) {
            host.start();
            String token = send("POST", "/oauth/token", "Basic " + SECRETS.get(1))
                    .replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");

            send("POST", "/api/v2/things/passed", "Bearer " + token);

            assertThat(genesys.calls().count("/api/v2/things/passed")).isEqualTo(1);
            assertThat(log.lines()).noneMatch(TracingTest::tellsASecret).noneMatch(line -> line.contains("grant_type"));
        }
    }

    private String send(String method, String path, String authorization) throws Exception {
        int port = host.getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                .port();
        String form = "grant_type=client_credentials&client_secret=" + GenesysSimulator.DEMO_SECRET;
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? form : ""))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Exchange ask(String directory) {
        return host.createProducerTemplate()
                .request("direct:of-the-host", ask -> ask.getMessage().setHeader("GcxDirectoryId", directory));
    }

    private static boolean tellsASecret(String line) {
        return SECRETS.stream().anyMatch(line::contains);
    }
}
