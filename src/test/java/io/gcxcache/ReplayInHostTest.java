package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.simulator.GenesysSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.Validator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host adds to the gateway's routes, and to the routes that lead to them, is not passed by. */
class ReplayInHostTest {
    private static final String DIRECTORY = "/gcx/directories/emergency_contacts";
    private static final String OWN = "/own/emergency_contacts";

    @TempDir
    Path folder;

    private final GenesysSimulator genesys = GenesysSimulator.builder().start();
    private final DefaultCamelContext host = new DefaultCamelContext();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Each validation of the host. */
    private final List<String> validated = new ArrayList<>();

    @AfterEach
    void stop() {
        host.stop();
        genesys.close();
    }

    private void start() throws Exception {
        genesys.directory("emergency_contacts").entries(12);
        GcxSettings settings = GcxSettings.of(Gateway.asking(genesys, folder));
        host.addRoutes(GcxCache.routes(settings));
        host.addRoutes(GcxCache.http(settings));
        host.start();
    }

    private void startWithOwnRoute(String options) throws Exception {
        start();
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/own/{GcxDirectoryId}?replay=fresh" + options)
                        .routeId("own")
                        .to("direct:gcx-directory?block=false");
            }
        });
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder at(String path) {
        int port = host.getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                .port();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    /** Asks so often that the last two are answered again where they may be; they are the same. */
    private void askOften(String path, String... fields) throws Exception {
        HttpResponse<String> last = null;
        for (int i = 0; i < 5; i++) {
            HttpRequest.Builder request = at(path);
            if (fields.length > 0) {
                request.headers(fields);
            }
            HttpResponse<String> reply = ask(request);
            assertThat(reply.statusCode()).isEqualTo(200);
            if (i > 1) {
                assertThat(reply.headers().map().keySet())
                        .isEqualTo(last.headers().map().keySet());
                assertThat(reply.body()).isEqualTo(last.body());
            }
            last = reply;
        }
    }

    private JsonNode route(String id) throws Exception {
        JsonNode all =
                new ObjectMapper().readTree(ask(at("/gcx/routes")).body()).path("routes");
        for (JsonNode each : all) {
            if (each.path("route").asText().equals(id)) {
                return each;
            }
        }
        throw new AssertionError(id);
    }

    @Test
    void aRouteOfTheHostForAnyoneIsSpared() throws Exception {
        startWithOwnRoute("&access=anyone");

        askOften(OWN);

        assertThat(route("own").path("replayed").asLong()).isPositive();
    }

    @Test
    void soIsOneForWhoHasAToken() throws Exception {
        startWithOwnRoute("&access=token");
        String token = new ObjectMapper()
                .readTree(ask(at("/oauth/token")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "grant_type=client_credentials&client_id=me&client_secret=any")))
                        .body())
                .path("access_token")
                .asText();

        askOften(OWN, "Authorization", "Bearer " + token);

        assertThat(route("own").path("replayed").asLong()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"management", "observe"})
    void whatManagesTheGatewayIsAskedOfItsRouteAndToldToBe(String access) throws Exception {
        startWithOwnRoute("&access=" + access);

        askOften(OWN);

        assertThat(route("own").path("not_replayed").asText())
                .isEqualTo("only access=anyone, data and token is judged without the route");
    }

    @Test
    void whoHandlesExceptionsLosesNothing() throws Exception {
        host.addRoutes(new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration().onException(Exception.class).log("${exception}");
            }
        });
        start();

        askOften(DIRECTORY);

        assertThat(route("gateway-directory").path("replayed").asLong()).isPositive();
    }

    @Test
    void whoMayDebugSeesEachExchange() throws Exception {
        host.setDebugStandby(true);
        start();

        askOften(DIRECTORY);

        assertThat(route("gateway-directory").path("not_replayed").asText())
                .isEqualTo("exchanges are traced or debugged");
    }

    @Test
    void whoInterceptsTheLookUpSeesEach() throws Exception {
        host.addRoutes(new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration().interceptSendToEndpoint("caffeine-cache*").log("looked up");
            }
        });
        start();

        askOften(DIRECTORY);

        assertThat(route("gateway-directory").path("not_replayed").asText())
                .isEqualTo("what is sent to caffeine-cache:gcx is intercepted");
    }

    @Test
    void whatIsValidatedIsValidatedEachTime() throws Exception {
        start();
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                validator().type("seen").withJava(Seen.class);
                from("gcx-http:/own/{GcxDirectoryId}?replay=fresh")
                        .routeId("own")
                        .inputTypeWithValidate("seen")
                        .to("direct:gcx-directory?block=false");
            }
        });
        host.getRegistry().bind("validated", validated);

        askOften(OWN);

        assertThat(validated).hasSize(5);
        assertThat(route("own").path("not_replayed").asText()).isEqualTo("the route says what its bodies are");
    }

    /** A validator of a host. */
    public static final class Seen extends Validator {
        @Override
        @SuppressWarnings("unchecked")
        public void validate(org.apache.camel.Message message, DataType type) {
            Exchange exchange = message.getExchange();
            exchange.getContext()
                    .getRegistry()
                    .lookupByNameAndType("validated", List.class)
                    .add(exchange.getExchangeId());
        }
    }
}
