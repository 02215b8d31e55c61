package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.Gateway;
import io.gcxcache.ask.ReplyBody;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.Envelope;
import io.gcxcache.json.Slices;
import io.gcxcache.json.TestSlices;
import io.gcxcache.problem.Problem;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of routes on event loops: how they are answered, suspended, added, and kept apart from others' HTTP. */
class GcxHttpServerTest {
    @ParameterizedTest
    @ValueSource(strings = {"/threads", "/loop-of-another"})
    void aReplyIsWrittenOnTheEventLoopThatReceivedItsRequest(String path) throws Exception {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        Queue<String> left = new ConcurrentLinkedQueue<>();
        Queue<String> written = new ConcurrentLinkedQueue<>();
        // Its text is taken when it is written.
        Object tag = new Object() {
            @Override
            public String toString() {
                written.add(Thread.currentThread().getName());
                return "\"tag\"";
            }
        };
        Vertx another = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Context loopOfAnother = another.getOrCreateContext();
        Processor arrive = exchange -> received.add(Thread.currentThread().getName());
        Processor answer = exchange -> {
            left.add(Thread.currentThread().getName());
            exchange.getMessage().setHeader("ETag", tag);
        };
        try (Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/threads").process(arrive).threads(1).process(answer);
                from("gcx-http:/loop-of-another").process(arrive).process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        loopOfAnother.runOnContext(there -> {
                            left.add("another " + Thread.currentThread().getName());
                            exchange.getMessage().setHeader("ETag", tag);
                            callback.done(false);
                        });
                        return false;
                    }
                });
            }
        })) {
            for (int connection = 0; connection < 8; connection++) {
                try (Served.Connection client = served.connect()) {
                    assertThat(client.write("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                                    .read())
                            .contains("\"tag\"");
                }
            }
        } finally {
            another.close();
        }
        assertThat(left).hasSize(8).doesNotContainAnyElementsOf(received);
        assertThat(List.copyOf(written)).isEqualTo(List.copyOf(received));
        assertThat(Set.copyOf(received)).as("both event loops were asked").hasSize(2);
    }

    @Test
    void aSuspendedRouteIsUnavailableUntilItIsResumed() throws Exception {
        try (Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/a").routeId("a").setBody(constant("served"));
            }
        })) {
            served.camel.getRouteController().suspendRoute("a");
            HttpResponse<String> suspended = served.get("/a");
            HttpResponse<String> withBody = served.send("POST", "/a", "x");
            served.camel.getRouteController().resumeRoute("a");

            assertThat(suspended.statusCode()).isEqualTo(503);
            assertThat(suspended.headers().allValues("Retry-After")).containsExactly("5");
            assertThat(suspended.headers().allValues("Content-Type")).containsExactly("application/problem+json");
            assertThat(withBody.statusCode()).isEqualTo(503);
            assertThat(served.get("/a").body()).isEqualTo("served");
        }
    }

    @Test
    void aRouteIsServedFromItsStartToItsStop() throws Exception {
        try (Served served = Served.start()) {
            int before = served.get("/late").statusCode();
            served.camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("gcx-http:/late").routeId("late").setBody(constant("served"));
                }
            });
            String started = served.get("/late").body();
            served.camel.getRouteController().stopRoute("late");

            assertThat(before).isEqualTo(404);
            assertThat(started).isEqualTo("served");
            assertThat(served.get("/late").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whileItStopsEveryRequestIsToldSoAndWhatIsOwedIsAnswered() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/slow")
                        .threads(1)
                        .process(exchange -> release.await())
                        .setBody(constant("late"));
                from("gcx-http:/a").setBody(constant("a"));
            }
        });
        try (Served.Connection owed = served.connect()) {
            owed.write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
            await().until(() -> served.camel.getInflightRepository().size() == 1);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(served::close);
            await().until(() -> served.camel.getStatus().isStopping());
            await().until(() -> served.get("/a").statusCode() == 503);
            HttpResponse<String> unknown = served.get("/unknown");
            release.countDown();

            assertThat(unknown.statusCode()).isEqualTo(503);
            assertThat(unknown.headers().allValues("Retry-After")).containsExactly("5");
            assertThat(unknown.headers().allValues("Connection")).containsExactly("close");
            assertThat(owed.readBody()).isEqualTo("late");
            assertThat(owed.rest()).isEmpty();
            stopped.get(20, TimeUnit.SECONDS);
        } finally {
            release.countDown();
        }
    }

    @Test
    void noReplyOnItsWayIsCutWhenItStops() throws Exception {
        int length = 20_000_000;
        Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/long").process(exchange -> exchange.getMessage().setBody(new byte[length]));
            }
        });
        try (Served.Connection client = served.connect();
                Served.Connection resting = served.connect()) {
            client.write("GET /long HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(served::close);
            resting.awaitEnd();

            assertThat(client.rest()).hasSize(length);
            stopped.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aFailureIsAProblemWithNothingOfTheReplyThatItSpoiled() throws Exception {
        try (Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("gcx-http:/told").throwException(Problem.busy("Come back", Duration.ofSeconds(7)));
                from("gcx-http:/wrapped").process(exchange -> {
                    throw new CamelExecutionException("by a template", exchange, Problem.notFound("no such thing"));
                });
                from("gcx-http:/untold").throwException(new IllegalStateException("a secret"));
                from("gcx-http:/unwritable")
                        .setHeader("ETag", constant("\"1\""))
                        .setHeader("Vary", constant("a\r\nX-Evil: 1"));
            }
        })) {
            HttpResponse<String> told = served.get("/told");
            HttpResponse<String> untold = served.get("/untold");
            HttpResponse<String> unwritable = served.get("/unwritable");

            assertThat(told.statusCode()).isEqualTo(503);
            assertThat(told.headers().allValues("Retry-After")).containsExactly("7");
            assertThat(told.body()).contains("Come back");
            assertThat(served.get("/wrapped").statusCode()).isEqualTo(404);
            assertThat(untold.statusCode()).isEqualTo(500);
            assertThat(untold.body()).doesNotContain("a secret");
            assertThat(unwritable.statusCode()).isEqualTo(500);
            assertThat(unwritable.headers().map()).doesNotContainKeys("etag", "vary", "x-evil");
        }
    }

    @Test
    void writesThePiecesOfAReplyOneAfterTheOther() throws Exception {
        try (Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/segments").process(exchange -> exchange.getMessage()
                        .setBody(new ReplyBody(Body.document(
                                new Envelope(
                                        JsonNodeFactory.instance.objectNode(),
                                        "list",
                                        JsonNodeFactory.instance.objectNode()),
                                Slices.packed(List.of(TestSlices.of("1", "2", "3")), 2)))));
            }
        })) {
            assertThat(served.get("/segments").body()).isEqualTo("{\"list\":[1,2,3]}");
            assertThat(served.send("HEAD", "/segments", null).headers().allValues("Content-Length"))
                    .containsExactly("16");
        }
    }

    @Test
    void aClientThatGoesAwayLeavesNothingBehind() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        try (Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/slow").threads(1).process(exchange -> {
                    asked.countDown();
                    gone.await();
                });
            }
        })) {
            try (Served.Connection client = served.connect()) {
                client.write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
                asked.await();
            }
            gone.countDown();

            await().until(() -> served.camel.getInflightRepository().size() == 0);
        }
    }

    @Test
    void thePortIsOpenedOnceHoweverManyRoutesAreAddedLater(@TempDir Path audit) throws Exception {
        try (Gateway gateway = Gateway.start(audit)) {
            GcxHttpServer server = gateway.camel
                    .getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                    .server();
            List<Context> loops = server.loops();
            for (String path : List.of("/late", "/later")) {
                gateway.camel.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("gcx-http:" + path).setBody(constant(path));
                    }
                });
            }

            assertThat(server.loops()).isNotEmpty().isEqualTo(loops);
            assertThat(gateway.get("/later").body()).isEqualTo("/later");
        }
    }

    @Test
    void everyReplyTellsTheTimeOfDayAtWhichItLeaves() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T09:05:07.900Z"));
        try (Served served = Served.at(now::get, new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/late")
                        .process(exchange -> now.set(Instant.parse("2026-03-01T09:05:08.100Z")))
                        .setBody(constant("late"));
            }
        })) {
            HttpResponse<String> unknown = served.get("/unknown");
            HttpResponse<String> late = served.get("/late");
            String invalid;
            try (Served.Connection connection = served.connect()) {
                invalid = connection
                        .write("GET /\u0001 HTTP/1.1\r\nA b: c\r\n\r\n")
                        .read();
            }

            assertThat(unknown.headers().allValues("Date")).containsExactly("Sun, 01 Mar 2026 09:05:07 GMT");
            assertThat(late.headers().allValues("Date")).containsExactly("Sun, 01 Mar 2026 09:05:08 GMT");
            assertThat(invalid.lines().toList())
                    .as(invalid)
                    .startsWith("HTTP/1.1 400 Bad Request")
                    .contains("date: Sun, 01 Mar 2026 09:05:08 GMT");
        }
    }

    @RepeatedTest(50)
    void aBusyPortEndsTheStartAndCanBeTriedAgain() throws Exception {
        GcxHttpServer server;
        try (ServerSocket busy = new ServerSocket(0)) {
            server = new GcxHttpServer(
                    new Listener("127.0.0.1", busy.getLocalPort(), "gcx.http.host, gcx.http.port"),
                    null,
                    null,
                    Served.HOSTS,
                    () -> false,
                    Origins.NONE,
                    Served.CONNECTIONS,
                    2,
                    InstantSource.system(),
                    Served.LIMITS,
                    family -> Served.RATE_LIMIT,
                    null);
            server.init();

            assertThatThrownBy(server::listen)
                    .isInstanceOf(GcxHttpServer.PortUnavailableException.class)
                    .hasMessageContaining(":" + busy.getLocalPort())
                    .hasMessageContaining("gcx.http.port");
            assertThat(server.loops()).isEmpty();
        }
        server.listen();

        assertThat(server.port()).isPositive();
        assertThat(server.loops()).hasSize(2);
        server.shutdown();
    }

    @Test
    void aStockServerInTheSameContextIsNotTouched() throws Exception {
        VertxPlatformHttpServerConfiguration free = new VertxPlatformHttpServerConfiguration();
        free.setBindHost("127.0.0.1");
        free.setBindPort(0);
        VertxPlatformHttpServer stock = new VertxPlatformHttpServer(free);
        try (Served served = Served.start(new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                getContext().addService(stock);
                from("platform-http:/stock").setBody(constant("of the stock server"));
                from("platform-http:/both").setBody(constant("of the stock server"));
                from("gcx-http:/ours").setBody(constant("ours"));
                from("gcx-http:/both").setBody(constant("ours"));
            }
        })) {
            URI theirs = URI.create("http://127.0.0.1:" + stock.getServer().actualPort());

            assertThat(ask(theirs.resolve("/stock")).body()).isEqualTo("of the stock server");
            assertThat(ask(theirs.resolve("/both")).body()).isEqualTo("of the stock server");
            assertThat(ask(theirs.resolve("/ours")).statusCode()).isEqualTo(404);
            assertThat(served.get("/ours").body()).isEqualTo("ours");
            assertThat(served.get("/both").body()).isEqualTo("ours");
            assertThat(served.get("/stock").statusCode()).isEqualTo(404);
        }
    }

    private static HttpResponse<String> ask(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
