package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.problem.Problem;
import io.gcxcache.simulator.GenesysSimulator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.TypeConverterExists;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway comes to somebody's context, and goes, as a guest does. */
class GuestTest {
    @TempDir
    Path folder;

    private final GenesysSimulator genesys = GenesysSimulator.builder().start();
    private final CamelContext host = new DefaultCamelContext();
    private GcxSettings settings;

    @BeforeEach
    void configure() throws Exception {
        settings = GcxSettings.of(Gateway.asking(genesys, folder));
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:of-the-host").routeId("of-the-host").to("direct:gcx-directory?block=false");
            }
        });
    }

    @AfterEach
    void stop() {
        host.stop();
        genesys.close();
    }

    @Test
    void aContextThatIsStoppedAndStartedAgainServesAgain() throws Exception {
        host.addRoutes(GcxCache.builder(settings).withHttp().build());
        try (LogCapture log = LogCapture.attach()) {
            for (int round = 1; round <= 3; round++) {
                host.start();

                assertThat(entriesFrom("direct:of-the-host")).isEqualTo(12);
                assertThat(budget().statusCode()).isEqualTo(200);
                // What was cached went with the context.
                assertThat(genesys.calls().count(Gateway.pagesOf("emergency_contacts")))
                        .isEqualTo(round);

                host.stop();
            }
            assertThat(log.lines()).noneMatch(line -> line.contains("NoSuchBean") || line.contains("Exception"));
        }
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void aContextThatIsStartedTwiceServesOnce() throws Exception {
        host.addRoutes(GcxCache.builder(settings).withHttp().build());

        host.start();
        host.start();

        assertThat(entriesFrom("direct:of-the-host")).isEqualTo(12);
        assertThat(budget().statusCode()).isEqualTo(200);
        assertThat(genesys.calls().tokens()).isEqualTo(1);
    }

    @Test
    void aGatewayThatIsRemovedLeavesTheHostAsItWas() throws Exception {
        host.start();
        Set<String> routes = routes();
        Set<String> threads = threads();
        Set<String> beans = beans();
        Set<String> endpoints = endpoints();
        for (int round = 1; round <= 3; round++) {
            host.addRoutes(GcxCache.builder(settings).withHttp().build());
            assertThat(entriesFrom("direct:of-the-host")).isEqualTo(12);
            assertThat(budget().statusCode()).isEqualTo(200);

            GcxCache.remove(host);

            assertThat(routes()).isEqualTo(routes);
            assertThat(((ModelCamelContext) host).getRouteDefinitions()).hasSize(1);
            assertThat(((ModelCamelContext) host).getRouteTemplateDefinitions()).isEmpty();
            assertThat(beans()).isEqualTo(beans);
            assertThat(host.getComponentNames()).noneMatch(name -> name.startsWith("gcx"));
            assertThat(endpoints()).isEqualTo(endpoints);
            assertThat(host.getLifecycleStrategies())
                    .noneMatch(strategy -> strategy.getClass().getName().startsWith("io.gcxcache"));
            await().untilAsserted(() -> assertThat(threads()).isSubsetOf(threads));
        }
    }

    @Test
    void aRemovedGatewayDoesNotComeBackWithTheContext() throws Exception {
        host.addRoutes(GcxCache.routes(settings));
        host.start();

        GcxCache.remove(host);
        host.stop();
        host.start();

        assertThat(routes()).containsExactly("of-the-host");
    }

    @Test
    void whereThereIsNoGatewayNothingIsRemoved() throws Exception {
        host.start();

        GcxCache.remove(host);

        assertThat(routes()).containsExactly("of-the-host");
    }

    @Test
    void aSecondGatewayWithoutANameIsRefusedAndTheFirstStays() throws Exception {
        host.addRoutes(GcxCache.routes(settings));

        assertThatThrownBy(() -> host.addRoutes(GcxCache.routes(settings)))
                .hasStackTraceContaining("has the gateway gcx; a second one needs another name");

        host.start();
        assertThat(entriesFrom("direct:of-the-host")).isEqualTo(12);
    }

    @Test
    void twoGatewaysInOneContextAreApart() throws Exception {
        try (GenesysSimulator another = GenesysSimulator.builder().start()) {
            another.directory("emergency_contacts").entries(3);
            host.addRoutes(GcxCache.routes(settings));
            host.addRoutes(GcxCache.builder(GcxSettings.of(Gateway.asking(another, folder.resolve("b"))))
                    .name("b")
                    .build());
            for (int round = 1; round <= 2; round++) {
                host.start();

                assertThat(entriesFrom("direct:gcx-directory")).isEqualTo(12);
                assertThat(entriesFrom("direct:b-directory")).isEqualTo(3);
                assertThat(entriesFrom("direct:b-directory")).isEqualTo(3);
                assertThat(another.calls().count(Gateway.pagesOf("emergency_contacts")))
                        .isEqualTo(round);

                host.stop();
                await().untilAsserted(() -> assertThat(threads()).isEmpty());
            }
        }
    }

    @Test
    void ofTwoGatewaysOneIsRemovedAndTheOtherServesOn() throws Exception {
        MeterRegistry meters = new SimpleMeterRegistry();
        host.getRegistry().bind("of-the-host", meters);
        host.start();
        host.addRoutes(GcxCache.builder(settings).name("a").build());
        entriesFrom("direct:a-directory");
        Set<String> routes = routes();
        Set<String> threads = threads();
        Set<String> endpoints = endpoints();
        host.addRoutes(GcxCache.builder(GcxSettings.of(Gateway.asking(genesys, folder.resolve("b"))))
                .name("b")
                .withHttp()
                .build());
        assertThat(entriesFrom("direct:b-directory")).isEqualTo(12);
        assertThat(gateways(meters)).containsExactly("a", "b");

        GcxCache.remove(host, "b");

        assertThat(entriesFrom("direct:a-directory")).isEqualTo(12);
        assertThat(gateways(meters)).containsExactly("a");
        assertThat(routes()).isEqualTo(routes);
        assertThat(endpoints()).isEqualTo(endpoints);
        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(threads));
        GcxCache.remove(host, "a");
        assertThat(meters.getMeters()).isEmpty();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void whatFailsBehindADoorFailsInFrontOfIt() throws Exception {
        host.addRoutes(GcxCache.builder(settings).name("b").build());
        host.start();

        Exchange unknown = host.createProducerTemplate()
                .request("direct:b-directory", ask -> ask.getMessage().setHeader("GcxDirectoryId", "nobody"));

        assertThat(unknown.getException(Problem.class).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "B", "gcx", "gcx-b", "b/c", "-b"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThatThrownBy(() -> GcxCache.builder(settings).name(name).build())
                .hasMessageStartingWith("The name of a gateway is " + name + ", allowed is ");
    }

    @Test
    void theMetersAreInTheRegistryOfTheHostAndGoWithTheGateway() throws Exception {
        MeterRegistry meters = new SimpleMeterRegistry();
        host.getRegistry().bind("of-the-host", meters);
        host.addRoutes(GcxCache.routes(settings));
        host.start();

        entriesFrom("direct:gcx-directory");

        assertThat(meters.get("cache.gets")
                        .tags("gateway", "gcx", "result", "miss")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(gateways(meters)).containsExactly("gcx");

        host.stop();

        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void aHostWithTwoRegistriesIsAskedWhichIsMeant() throws Exception {
        host.getRegistry().bind("one", new SimpleMeterRegistry());
        host.getRegistry().bind("two", new SimpleMeterRegistry());

        assertThatThrownBy(() -> host.addRoutes(GcxCache.routes(settings)))
                .hasStackTraceContaining(
                        "This application has 2 meter registries (one, two): bind the one that is to have"
                                + " the gateway's meters as metricsRegistry");

        MeterRegistry chosen = new SimpleMeterRegistry();
        host.getRegistry().bind("metricsRegistry", chosen);
        host.addRoutes(GcxCache.routes(settings));
        assertThat(gateways(chosen)).containsExactly("gcx");
    }

    @Test
    void whatTheHostDoesToItsRoutesIsNotDoneToTheGateway() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        AtomicInteger intercepted = new AtomicInteger();
        host.setStreamCaching(false);
        host.getTypeConverterRegistry().setTypeConverterExists(TypeConverterExists.Fail);
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).process(failed -> handled.incrementAndGet());
                interceptFrom().process(any -> intercepted.incrementAndGet());
                from("direct:handled").routeId("handled").to("direct:gcx-directory?block=false");
            }
        });
        host.addRoutes(GcxCache.builder(settings).withHttp().build());
        host.start();

        assertThat(entriesFrom("direct:gcx-directory")).isEqualTo(12);
        assertThat(budget().statusCode()).isEqualTo(200);
        assertThat(entriesFrom("direct:handled")).isEqualTo(12);

        assertThat(intercepted).hasValue(1);
        assertThat(handled).hasValue(0);
    }

    @Test
    void aHostThatNamesNoFilesGetsNone() throws Exception {
        Set<Path> before = files();
        Map<String, String> given = Gateway.asking(genesys, folder);
        given.keySet().removeAll(Set.of("gcx.audit.dir", "gcx.tokens.key-file"));
        given.put("gcx.cdn.varnish.url", genesys.url().toString());
        GcxSettings nothing = GcxSettings.of(given);
        host.addRoutes(GcxCache.builder(nothing).withHttp().build());
        host.start();

        assertThat(entriesFrom("direct:gcx-directory")).isEqualTo(12);
        String authorization = "Bearer "
                + send("POST", "/oauth/token", "Basic bWU6YW55")
                        .body()
                        .replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");
        assertThat(send("GET", "/api/v2/tokens/me", authorization).statusCode()).isEqualTo(200);
        assertThat(send("DELETE", "/api/v2/tokens/me", authorization).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/api/v2/tokens/me", authorization).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/gcx/notifications", authorization).body()).contains("varnish");

        host.stop();
        assertThat(files()).isEqualTo(before);
    }

    /** What is in the working directory, and in its folder data. */
    private static Set<Path> files() throws Exception {
        Set<Path> files = new TreeSet<>();
        for (Path each : List.of(Path.of("."), Path.of("data"), Path.of("data", "audit"))) {
            if (Files.isDirectory(each)) {
                try (Stream<Path> below = Files.list(each)) {
                    below.forEach(files::add);
                }
            }
        }
        return files;
    }

    private HttpResponse<String> send(String method, String path, String authorization) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        at(path).header("Authorization", authorization)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .method(
                                        method,
                                        HttpRequest.BodyPublishers.ofString(
                                                method.equals("POST") ? "grant_type=client_credentials" : ""))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aHostThatTakesNoTypeConverterTwiceTakesTheGatewayAgain() throws Exception {
        host.getTypeConverterRegistry().setTypeConverterExists(TypeConverterExists.Fail);
        host.start();
        for (int round = 1; round <= 2; round++) {
            host.addRoutes(GcxCache.routes(settings));
            assertThat(entriesFrom("direct:gcx-directory")).isEqualTo(12);

            GcxCache.remove(host);
        }
    }

    /** The tags of the gateway's meters. */
    private static Set<String> gateways(MeterRegistry meters) {
        return meters.getMeters().stream()
                .map(meter -> String.valueOf(meter.getId().getTag("gateway")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private int entriesFrom(String route) throws Exception {
        Exchange exchange = host.createProducerTemplate()
                .request(route, ask -> ask.getMessage().setHeader("GcxDirectoryId", "emergency_contacts"));
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        String body = exchange.getMessage().getBody(String.class);
        return Integer.parseInt(body.replaceFirst("(?s).*\"entry_count\":([0-9]+).*", "$1"));
    }

    private HttpResponse<String> budget() throws Exception {
        return HttpClient.newHttpClient().send(at("/gcx/budget").build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder at(String path) {
        int port = host.getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                .port();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private Set<String> routes() {
        return host.getRoutes().stream().map(Route::getId).collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> beans() {
        return new TreeSet<>(host.getRegistry().findByTypeWithName(Object.class).keySet());
    }

    private Set<String> endpoints() {
        return host.getEndpoints().stream()
                .map(Endpoint::getEndpointUri)
                .filter(uri -> !uri.contains("of-the-host"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of gateways; the simulator's are Vert.x's too. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("gcx"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
