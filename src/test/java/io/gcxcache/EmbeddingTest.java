package io.gcxcache;

import static io.gcxcache.Gateway.pagesOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.problem.Problem;
import io.gcxcache.simulator.Call;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway inside somebody's plain Camel context, without HTTP. */
class EmbeddingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path audit;

    private final GenesysSimulator genesys = GenesysSimulator.builder().start();
    private final CamelContext host = new DefaultCamelContext();
    private GcxSettings settings;
    private ProducerTemplate template;

    @BeforeEach
    void configure() {
        settings = GcxSettings.of(Gateway.asking(genesys, audit));
        template = host.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        host.stop();
        genesys.close();
    }

    @Test
    void aDirectoryIsAStreamAndHeaders() throws Exception {
        embed();

        Message miss = ask("direct:gcx-directory", Map.of("GcxDirectoryId", "internal_agents"));
        Message hit = ask("direct:gcx-directory", Map.of("GcxDirectoryId", "internal_agents"));

        assertThat(miss.getBody()).isInstanceOf(InputStream.class);
        assertThat(json(miss).path("entries")).hasSize(1180);
        assertThat(miss.getHeader("Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(miss.getHeader("ETag", String.class)).matches("W/\".+\"");
        assertThat(miss.getHeader("Age", Long.class)).isBetween(0L, 59L);
        assertThat(miss.getHeader("Cache-Control", String.class)).startsWith("public, max-age=");
        assertThat(hit.getHeader("Cache-Status", String.class)).startsWith("gcx; hit; ttl=");
        assertThat(hit.getBody(byte[].class)).isEqualTo(miss.getBody(byte[].class));
        assertThat(genesys.calls().count("/api/")).isEqualTo(5);
    }

    @Test
    void theCallOfTheManualWorks() throws Exception {
        embed();

        Object answer =
                template.requestBodyAndHeader("direct:gcx-directory", null, "GcxDirectoryId", "emergency_contacts");

        assertThat(JSON.readTree((InputStream) answer).path("entry_count").asInt())
                .isEqualTo(12);
    }

    @Test
    void aListIsAskedForByItsName() throws Exception {
        embed();

        Message queues = ask("direct:gcx-list", Map.of("GcxListName", "routing-queues"));

        assertThat(json(queues).path("name").asText()).isEqualTo("routing-queues");
        assertThat(json(queues).path("entries")).hasSize(60);
        assertThat(queues.getHeader("Cache-Control", String.class)).startsWith("private, max-age=");
    }

    @Test
    void theBudgetIsJson() throws Exception {
        embed();
        ask("direct:gcx-list", Map.of("GcxListName", "routing-queues"));

        JsonNode budget = json(ask("direct:gcx-budget", Map.of()));

        assertThat(budget.at("/families/0/family").asText()).isEqualTo("routing-queues");
        assertThat(budget.at("/families/0/remaining").asInt()).isEqualTo(299);
    }

    @Test
    void aRouteOfTheHostMayAskGenesysWithTokenAndBudget() throws Exception {
        embed();
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:of-the-host")
                        .setHeader("GcxPath", constant("/api/v2/routing/queues"))
                        .setHeader("GcxQuery", constant("pageSize=5&pageNumber=2"))
                        .setHeader("GcxFamily", constant("routing-queues"))
                        .enrich("direct:gcx-upstream", (question, answer) -> {
                            question.getMessage().setBody(answer.getMessage().getBody(byte[].class));
                            return question;
                        });
            }
        });
        genesys.fault(Fault.status(503));

        Message answer = ask("direct:of-the-host", Map.of());

        assertThat(json(answer).path("entities")).hasSize(5);
        assertThat(json(answer).path("pageNumber").asInt()).isEqualTo(2);
        List<Call> calls = genesys.calls().all().stream()
                .filter(call -> call.path().startsWith("/api/"))
                .toList();
        assertThat(calls).extracting(Call::status).containsExactly(503, 200);
        assertThat(calls)
                .extracting(call -> call.headers().get("authorization"))
                .allMatch(token -> token.startsWith("Bearer sim-"));
        assertThat(json(ask("direct:gcx-budget", Map.of()))
                        .at("/families/0/remaining")
                        .asInt())
                .isEqualTo(298);
    }

    @Test
    void aProblemIsTheExceptionOfTheExchange() throws Exception {
        embed();

        Exchange unknown =
                template.request("direct:gcx-directory", ask -> ask.getMessage().setHeader("GcxDirectoryId", "nobody"));
        Exchange nameless = template.request("direct:gcx-directory", ask -> {});
        Exchange evil = template.request(
                "direct:gcx-directory", ask -> ask.getMessage().setHeader("GcxDirectoryId", "../oauth"));

        assertThat(unknown.getException(Problem.class).status()).isEqualTo(404);
        assertThat(nameless.getException(Problem.class).status()).isEqualTo(400);
        assertThat(evil.getException(Problem.class).status()).isEqualTo(400);
        assertThat(genesys.calls().count(pagesOf("nobody"))).isEqualTo(1);
    }

    @Test
    void headersOfTheHostDoNotReachGenesys() throws Exception {
        embed();

        Message directory = ask(
                "direct:gcx-directory",
                Map.of(
                        "GcxDirectoryId", "emergency_contacts",
                        "Authorization", "Bearer of-the-host",
                        "Cookie", "of-the-host",
                        "CamelHttpPath", "/api/v2/of-the-host",
                        "CamelHttpQuery", "of=the-host"));

        assertThat(json(directory).path("entries")).hasSize(12);
        assertThat(genesys.calls().all().toString()).doesNotContain("of-the-host");
    }

    @Test
    void aConditionOfTheHostDoesNotSpoilTheFetch() throws Exception {
        embed();

        Message directory = ask(
                "direct:gcx-directory",
                Map.of("GcxDirectoryId", "emergency_contacts", "If-Modified-Since", "Sun, 06 Nov 2044 08:49:37 GMT"));

        assertThat(json(directory).path("entries")).hasSize(12);
    }

    @Test
    void theHostKeepsItsHttpToItself() throws Exception {
        embed();

        assertThat(host.getRegistry().lookupByName("platform-http-engine")).isNull();
        assertThat(host.hasComponent(GcxHttpComponent.SCHEME)).isNull();
        assertThat(host.getRoutes())
                .noneMatch(route -> route.getEndpoint().getEndpointUri().contains("http:"));
        assertThat(host.hasComponent("http")).isNull();
    }

    @Test
    void theHostKeepsItsHttpToItselfEvenIfItTakesTheGatewaysToo() throws Exception {
        embed();

        host.addRoutes(GcxCache.http(settings));

        assertThat(host.hasComponent(GcxHttpComponent.SCHEME)).isNotNull();
        assertThat(host.getRegistry().lookupByName("platform-http-engine")).isNull();
        assertThat(host.hasComponent("platform-http")).isNull();
        assertThat(host.hasComponent("http")).isNull();
    }

    @Test
    void aRouteOfTheHostHandlesAProblemInItsOwnWay() throws Exception {
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Problem.class).handled(true).setBody(constant("handled"));
                from("direct:of-the-host").to("direct:gcx-directory");
            }
        });
        embed();

        assertThat(ask("direct:of-the-host", Map.of("GcxDirectoryId", "nobody")).getBody(String.class))
                .isEqualTo("handled");
    }

    @Test
    void theHostKeepsItsErrorHandlerAndTheGatewayItsOwn() throws Exception {
        ErrorHandlerFactory ofTheHost = new DeadLetterChannelBuilder("direct:dead");
        host.getCamelContextExtension().setErrorHandlerFactory(ofTheHost);
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:dead").setBody(constant("buried"));
            }
        });
        embed();

        Exchange unknown =
                template.request("direct:gcx-directory", ask -> ask.getMessage().setHeader("GcxDirectoryId", "nobody"));

        assertThat(unknown.getException(Problem.class).status()).isEqualTo(404);
        assertThat(host.getCamelContextExtension().getErrorHandlerFactory()).isSameAs(ofTheHost);
    }

    @Test
    void aHostWithoutAnErrorHandlerOfItsOwnIsGivenNone() throws Exception {
        embed();

        assertThat(host.getCamelContextExtension().getErrorHandlerFactory()).isNull();
    }

    @Test
    void aContextThatRunsAlreadyTakesTheGatewayIn() throws Exception {
        host.start();

        host.addRoutes(GcxCache.routes(settings));

        assertThat(json(ask("direct:gcx-directory", Map.of("GcxDirectoryId", "emergency_contacts")))
                        .path("entries"))
                .hasSize(12);
    }

    @Test
    void httpMayBeAddedToAContextThatRunsAlready() throws Exception {
        host.start();
        host.addRoutes(GcxCache.routes(settings));

        host.addRoutes(GcxCache.http(settings));

        int port = host.getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                .port();
        assertThat(get("http://127.0.0.1:" + port + "/gcx/budget").statusCode()).isEqualTo(200);
    }

    @Test
    void aQueryOfTheHostArrivesAsItWasEncoded() throws Exception {
        embed();
        String query = "name=a%2Bb%20c%25&pageSize=5&q=%C3%A4%26";

        ask("direct:gcx-upstream", Map.of("GcxPath", "/api/v2/routing/queues", "GcxQuery", query));

        assertThat(genesys.calls().all()).extracting(Call::query).contains(query);
    }

    @Test
    void theSecretIsNoPlaceholderOfTheHostsRoutes() throws Exception {
        embed();

        assertThat(host.getPropertiesComponent().resolveProperty("gcx.stale.window"))
                .hasValue("3600");
        assertThat(host.getPropertiesComponent().resolveProperty("gcx.genesys.client-secret"))
                .isEmpty();
    }

    private void embed() throws Exception {
        host.addRoutes(GcxCache.routes(settings));
        host.start();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Message ask(String route, Map<String, Object> headers) throws Exception {
        Exchange exchange =
                template.request(route, question -> question.getMessage().setHeaders(new HashMap<>(headers)));
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange.getMessage();
    }

    private static JsonNode json(Message message) throws Exception {
        return JSON.readTree(new String(message.getBody(byte[].class), StandardCharsets.UTF_8));
    }
}
