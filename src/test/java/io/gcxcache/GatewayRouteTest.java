package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.wiring.ShippedFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code routes/gateway.camel.yaml}: which request is passed on to which route. */
class GatewayRouteTest extends RouteTest {
    private static final List<String> READ = List.of("GET", "HEAD");
    private static final List<String> ASK = List.of("POST", "QUERY");
    private static final List<String> ANY = List.of();
    private static final List<Door> DOORS = List.of(
            new Door("gateway-directory", "/gcx/directories/{GcxDirectoryId}", READ, "direct:gcx-directory"),
            new Door("gateway-list", "/gcx/lists/{GcxListName}", READ, "direct:gcx-list"),
            new Door("gateway-list-of", "/gcx/lists/{GcxListName}/{GcxId}", READ, "direct:gcx-list"),
            new Door("gateway-report", "/gcx/reports/{GcxReportId}", ASK, "direct:gcx-report"),
            new Door("gateway-query", "/gcx/queries/{GcxQueryName}", ASK, "direct:gcx-query"),
            new Door("gateway-runs", "/gcx/runs", READ, "direct:gcx-runs"),
            new Door("gateway-run", "/gcx/runs/{GcxFlightId}", READ, "direct:gcx-run"),
            new Door("gateway-run-result", "/gcx/runs/{GcxFlightId}/result", READ, "direct:gcx-run-result"),
            new Door("gateway-entries", "/gcx/entries", READ, "direct:gcx-entries"),
            new Door("gateway-entry", "/gcx/entries/{GcxKey}", List.of("DELETE"), "direct:gcx-invalidate"),
            new Door("gateway-invalidations", "/gcx/invalidations", List.of("POST"), "direct:gcx-invalidate"),
            new Door(
                    "gateway-verification",
                    "/gcx/directories/{GcxDirectoryId}/verification",
                    List.of("POST"),
                    "direct:gcx-verify"),
            new Door("gateway-explanations", "/gcx/explanations", List.of("POST"), "direct:gcx-explain"),
            new Door("gateway-notifications", "/gcx/notifications", READ, "direct:gcx-notifications"),
            new Door(
                    "gateway-notification-retry",
                    "/gcx/notifications/{GcxNotificationId}/retry",
                    List.of("POST"),
                    "direct:gcx-notification-retry"),
            new Door("gateway-budget", "/gcx/budget", READ, "direct:gcx-budget"),
            new Door("gateway-cluster", "/gcx/cluster", READ, "direct:gcx-cluster"),
            new Door(
                    "gateway-cluster-member",
                    "/gcx/cluster/members/{GcxNode}",
                    List.of("DELETE"),
                    "direct:gcx-remove-member"),
            new Door("gateway-metrics", "/gcx/metrics", READ, "direct:gcx-metrics"),
            new Door("gateway-consumers", "/gcx/consumers", READ, "direct:gcx-consumers"),
            new Door("gateway-routes", "/gcx/routes", READ, "direct:gcx-routes"),
            new Door("gateway-health", "/observe/health", READ, "direct:gcx-health"),
            new Door("gateway-live", "/observe/health/live", READ, "direct:gcx-live"),
            new Door("gateway-ready", "/observe/health/ready", READ, "direct:gcx-ready"),
            new Door("gateway-prometheus", "/observe/metrics", READ, "direct:gcx-prometheus"),
            new Door("gateway-login", "/login/oauth/token", List.of("POST"), "direct:gcx-grant-token"),
            new Door("gateway-login-bare", "/oauth/token", List.of("POST"), "direct:gcx-grant-token"),
            new Door("gateway-token-owner", "/api/v2/tokens/me", READ, "direct:gcx-token-owner"),
            new Door("gateway-revoke-token", "/api/v2/tokens/me", List.of("DELETE"), "direct:gcx-revoke-token"),
            new Door("gateway-api", "/api/v2", ANY, "direct:gcx-api"));

    /** The routes whose work is too long for the event loop. */
    private static final Set<String> SLOW = Set.of(
            "gateway-runs",
            "gateway-entries",
            "gateway-entry",
            "gateway-invalidations",
            "gateway-explanations",
            "gateway-notifications",
            "gateway-notification-retry",
            "gateway-metrics",
            "gateway-consumers",
            "gateway-routes",
            "gateway-health",
            "gateway-live",
            "gateway-ready",
            "gateway-prometheus",
            "gateway-login",
            "gateway-login-bare",
            "gateway-revoke-token");

