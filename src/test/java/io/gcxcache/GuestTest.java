package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            await().untilAsserted(() -> assertThat(threads()).isEqualTo(threads));
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
                .hasStackTraceContaining("has a gateway; a second one needs a name");

        host.start();
        assertThat(entriesFrom("direct:of-the-host")).isEqualTo(12);
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
        int port = host.getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                .port();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/gcx/budget"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
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
