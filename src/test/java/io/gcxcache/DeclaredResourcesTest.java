package io.gcxcache;

import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.simulator.GenesysSimulator;
import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody declares in a file of his own beside the shipped ones, or in Java. */
class DeclaredResourcesTest {
    @TempDir
    Path folder;

    private Path routes;

    @BeforeEach
    void copyTheShippedFiles() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
    }

    @Test
    void aListIsFourLinesInAFileOfItsOwn() throws Exception {
        declare("""
                lists:
                  sales-agents:
                    path: /api/v2/routing/directories/internal_agents/entries
                    ttl: 77
                """);
        try (Gateway gateway = start()) {
            HttpResponse<String> list = gateway.get("/gcx/lists/sales-agents");

            assertThat(json(list).path("name").asText()).isEqualTo("sales-agents");
            assertThat(json(list).path("entry_count").asInt()).isEqualTo(1180);
            assertThat(json(list).path("ttl_seconds").asInt()).isEqualTo(77);
            assertThat(Gateway.header(list, "Surrogate-Key")).isEqualTo("list list-sales-agents gcx-list-sales-agents");
            assertThat(gateway.get("/gcx/lists/routing-queues").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aListWithAnIdKeepsItsThingsApart() throws Exception {
        declare("""
                lists:
                  entries:
                    path: /api/v2/routing/directories/{name}/entries
                    key: gcx:entries:{name}
                """, "lists.resources.yaml");
        try (Gateway gateway = start()) {
            HttpResponse<String> agents = gateway.get("/gcx/lists/entries/internal_agents");
            HttpResponse<String> vendors = gateway.get("/gcx/lists/entries/external_vendors");

            assertThat(json(agents).path("entries_id").asText()).isEqualTo("internal_agents");
            assertThat(json(agents).path("entry_count"))
                    .isNotEqualTo(json(vendors).path("entry_count"));
            problem(gateway.get("/gcx/lists/entries"), 400);
            problem(gateway.get("/gcx/directories/internal_agents"), 404);
        }
    }

    @Test
    void aResourceMayBeFetchedByARouteOfItsOwn() throws Exception {
        declare("""
                lists:
                  few-queues:
                    path: /api/v2/routing/queues
                    fetch: direct:few-queues
                """);
        Files.writeString(routes.resolve("own.camel.yaml"), """
                - route:
                    id: few-queues
                    from:
                      uri: direct:few-queues
                      steps:
                        - setHeader: {name: GcxQuery, constant: "name=x"}
                        - bean: {ref: gcxList, method: ask}
                        - to: "direct:gcx-pages?block=false"
                        - bean: {ref: gcxList, method: render}
                """);
        try (Gateway gateway = start()) {
            HttpResponse<String> list = gateway.get("/gcx/lists/few-queues");

            assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
            assertThat(gateway.genesys.calls().all())
                    .anyMatch(call -> call.query() != null && call.query().startsWith("name=x&pageSize=100"));
        }
    }

    @Test
    void aFetchRouteMayAskTheGatewayForSomethingElse() throws Exception {
        declare("""
                lists:
                  joined:
                    path: /api/v2/routing/directories/external_vendors/entries
                    fetch: direct:joined
                """);
        Files.writeString(routes.resolve("own.camel.yaml"), """
                - route:
                    id: joined
                    from:
                      uri: direct:joined
                      steps:
                        - enrich: {constant: "direct:queues-first", aggregationStrategy: gcxAnswer}
                        - bean: {ref: gcxList, method: ask}
                        - to: "direct:gcx-pages?block=false"
                        - bean: {ref: gcxList, method: render}
                - route:
                    id: queues-first
                    from:
                      uri: direct:queues-first
                      steps:
                        - setHeader: {name: GcxListName, constant: routing-queues}
                        - to: "direct:gcx-list?block=false"
                """);
        try (Gateway gateway = start()) {
            HttpResponse<String> joined = gateway.get("/gcx/lists/joined");
            HttpResponse<String> queues = gateway.get("/gcx/lists/routing-queues");

            assertThat(json(joined).path("name").asText()).isEqualTo("joined");
            assertThat(json(joined).path("entry_count").asInt()).isEqualTo(320);
            assertThat(json(queues).path("name").asText()).isEqualTo("routing-queues");
            assertThat(json(queues).path("entry_count").asInt()).isEqualTo(60);
            assertThat(Gateway.header(queues, "Cache-Status")).startsWith("gcx; hit");
        }
    }

    @Test
    void aFetchRouteThatLosesTheQuestionFailsAtOnceAndSpoilsNothing() throws Exception {
        declare("""
                lists:
                  lost:
                    path: /api/v2/lost
                    fetch: direct:lost
                """);
        Files.writeString(routes.resolve("own.camel.yaml"), """
                - route:
                    id: lost
                    from:
                      uri: direct:lost
                      steps:
                        - removeProperties: {pattern: "*"}
                        - setHeader: {name: GcxListName, constant: routing-queues}
                        - to: "direct:gcx-list?block=false"
                """);
        try (Gateway gateway = start()) {
            HttpResponse<String> lost = gateway.get("/gcx/lists/lost");
            HttpResponse<String> queues = gateway.get("/gcx/lists/routing-queues");

            problem(lost, 502);
            assertThat(json(queues).path("entry_count").asInt()).isEqualTo(60);
        }
    }

    @Test
    void aRouteIdThatIsTakenIsRefused() throws Exception {
        Files.writeString(routes.resolve("own.camel.yaml"), """
                - route:
                    id: gcx-refresh
                    from:
                      uri: direct:mine
                      steps:
                        - setBody: {constant: mine}
                """);

        assertThatThrownBy(this::start)
                .hasStackTraceContaining("routes/own.camel.yaml:1: route gcx-refresh: the id is taken");
    }

    @Test
    void whatEditorsLayBesideAnOpenFileIsNotRead() throws Exception {
        Files.createSymbolicLink(routes.resolve(".#lists.resources.yaml"), Path.of("someone@somewhere.1234"));
        Files.createSymbolicLink(routes.resolve(".#fetch.camel.yaml"), Path.of("someone@somewhere.1234"));

        try (Gateway gateway = start()) {
            assertThat(gateway.get("/gcx/lists/routing-queues").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aFetchRouteThatIsNotThereIsToldAtTheStartAndIsAnErrorAtOnce() throws Exception {
        declare("""
                lists:
                  lost:
                    path: /api/v2/lost
                    fetch: direct:nobody
                  strange:
                    path: /api/v2/strange
                    fetch: nope:foo
                """);
        Files.writeString(routes.resolve("own.camel.yaml"), """
                - route:
                    id: own
                    from:
                      uri: direct:own
                      steps:
                        - to: {id: own-hop, uri: direct:nobody-either}
                - templatedRoute:
                    routeTemplateRef: gcx-target
                    routeId: gcx-tell-paris
                    parameters:
                      - {name: name, value: paris}
                      - {name: request, value: direct:gcx-request-pariss}
                """);
        try (LogCapture log = LogCapture.attach();
                Gateway gateway = start()) {
            assertThat(log.lines())
                    .anyMatch(line -> line.equals("lists.lost.fetch: no route begins with direct:nobody"))
                    .anyMatch(line -> line.equals("lists.strange.fetch: there is no component for nope:foo"))
                    .anyMatch(line -> line.equals(
                            "route gcx-tell-paris, parameter request: no route begins with direct:gcx-request-pariss"))
                    .anyMatch(line ->
                            line.endsWith("route own, step own-hop: no route begins with direct:nobody-either"));
            Duration before = Duration.ofNanos(System.nanoTime());

            HttpResponse<String> lost = gateway.get("/gcx/lists/lost");

            assertThat(problem(lost, 502)).contains("is not there");
            assertThat(Duration.ofNanos(System.nanoTime()).minus(before)).isLessThan(Duration.ofSeconds(15));
            assertThat(log.lines()).anyMatch(line -> line.contains("lists.lost is fetched by direct:nobody"));
        }
    }

    @Test
    void aRouteMayServeACachedAnswerInItsOwnWayAtAPathOfItsOwn() throws Exception {
        Files.writeString(routes.resolve("own.camel.yaml"), """
                - route:
                    id: agents-count
                    from:
                      uri: gcx-http:/own/agents/count
                      parameters: {httpMethodRestrict: "GET,HEAD", produces: application/json}
                      steps:
                        - setHeader: {name: GcxDirectoryId, constant: internal_agents}
                        - to: "direct:gcx-directory?block=false"
                        - threads: {executorService: gcx-events}
                        - unmarshal: {json: {}}
                        - removeHeaders: {pattern: "*"}
                        - setBody: {simple: "${body[entry_count]}"}
                - route:
                    id: agents-unreadable
                    from:
                      uri: gcx-http:/own/agents
                      steps:
                        - setHeader: {name: GcxDirectoryId, constant: internal_agents}
                        - to: "direct:gcx-directory?block=false"
                        - unmarshal: {json: {}}
                """);
        try (LogCapture log = LogCapture.attach();
                Gateway gateway = start()) {
            HttpResponse<String> count = gateway.get("/own/agents/count");
            HttpResponse<String> unreadable = gateway.get("/own/agents");

            assertThat(count.body()).isEqualTo("1180");
            assertThat(Gateway.header(count, "ETag")).isEmpty();
            assertThat(Gateway.header(count, "Content-Type")).isEqualTo("application/json");
            problem(unreadable, 500);
            assertThat(log.lines()).anyMatch(line -> line.contains("agents-unreadable ends with a java.util."));
        }
    }

    @Test
    void aRouteThatServesHttpIsLoadedWithTheHttpWheneverThatComes() throws Exception {
        Files.writeString(routes.resolve("own.camel.yaml"), """
                - route:
                    id: own
                    from:
                      uri: gcx-http:/own
                      steps:
                        - setBody: {constant: "here"}
                """);
        CamelContext camel = new DefaultCamelContext();
        try (GenesysSimulator genesys = GenesysSimulator.builder().start()) {
            Map<String, String> given = Gateway.asking(genesys, folder);
            given.put("gcx.routes.dir", routes.toString());
            GcxSettings settings = GcxSettings.of(given);
            camel.start();

            camel.addRoutes(GcxCache.routes(settings));
            camel.addRoutes(GcxCache.http(settings));

            int port = camel.getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                    .port();
            HttpResponse<String> own = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/own"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(own.body()).isEqualTo("here");
        } finally {
            camel.stop();
        }
    }

    @Test
    void declarationsInAFileOfRoutesAreRefused() throws Exception {
        Files.writeString(routes.resolve("own.camel.yaml"), "# mine\nlists:\n  users:\n    path: /api/v2/users\n");

        assertThatThrownBy(this::start)
                .hasStackTraceContaining(
                        "routes/own.camel.yaml:2: lists: declares resources, which are read from files named"
                                + " *.resources.yaml");
    }

    @Test
    void fourHundredDeclarationsAreReadAndAskedForLikeOne() throws Exception {
        StringBuilder yaml = new StringBuilder("lists:\n");
        for (int i = 0; i < 400; i++) {
            yaml.append("  list-%d:\n    path: /api/v2/lists/%d\n    ttl: 60\n".formatted(i, i));
        }
        declare(yaml.toString());
        try (Gateway gateway = start()) {
            problem(gateway.get("/gcx/lists/list-399"), 404);
            problem(gateway.get("/gcx/lists/list-400"), 404);

            assertThat(gateway.genesys.calls().count("/api/v2/lists/399")).isEqualTo(1);
            assertThat(gateway.genesys.calls().count("/api/v2/lists/400")).isZero();
        }
    }

    @Test
    void everythingThatIsWrongIsToldBeforeAnythingIsSpent() throws Exception {
        declare("""
                lists:
                  users:
                    path: /api/v2/users
                    ttl: "ten"
                  routing-queues:
                    path: /api/v2/routing/queues
                """);
        CamelContext camel = new DefaultCamelContext();
        try (GenesysSimulator genesys = GenesysSimulator.builder().start()) {
            Map<String, String> settings = Gateway.asking(genesys, folder);
            settings.put("gcx.routes.dir", routes.toString());

            assertThatThrownBy(() -> camel.addRoutes(GcxCache.routes(GcxSettings.of(settings))))
                    .hasMessageContaining(
                            "routes/own.resources.yaml:4: lists.users.ttl: \"ten\" is not a number of seconds, 1 to 86400")
                    .hasMessageContaining("routes/own.resources.yaml:5: lists.routing-queues: ");
            assertThat(genesys.calls().all()).isEmpty();
            assertThat(folder.resolve("audit")).doesNotExist();
        } finally {
            camel.stop();
        }
    }

    @Test
    void javaDeclaresTheSame() throws Exception {
        CamelContext camel = new DefaultCamelContext();
        try (GenesysSimulator genesys = GenesysSimulator.builder().start()) {
            GcxSettings settings = GcxSettings.of(new HashMap<>(Gateway.asking(genesys, folder)));
            camel.addRoutes(GcxCache.builder(settings)
                    .resources(ListResource.of("vendors")
                            .path("/api/v2/routing/directories/external_vendors/entries")
                            .ttl(77))
                    .build());
            camel.start();

            byte[] answer = camel.createProducerTemplate()
                    .requestBodyAndHeader("direct:gcx-list", null, "GcxListName", "vendors", byte[].class);

            assertThat(new ObjectMapper().readTree(answer).path("ttl_seconds").asInt())
                    .isEqualTo(77);
        } finally {
            camel.stop();
        }
    }

    private void declare(String yaml) throws IOException {
        declare(yaml, "own.resources.yaml");
    }

    private void declare(String yaml, String file) throws IOException {
        Files.writeString(routes.resolve(file), yaml);
    }

    private Gateway start() throws Exception {
        return Gateway.start(folder, Map.of("gcx.routes.dir", routes.toString()));
    }
}
