package io.gcxcache;

import static io.gcxcache.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.cdn.Receiver;
import io.gcxcache.wiring.Generations;
import io.gcxcache.wiring.ShippedFiles;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Suspendable;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of routes of the user that are edited while the gateway runs. */
class LiveRoutesTest {
    private static final String OWN = "own.camel.yaml";

    @TempDir
    Path folder;

    private Path routes;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
        Files.writeString(routes.resolve(OWN), saying("one"));
        gateway = startGateway();
    }

    private Gateway startGateway() throws Exception {
        return Gateway.start(
                folder,
                Map.of(
                        "gcx.routes.dir",
                        routes.toString(),
                        "gcx.cdn.outbox",
                        folder.resolve("outbox.journal").toString()));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private static String saying(String what) {
        return """
                - route:
                    id: own
                    from:
                      uri: gcx-http:/own
                      steps:
                        - setBody: {constant: %s}
                """.formatted(what);
    }

    private String own() throws Exception {
        return gateway.get("/own").body();
    }

    private JsonNode declarations() throws Exception {
        return json(gateway.get("/gcx/routes")).path("declarations");
    }

    private String refusal() throws Exception {
        await().until(() -> declarations().has("not_applied"));
        return declarations().path("not_applied").path(0).asText();
    }

    /** Saves the file, and waits until it holds. */
    private void save(String own) throws Exception {
        gateway.clock.advance(Duration.ofSeconds(1));
        long now = gateway.clock.instant().getEpochSecond();
        Files.writeString(routes.resolve(OWN), own);
        await().until(() -> {
            JsonNode told = declarations();
            return !told.has("not_applied") && told.path("applied_at").asLong() >= now;
        });
    }

    @Test
    void aRouteIsServedAsItIsSavedAndNoMoreWhenItIsGone() throws Exception {
        assertThat(own()).isEqualTo("one");

        Files.writeString(routes.resolve(OWN), saying("two"));
        await().until(() -> own().equals("two"));
        Files.writeString(routes.resolve("other.camel.yaml"), saying("other").replace("own", "other"));
        await().until(() -> gateway.get("/other").body().equals("other"));
        Files.delete(routes.resolve(OWN));
        await().until(() -> gateway.get("/own").statusCode() == 404);

        assertThat(gateway.get("/other").body()).isEqualTo("other");
    }

    @Test
    void whoAskedBeforeIsAnsweredByTheRoutesAsTheyWere() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        hostRoute("waits", () -> {
            asked.countDown();
            goOn.await();
        });
        save("""
                - route:
                    from:
                      uri: gcx-http:/own
                      steps:
                        - threads: {executorService: gcx-work}
                        - to: direct:waits
                        - to: direct:ending
                - route:
                    from:
                      uri: direct:ending
                      steps:
                        - setBody: {constant: old}
                """);
        CompletableFuture<HttpResponse<String>> old = gateway.getAsync("/own");
        asked.await();

        save(saying("new"));
        String now = own();
        goOn.countDown();

        assertThat(now).isEqualTo("new");
        assertThat(old.get().body()).isEqualTo("old");
    }

    @Test
    void whatWaitsInAQueueIsDoneByTheRoutesAsTheyWere() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        hostRoute("waits", () -> {
            goOn.await();
            done.incrementAndGet();
        });
        save("""
                - route:
                    from:
                      uri: gcx-http:/own
                      steps:
                        - to: "seda:work?waitForTaskToComplete=Never"
                        - setBody: {constant: taken}
                - route:
                    from:
                      uri: seda:work
                      steps:
                        - to: direct:waits
                """);
        for (int i = 0; i < 3; i++) {
            assertThat(own()).isEqualTo("taken");
        }

        save(saying("two"));
        goOn.countDown();
        await().until(() -> generations() == 1);

        assertThat(done).hasValue(3);
    }

    @Test
    void aTimerAsItWasEndsWhenTheNewOneBegins() throws Exception {
        AtomicInteger first = counted("first");
        AtomicInteger second = counted("second");
        String timer = """
                - route:
                    from:
                      uri: timer:own?period=20
                      steps:
                        - to: direct:%s
                """;
        save(timer.formatted("first"));
        await().until(() -> first.get() > 2);

        save(timer.formatted("second"));
        await().until(() -> second.get() > 0);
        int ended = first.get();
        await().until(() -> second.get() > 20);

        assertThat(first.get()).isEqualTo(ended);
    }

    @Test
    void aScheduleGoesOnInTheRoutesAsTheyAreNow() throws Exception {
        gateway.clock.advance(Duration.ofMinutes(5));
        AtomicInteger first = counted("first");
        AtomicInteger second = counted("second");
        String schedule = """
                - route:
                    from:
                      uri: gcx-quartz:own/each-second
                      parameters: {cron: "* * * * * ?"}
                      steps:
                        - to: direct:%s
                """;
        save(schedule.formatted("first"));
        await().until(() -> first.get() > 0);

        save(schedule.formatted("second"));
        int ended = first.get();
        await().until(() -> second.get() > 1);

        assertThat(first.get()).isEqualTo(ended);
    }

    @Test
    void aRouteThatNeverEndsIsEndedHalfAMinuteAfterItsEdit() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        hostRoute("waits", () -> {
            asked.countDown();
            never.await();
        });
        save("""
                - route:
                    from:
                      uri: gcx-http:/own
                      steps:
                        - threads: {executorService: gcx-work}
                        - to: direct:waits
                """);
        gateway.getAsync("/own");
        asked.await();
        try (LogCapture log = LogCapture.attach()) {
            save(saying("two"));
            gateway.clock.advance(Duration.ofSeconds(31));

            await().until(() -> log.lines().stream().anyMatch(line -> line.contains("are ended after 30 s")));
            assertThat(own()).isEqualTo("two");
        } finally {
            never.countDown();
        }
    }

    @Test
    void aBodyThatComesSlowlyIsReadByTheRouteAsItIsByThen() throws Exception {
        RawConnection client =
                new RawConnection(SocketFactory.getDefault(), gateway.url("/").getPort());
        client.send("POST /own HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{", 1_000);
        save(saying("two"));
        await().until(() -> generations() == 1);

        client.send("}", 1);

        assertThat(client.reply("POST")).endsWith("two");
        client.close();
    }

    /** Those that were made and have not ended. */
    private long generations() {
        return gateway.camel.getRegistry().findByType(Generations.class).stream()
                .mapToInt(Generations::running)
                .sum();
    }

    @Test
    void routesThatCannotStartLeaveThoseBeforeAtWork() throws Exception {
        AtomicInteger ticks = counted("ticks");
        String timer = """
                - route:
                    from:
                      uri: timer:own?period=20
                      steps:
                        - to: direct:ticks
                """;
        save(timer + saying("one"));
        await().until(() -> ticks.get() > 2);

        Files.writeString(routes.resolve(OWN), timer + saying("two") + """
                - beans:
                    - name: busy
                      type: io.gcxcache.LiveRoutesTest$Busy
                - route:
                    from:
                      uri: busy:port
                      steps:
                        - log: never
                """);
        String told = refusal();
        int before = ticks.get();

        assertThat(told).contains("the port is busy");
        assertThat(own()).isEqualTo("one");
        await().until(() -> ticks.get() > before + 2);
        save(timer + saying("three"));
        assertThat(own()).isEqualTo("three");
    }

    @Test
    void routesThatCannotBeSuspendedGoOn() throws Exception {
        AtomicInteger ticks = counted("ticks");
        String own = """
                - beans:
                    - name: stubborn
                      type: io.gcxcache.LiveRoutesTest$Stubborn
                - route:
                    from:
                      uri: timer:own?period=20
                      steps:
                        - to: direct:ticks
                - route:
                    from:
                      uri: stubborn:port
                      steps:
                        - log: never
                """;
        save(own + saying("two"));
        await().until(() -> ticks.get() > 2);

        Files.writeString(routes.resolve(OWN), own + saying("three"));
        String told = refusal();
        int before = ticks.get();

        assertThat(told).contains("not to be suspended");
        assertThat(own()).isEqualTo("two");
        await().until(() -> ticks.get() > before + 2);
    }

    @Test
    void anErrorOfAClassThatAFileNamesIsTold() throws Exception {
        Files.writeString(routes.resolve(OWN), saying("two") + """
                - beans:
                    - name: broken
                      type: io.gcxcache.LiveRoutesTest$Broken
                """);

        assertThat(refusal()).contains("NoClassDefFoundError: org/missing/Dependency");
        assertThat(own()).isEqualTo("one");
    }

    @Test
    void yamlThatIsTooDeepIsTold() throws Exception {
        Files.writeString(routes.resolve(OWN), "- route: " + "[".repeat(100_000));

        assertThat(refusal()).isNotEmpty();
        assertThat(own()).isEqualTo("one");
    }

    @Test
    void whatBeginsAtOnceFindsTheGatewayStarted() throws Exception {
        gateway.close();
        Files.writeString(routes.resolve(OWN), """
                - beans:
                    - name: eager
                      type: io.gcxcache.LiveRoutesTest$Eager
                - route:
                    from:
                      uri: eager:start
                      steps:
                        - setHeader: {name: GcxDirectoryId, constant: internal_agents}
                        - to: direct:gcx-directory
                """);

        gateway = startGateway();

        assertThat(gateway.get("/gcx/directories/internal_agents").headers().firstValue("Cache-Status"))
                .hasValueSatisfying(status -> assertThat(status).contains("hit"));
    }

    @Test
    void aPathOfTheGatewayIsNotForTheUser() throws Exception {
        Files.writeString(
                routes.resolve(OWN),
                saying("two") + saying("mine").replace("own", "gcx/runs").replace("id: gcx/runs", "id: mine"));

        assertThat(refusal()).contains("/gcx/runs is served by route gateway-runs of the gateway");
        assertThat(own()).isEqualTo("one");
        assertThat(gateway.get("/gcx/runs").body()).contains("runs");
    }

    @Test
    void aRouteIdOfTheGatewayIsRefused() throws Exception {
        Files.writeString(routes.resolve(OWN), saying("two").replace("id: own", "id: gcx-refresh"));

        assertThat(refusal())
                .isEqualTo(
                        "routes/own.camel.yaml:1: route gcx-refresh: the id is taken by route gcx-refresh of the gateway;"
                                + " every one has its own");
        assertThat(own()).isEqualTo("one");
    }

    @Test
    void aDeclarationAndTheRouteThatFetchesItBeginTogether() throws Exception {
        Files.writeString(routes.resolve("own.resources.yaml"), """
                lists:
                  stationed-users:
                    path: /api/v2/users
                    fetch: direct:stationed-users
                """);
        save("""
                - route:
                    from:
                      uri: direct:stationed-users
                      steps:
                        - setHeader: {name: GcxQuery, constant: expand=station}
                        - bean: {ref: gcxList, method: ask}
                        - to: "direct:walk?block=false"
                        - bean: {ref: gcxList, method: render}
                - route:
                    from:
                      uri: direct:walk
                      steps:
                        - toD: "direct:gcx-${header.GcxWalk}pages?block=false"
                """);

        HttpResponse<String> users = gateway.get("/gcx/lists/stationed-users");

        assertThat(users.statusCode()).isEqualTo(200);
        assertThat(json(users).path("entry_count").asInt()).isPositive();
        assertThat(gateway.genesys.calls().all()).anyMatch(call -> call.query().contains("expand=station"));
    }

    @Test
    void aDeclarationWhoseFetchRouteWouldGoKeepsIt() throws Exception {
        aDeclarationAndTheRouteThatFetchesItBeginTogether();

        Files.delete(routes.resolve(OWN));

        assertThat(refusal())
                .isEqualTo("routes/own.resources.yaml:4: lists.stationed-users.fetch: no route begins with"
                        + " direct:stationed-users");
        assertThat(gateway.get("/gcx/lists/stationed-users").statusCode()).isEqualTo(200);
    }

    @Test
    void aFlightEndsThoughItsFetchRouteIsEdited() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        hostRoute("waits", () -> {
            asked.countDown();
            goOn.await();
        });
        Files.writeString(routes.resolve("own.resources.yaml"), """
                lists:
                  slow-users:
                    path: /api/v2/users
                    fetch: direct:slow-users
                """);
        String fetch = """
                - route:
                    from:
                      uri: direct:slow-users
                      steps:
                        - to: direct:waits
                        - bean: {ref: gcxList, method: ask}
                        - to: "direct:gcx-pages?block=false"
                        - to: direct:rendered
                - route:
                    from:
                      uri: direct:rendered
                      steps:
                        - bean: {ref: gcxList, method: render}
                """;
        save(fetch);
        CompletableFuture<HttpResponse<String>> waiting = gateway.getAsync("/gcx/lists/slow-users");
        asked.await();

        Files.delete(routes.resolve("own.resources.yaml"));
        save(saying("two"));
        goOn.countDown();

        assertThat(waiting.get().statusCode()).isEqualTo(200);
        assertThat(gateway.get("/gcx/lists/slow-users").statusCode()).isEqualTo(404);
    }

    @Test
    void aTargetIsToldFromItsFileOnAndNoMoreWithoutIt() throws Exception {
        try (Receiver paris = new Receiver()) {
            save("""
                    - templatedRoute:
                        routeTemplateRef: gcx-target
                        routeId: gcx-tell-paris
                        parameters:
                          - {name: name, value: paris}
                          - {name: "on", value: "true"}
                          - {name: request, value: "direct:gcx-request-paris?block=false"}
                    - route:
                        from:
                          uri: direct:gcx-request-paris
                          steps:
                            - setHeader: {name: CamelHttpMethod, constant: PURGE}
                            - setBody: {simple: "${null}"}
                            - to: "gcx-cdn:%s"
                    """.formatted(paris.url()));
            gateway.get("/gcx/directories/emergency_contacts");
            await().until(() -> paris.received().size() == 1);

            save(saying("two"));
            gateway.get("/gcx/directories/internal_agents");
            gateway.get("/gcx/notifications");

            assertThat(json(gateway.get("/gcx/notifications")).toString()).doesNotContain("paris");
            assertThat(paris.received()).hasSize(1);
        }
    }

    @Test
    void aTargetIsToldAtItsNewAddressFromTheEditOn() throws Exception {
        try (Receiver before = new Receiver();
                Receiver after = new Receiver()) {
            CountDownLatch edited = new CountDownLatch(1);
            hostRoute("waits", edited::await);
            hostRoute("goes-on", () -> {});
            String target = """
                    - templatedRoute:
                        routeTemplateRef: gcx-target
                        routeId: gcx-tell-paris
                        parameters:
                          - {name: name, value: paris}
                          - {name: "on", value: "true"}
                          - {name: request, value: "direct:gcx-request-paris?block=false"}
                    - route:
                        from:
                          uri: direct:gcx-request-paris
                          steps:
                            - setHeader: {name: CamelHttpMethod, constant: PURGE}
                            - setBody: {simple: "${null}"}
                            - to: "gcx-cdn:%s"
                            - threads: {executorService: gcx-work}
                            - to: direct:%s
                    """;
            save(target.formatted(before.url(), "waits"));
            gateway.get("/gcx/directories/emergency_contacts");
            await().until(() -> before.received().size() == 1);
            // Told when what was told before of the same has come to its end.
            gateway.post("/gcx/invalidations", "{\"directory_id\": \"emergency_contacts\"}");

            save(target.formatted(after.url(), "goes-on"));
            edited.countDown();

            await().until(() -> !after.received().isEmpty());
            assertThat(before.received()).hasSize(1);
        }
    }

    @Test
    void beansSettingsAndConversionsOfTheGatewayAreAtHand() throws Exception {
        save("""
                - beans:
                    - name: mine
                      type: java.util.ArrayList
                - route:
                    from:
                      uri: gcx-http:/own
                      steps:
                        - setHeader: {name: GcxDirectoryId, constant: internal_agents}
                        - to: "direct:gcx-directory?block=false"
                        - threads: {executorService: gcx-events}
                        - unmarshal: {json: {}}
                        - removeHeaders: {pattern: "*"}
                        - setBody: {simple: "${body[entry_count]} {{gcx.stale.window}} ${bean:mine.size} ${bean:gcxBudgets.mode('x')}"}
                """);

        assertThat(own()).isEqualTo("1180 3600 0 NORMAL");
    }

    @Test
    void aHitIsReplayedBehindAPathOfTheUser() throws Exception {
        save("""
                - route:
                    id: own
                    from:
                      uri: gcx-http:/own/{GcxDirectoryId}?replay=fresh
                      steps:
                        - to: "direct:gcx-directory?block=false"
                """);
        for (int i = 0; i < 5; i++) {
            assertThat(gateway.get("/own/internal_agents").statusCode()).isEqualTo(200);
        }

        assertThat(json(gateway.get("/gcx/routes")).path("routes")).anySatisfy(route -> {
            assertThat(route.path("route").asText()).isEqualTo("own");
            assertThat(route.path("replayed").asInt()).isPositive();
        });
    }

    @Test
    void whatFailsAtTheEndOfAnExchangeDisturbsNoEdit() throws Exception {
        save("""
                - onCompletion:
                    steps:
                      - throwException: {exceptionType: java.lang.IllegalStateException, message: failed}
                - route:
                    from:
                      uri: gcx-http:/own
                      steps:
                        - setBody: {constant: two}
                """);
        assertThat(own()).isEqualTo("two");

        save(saying("three"));

        assertThat(own()).isEqualTo("three");
    }

    @Test
    void editsLeaveNoThreadBehind() throws Exception {
        String timer = """
                - route:
                    from:
                      uri: timer:own?period=1000000
                      steps:
                        - to: direct:nobody-cares
                - route:
                    from:
                      uri: direct:nobody-cares
                      steps:
                        - log: tick
                - route:
                    from:
                      uri: gcx-quartz:own/nightly
                      parameters: {cron: "0 0 3 * * ?"}
                      steps:
                        - log: nightly
                """;
        save(timer + saying("before"));
        await().until(() -> generationThreads().size() <= 5);
        int before = generationThreads().size();

        for (int i = 0; i < 5; i++) {
            save(timer + saying("n" + i));
        }

        await().untilAsserted(() -> assertThat(generationThreads()).hasSizeLessThanOrEqualTo(before));
    }

    @Test
    void routesThatHaveEndedLeaveTheHeap() throws Exception {
        List<Reference<CamelContext>> seen = new CopyOnWriteArrayList<>();
        gateway.camel.getRegistry().bind("witness", (Processor)
                exchange -> seen.add(new WeakReference<>(exchange.getContext())));
        Files.writeString(routes.resolve("own.resources.yaml"), """
                lists:
                  fetched: {path: /api/v2/users, fetch: direct:fetched}
                """);
        String fetching = """
                - route:
                    from:
                      uri: direct:fetched
                      steps:
                        - process: {ref: witness}
                        - bean: {ref: gcxList, method: ask}
                        - to: "direct:gcx-pages?block=false"
                        - bean: {ref: gcxList, method: render}
                - route:
                    from:
                      uri: timer:own?period=50
                      steps:
                        - to: direct:fetched
                - route:
                    from:
                      uri: gcx-quartz:own/number
                      parameters: {cron: "0 0 3 * * ?"}
                      steps:
                        - to: direct:fetched
                """;

        for (int i = 0; i < 4; i++) {
            save(fetching + saying("n" + i));
            gateway.post("/gcx/invalidations", "{\"directory_id\":\"fetched\"}");
            assertThat(gateway.get("/gcx/lists/fetched").statusCode()).isEqualTo(200);
            own();
        }

        await().untilAsserted(() -> {
            System.gc();
            assertThat(seen.stream()
                            .map(Reference::get)
                            .filter(Objects::nonNull)
                            .distinct())
                    .hasSize(1);
        });
    }

    @Test
    void anExchangeThatCrossesToTheGatewayAndBackIsOne() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:host")
                        .process(exchange -> exchange.getExchangeExtension()
                                .addOnCompletion(new SynchronizationAdapter() {
                                    @Override
                                    public void onDone(Exchange done) {
                                        order.add("completed");
                                    }
                                }))
                        .setBody(simple("${variable.word} ${exchangeProperty.before}"))
                        .removeProperty("before")
                        .setProperty("after", constant("after"))
                        .setVariable("word", constant("there"));
                from("direct:told")
                        .process(exchange -> order.add(exchange.getMessage().getBody(String.class)));
            }
        });
        save("""
                - route:
                    from:
                      uri: gcx-http:/own
                      steps:
                        - setVariable: {name: word, constant: here}
                        - setProperty: {name: before, constant: before}
                        - to: direct:host
                        - setBody: {simple: "${body}, ${variable.word} [${exchangeProperty.before}] ${exchangeProperty.after}"}
                        - to: direct:told
                """);

        String said = own();

        assertThat(said).isEqualTo("here before, there [] after");
        await().untilAsserted(() -> assertThat(order).containsExactly(said, "completed"));
    }

    @Test
    void whatTheHostInterceptsIsInterceptedForRoutesOfTheUserToo() throws Exception {
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                interceptSendToEndpoint("direct:host*").setBody(simple("intercepted ${body}"));
                from("direct:host").setBody(simple("${body}, answered"));
            }
        });
        save(saying("asked") + "        - to: direct:host\n");

        assertThat(own()).isEqualTo("intercepted asked, answered");
    }

    private static List<String> generationThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("-routes-") || name.contains("timer://own"))
                .toList();
    }

    @Test
    void theGatewayStopsWithItsRoutesWhileTheyAreEdited() throws Exception {
        Files.writeString(routes.resolve(OWN), saying("two"));

        gateway.camel.stop();

        assertThat(generationThreads()).isEmpty();
    }

    /** A component of the user, by what its consumers do. */
    abstract static class OfTheUser extends DefaultComponent {
        abstract Consumer consumer(Endpoint endpoint, Processor processor);

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return consumer(this, processor);
                }
            };
        }
    }

    /** Its consumers cannot start. */
    public static final class Busy extends OfTheUser {
        @Override
        Consumer consumer(Endpoint endpoint, Processor processor) {
            return new DefaultConsumer(endpoint, processor) {
                @Override
                protected void doStart() {
                    throw new IllegalStateException("the port is busy");
                }
            };
        }
    }

    /** Its consumers cannot be suspended. */
    public static final class Stubborn extends OfTheUser {
        @Override
        Consumer consumer(Endpoint endpoint, Processor processor) {
            class Unmoved extends DefaultConsumer implements Suspendable {
                Unmoved() {
                    super(endpoint, processor);
                }

                @Override
                protected void doSuspend() {
                    throw new IllegalStateException("not to be suspended");
                }
            }
            return new Unmoved();
        }
    }

    /** Its consumers begin as they start. */
    public static final class Eager extends OfTheUser {
        @Override
        Consumer consumer(Endpoint endpoint, Processor processor) {
            return new DefaultConsumer(endpoint, processor) {
                @Override
                protected void doStart() throws Exception {
                    super.doStart();
                    Exchange exchange = createExchange(false);
                    getProcessor().process(exchange);
                    if (exchange.getException() != null) {
                        throw exchange.getException();
                    }
                }
            };
        }
    }

    /** A bean of the user whose class lacks another. */
    public static final class Broken {
        public Broken() {
            throw new NoClassDefFoundError("org/missing/Dependency");
        }
    }

    @Test
    void whoAskedBeforeTheGatewayStopsIsAnsweredThoughTheRouteAsksTheGatewayLate() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        hostRoute("told", asked::countDown);
        save("""
                - route:
                    from:
                      uri: gcx-http:/own
                      steps:
                        - threads: {executorService: gcx-work}
                        - to: direct:told
                        - delay: {constant: "500", asyncDelayed: true, executorService: gcx-timers}
                        - to: direct:late
                - route:
                    from:
                      uri: direct:late
                      steps:
                        - setHeader: {name: GcxDirectoryId, constant: internal_agents}
                        - to: "direct:gcx-directory?block=false"
                """);
        gateway.get("/gcx/directories/internal_agents");
        CompletableFuture<HttpResponse<String>> answer = gateway.getAsync("/own");
        asked.await();

        gateway.camel.stop();

        assertThat(answer.get().statusCode()).isEqualTo(200);
    }

    private AtomicInteger counted(String name) throws Exception {
        AtomicInteger count = new AtomicInteger();
        hostRoute(name, count::incrementAndGet);
        return count;
    }

    private void hostRoute(String name, Step step) throws Exception {
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + name).process(exchange -> step.run());
            }
        });
    }

    private interface Step {
        void run() throws Exception;
    }
}