    private static final Set<String> LOGINS = Set.of("gateway-login", "gateway-login-bare");

    private static final Set<String> MANAGEMENT = Set.of(
            "gateway-verification",
            "gateway-entries",
            "gateway-entry",
            "gateway-invalidations",
            "gateway-explanations",
            "gateway-notifications",
            "gateway-notification-retry",
            "gateway-budget",
            "gateway-cluster",
            "gateway-cluster-member",
            "gateway-metrics",
            "gateway-consumers",
            "gateway-routes");

    private static final Set<String> REPLAYED =
            Set.of("gateway-directory", "gateway-list", "gateway-list-of", "gateway-api");

    private static final Set<String> READ_BODIES =
            Set.of("gateway-report", "gateway-query", "gateway-invalidations", "gateway-explanations");

    @TempDir
    Path audit;

    private final Map<String, String> paths = new TreeMap<>();
    private final List<String> hops = new ArrayList<>();

    /** @param asked the route that answers */
    private record Door(String route, String path, List<String> methods, String asked) {
        /** One that it takes. */
        String method() {
            return methods.isEmpty() ? "GET" : methods.get(0);
        }

        String entrance() {
            return "direct:" + route + "-under-test";
        }
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                ShippedFiles.loadServingHttp(getContext(), settings(audit));
            }
        };
    }

    @BeforeEach
    void start() throws Exception {
        for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
            paths.put(route.getId(), route.getInput().getEndpointUri());
            ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)
                    .forEach(hop -> hops.add(hop.getEndpointUri()));
        }
        for (Door door : DOORS) {
            AdviceWith.adviceWith(context, door.route(), route -> route.replaceFromWith(door.entrance()));
            mocked(door.asked());
        }
        context.start();
    }

    @Test
    void everyPathIsServedOnTheEventLoopAndSaysWhichMethodsItTakes() {
        Map<String, String> expected = new TreeMap<>();
        DOORS.forEach(door -> expected.put(
                door.route(),
                "gcx-http:" + door.path()
                        + (door.methods().isEmpty()
                                ? "?matchOnUriPrefix=true"
                                : "?httpMethodRestrict=" + String.join(",", door.methods()))
                        + (READ_BODIES.contains(door.route()) ? "&consumes=application/json" : "")
                        + access(door)));

        assertThat(paths).isEqualTo(expected);
    }

    private static String access(Door door) {
        if (LOGINS.contains(door.route())) {
            return "&access=login";
        }
        return MANAGEMENT.contains(door.route())
                ? "&access=management"
                : door.path().startsWith("/observe/")
                        ? "&access=observe"
                        : REPLAYED.contains(door.route()) ? "&replay=fresh" : "";
    }

    @Test
    void passesOnWhatItIsAsked() {
        assertThat(DOORS).allSatisfy(door -> {
            Exchange answered = send(door, door.method());

            assertThat(answered.getException()).isNull();
            assertThat(standIn(door).getReceivedCounter()).isEqualTo(1);
            standIn(door).reset();
            assertThat(steps(door.route()))
                    .isEqualTo(
                            SLOW.contains(door.route())
                                    ? List.of(door.route() + "-leave-the-event-loop", door.route() + "-ask")
                                    : List.of(door.route() + "-ask"));
        });
    }

    @Test
    void waitsForNoRouteThatIsNotThere() {
        assertThat(hops).hasSameSizeAs(DOORS).allSatisfy(uri -> assertThat(uri).endsWith("?block=false"));
    }

    @Test
    void leavesTheEventLoopForWhatTakesItsTime() {
        List<Door> slow =
                DOORS.stream().filter(door -> SLOW.contains(door.route())).toList();

        assertThat(slow).hasSameSizeAs(SLOW).allSatisfy(door -> {
            List<String> threads = new CopyOnWriteArrayList<>();
            standIn(door)
                    .whenAnyExchangeReceived(
                            exchange -> threads.add(Thread.currentThread().getName()));

            send(door, door.method());

            assertThat(threads).hasSize(1).allSatisfy(name -> assertThat(name).contains("gcx-events"));
        });
    }

    private Exchange send(Door door, String method) {
        return template.send(
                door.entrance(), exchange -> exchange.getMessage().setHeader(Exchange.HTTP_METHOD, method));
    }

    private MockEndpoint standIn(Door door) {
        return getMockEndpoint("mock:" + door.asked());
    }
}
