package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route has answered out of the cache is answered again without it, as the route would. */
class ReplayTest {
    private static final String DIRECTORY = "/gcx/directories/emergency_contacts";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

    @TempDir
    Path folder;

    private Gateway gateway;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(folder, Map.of(), GenesysSimulator.builder());
        gateway.genesys.directory("emergency_contacts").entries(12);
        gateway.clock.stop();
        wire = new Wire(gateway.url("/").getPort());
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
        gateway.close();
    }

    /** One connection, on which bytes are looked at as they come. */
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Wire(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(30_000);
            in = socket.getInputStream();
        }

        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** By a thread of its own, since nothing more is read of a client that does not read. */
        void sendBeside(String bytes) {
            new Thread(() -> {
                        try {
                            send(bytes);
                        } catch (IOException e) {
                            // Told to who reads.
                        }
                    })
                    .start();
        }

        String get(String target, String... fields) throws IOException {
            StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
            for (String field : fields) {
                request.append(field).append("\r\n");
            }
            send(request.append("\r\n").toString());
            return reply();
        }

        String reply() throws IOException {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            String text = "";
            while (!text.endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("ended after: " + text);
                }
                read.write(next);
                text = read.toString(StandardCharsets.ISO_8859_1);
            }
            Matcher length = LENGTH.matcher(text);
            return length.find()
                    ? text + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1)
                    : text;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String tag(String reply) {
        Matcher tag = Pattern.compile("\r\nETag: (.*)\r\n").matcher(reply);
        assertThat(tag.find()).isTrue();
        return tag.group(1);
    }

    private static String comparable(String reply) {
        return reply.replaceAll("(?m)^date: .*$", "date: -")
                .replaceAll("(?m)^ININ-Correlation-Id: .*$", "ININ-Correlation-Id: -");
    }

    private JsonNode route(String id) throws Exception {
        for (JsonNode route : Gateway.json(gateway.get("/gcx/routes")).path("routes")) {
            if (route.path("route").asText().equals(id)) {
                return route;
            }
        }
        throw new AssertionError(id);
    }

    private long replayed() throws Exception {
        return route("gateway-directory").path("replayed").asLong();
    }

    /** Has the route answer it so often that it is answered without it from then on. */
    private String learned(String target, String... fields) throws IOException {
        wire.get(target, fields);
        wire.get(target, fields);
        return wire.get(target, fields);
    }

    @Test
    void theRepliesAreTheSameToTheByte() throws Exception {
        String byRoute = learned(DIRECTORY);

        String again = wire.get(DIRECTORY);

        assertThat(replayed()).isEqualTo(1);
        assertThat(comparable(again)).isEqualTo(comparable(byRoute)).contains("Cache-Status: gcx; hit; ttl=60");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: text/html",
                "Accept-Encoding: gzip",
                "Accept-Encoding: gzip;q=0",
                "X-Other: x",
                "Content-Length: 0"
            })
    void whatAClientTakesIsAPartOfWhatItAsks(String field) throws Exception {
        learned(DIRECTORY);
        String byRoute = learned(DIRECTORY, field);
        long before = replayed();

        String again = wire.get(DIRECTORY, field);

        assertThat(replayed()).isEqualTo(before + 1);
        assertThat(comparable(again)).isEqualTo(comparable(byRoute));
        assertThat(again.contains("content-encoding: gzip")).isEqualTo(field.endsWith("gzip"));
    }

    @Test
    void whoHasTheAnswerIsToldSoAgain() throws Exception {
        String tag = tag(wire.get(DIRECTORY));
        wire.get(DIRECTORY, "If-None-Match: " + tag);
        String byRoute = wire.get(DIRECTORY, "If-None-Match: " + tag);

        String again = wire.get(DIRECTORY, "If-None-Match: " + tag);
        String other = wire.get(DIRECTORY, "If-None-Match: \"other\"");

        assertThat(replayed()).isEqualTo(1);
        assertThat(comparable(again))
                .isEqualTo(comparable(byRoute))
                .startsWith("HTTP/1.1 304 ")
                .doesNotContain("content-length");
        assertThat(other).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Prefer: wait=1",
                "Cache-Control: only-if-cached",
                "Range: bytes=0-1",
                "Content-Type: text/plain",
                "Expect: nothing",
                "Upgrade: h2c",
                "Connection: close",
                "Accept: a\r\nAccept: b",
                "If-None-Match: \"a\"\r\nIf-None-Match: \"b\"",
                "Sec-Fetch-Site: none",
                "Origin: http://localhost",
                "X-Forwarded-For: 10.0.0.1",
                "Forwarded: for=10.0.0.1"
            })
    void whatTheRouteIsToHearIsAskedOfTheRoute(String fields) throws Exception {
        learned(DIRECTORY);
        for (int i = 0; i < 3; i++) {
            try (Wire another = new Wire(gateway.url("/").getPort())) {
                another.get(DIRECTORY, fields);
            }
        }

        assertThat(replayed()).isZero();
    }

    @Test
    void whatIsInvalidatedIsFetchedAnew() throws Exception {
        learned(DIRECTORY);
        wire.get(DIRECTORY);

        gateway.post("/gcx/invalidations", "{\"tag\":\"directory\"}");
        String after = wire.get(DIRECTORY);

        assertThat(after).contains("Cache-Status: gcx; fwd=uri-miss; stored");
        assertThat(replayed()).isEqualTo(1);
    }

    @Test
    void whoAsksAfterAnInvalidationIsGivenNothingOlderWhoeverElseAsks() throws Exception {
        int port = gateway.url("/").getPort();
        AtomicInteger known = new AtomicInteger(1);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger old = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        tell(known.get());
        List<Thread> clients = IntStream.range(1, 4)
                .mapToObj(depth -> new Thread(() -> {
                    try (Wire client = new Wire(port)) {
                        while (!over.get()) {
                            int least = known.get();
                            client.send(
                                    ("GET /gcx/directories/told HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(depth));
                            for (int i = 0; i < depth; i++) {
                                old.addAndGet(told(client.reply()) < least ? 1 : 0);
                                asked.incrementAndGet();
                            }
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }))
                .toList();
        clients.forEach(Thread::start);
        List<String> ways =
                List.of("{\"directory_id\":\"told\"}", "{\"tag\":\"directory\"}", "{\"key\":\"gcx:directory:told\"}");
        for (int round = 2; round < 40; round++) {
            int before = asked.get();
            await().until(() -> asked.get() > before + 30);
            tell(round);
            assertThat(gateway.post("/gcx/invalidations", ways.get(round % 3)).statusCode())
                    .isEqualTo(200);
            known.set(round);
        }
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }

        assertThat(old).hasValue(0);
        assertThat(replayed()).isPositive();
    }

    private void tell(int version) {
        gateway.genesys
                .directory("told")
                .entries(List.of(Map.of("id", "x", "phone", "+1 317 555 0001", "name", "version " + version)));
    }

    private static int told(String reply) {
        Matcher version = Pattern.compile("version (\\d+)").matcher(reply);
        assertThat(version.find()).as(reply).isTrue();
        return Integer.parseInt(version.group(1));
    }

    @Test
    void whatIsNotFreshAnyMoreIsServedByTheRouteAndRefreshed() throws Exception {
        learned(DIRECTORY);
        int calls = gateway.pageCalls("emergency_contacts");

        gateway.clock.advance(Duration.ofSeconds(61));
        String stale = wire.get(DIRECTORY);
        await().until(() -> gateway.pageCalls("emergency_contacts") > calls);

        assertThat(stale).contains("Cache-Status: gcx; hit; ttl=-");
        assertThat(replayed()).isZero();
    }

    @Test
    void whatMayBeDueForAnEarlyRefreshIsJudgedByTheRoute() throws Exception {
        learned(DIRECTORY);

        gateway.clock.advance(Duration.ofSeconds(59));
        wire.get(DIRECTORY);

        assertThat(replayed()).isZero();
    }

    @Test
    void theAgeGoesOn() throws Exception {
        learned(DIRECTORY);

        gateway.clock.advance(Duration.ofSeconds(7));
        String again = wire.get(DIRECTORY);

        assertThat(replayed()).isEqualTo(1);
        assertThat(again).contains("\r\nAge: 7\r\n").contains("ttl=53");
    }

    @Test
    void aRouteThatIsSuspendedAloneAnswersNothing() throws Exception {
        learned(DIRECTORY);

        gateway.camel.getRouteController().suspendRoute("gateway-directory");
        String suspended = wire.get(DIRECTORY);
        gateway.camel.getRouteController().resumeRoute("gateway-directory");
        String resumed = wire.get(DIRECTORY);

        assertThat(suspended).startsWith("HTTP/1.1 503 ");
        assertThat(resumed).startsWith("HTTP/1.1 200 ");
        assertThat(replayed()).isEqualTo(1);
    }

    @Test
    void soDoesOneBehindIt() throws Exception {
        learned(DIRECTORY);

        gateway.camel.getRouteController().stopRoute("gcx-directory");

        assertThat(wire.get(DIRECTORY)).doesNotStartWith("HTTP/1.1 200 ");
        assertThat(replayed()).isZero();
    }

    @Test
    void aMoreSpecificPathThatIsAddedIsServed() throws Exception {
        learned(DIRECTORY);

        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:" + DIRECTORY).setBody(constant("mine".getBytes(StandardCharsets.UTF_8)));
            }
        });

        assertThat(wire.get(DIRECTORY)).endsWith("\r\n\r\nmine");
    }

    @Test
    void aRouteThatDoesMoreIsAskedEachTimeAndToldToBe() throws Exception {
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/own/{GcxDirectoryId}?replay=fresh")
                        .routeId("own")
                        .to("direct:gcx-directory?block=false")
                        .setHeader("Location", constant("/mine"));
            }
        });

        assertThat(learned("/own/emergency_contacts")).contains("Location: /mine");
        assertThat(wire.get("/own/emergency_contacts")).contains("Location: /mine");
        assertThat(route("own").path("replayed").asLong()).isZero();
        assertThat(route("own").path("not_replayed").asText()).startsWith("its only step is to be a to: direct:");
    }

    @Test
    void whereExchangesAreWatchedTheRouteIsAsked() throws Exception {
        learned(DIRECTORY);
        List<String> sent = new CopyOnWriteArrayList<>();
        SimpleEventNotifierSupport notifier = new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeCreatedEvent) {
                    sent.add(event.toString());
                }
            }
        };
        notifier.setIgnoreExchangeEvents(false);
        notifier.setIgnoreExchangeCreatedEvent(false);
        gateway.camel.getManagementStrategy().addEventNotifier(notifier);
        notifier.start();

        gateway.clock.advance(Duration.ofSeconds(1));
        wire.get(DIRECTORY);

        assertThat(replayed()).isZero();
        assertThat(sent).isNotEmpty();
        assertThat(route("gateway-directory").path("not_replayed").asText())
                .isEqualTo("somebody is notified of exchanges");
    }

    @Test
    void twoThousandAtOnceAreAnsweredInTheirOrder() throws Exception {
        String byRoute = learned(DIRECTORY);

        wire.sendBeside(("GET " + DIRECTORY + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(2_000));

        for (int i = 0; i < 2_000; i++) {
            assertThat(comparable(wire.reply())).isEqualTo(comparable(byRoute));
        }
        assertThat(replayed()).isEqualTo(2_000);
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        String byRoute = learned(DIRECTORY);

        for (char each : ("GET " + DIRECTORY + " HTTP/1.1\r\nHost: localhost\r\n\r\n").toCharArray()) {
            wire.send(String.valueOf(each));
        }

        assertThat(comparable(wire.reply())).isEqualTo(comparable(byRoute));
        assertThat(replayed()).isEqualTo(1);
    }

    @Test
    void aBodyThatIsSmuggledBehindAGetIsNoRequest() throws Exception {
        learned(DIRECTORY);

        wire.send("GET " + DIRECTORY + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcdeGET " + DIRECTORY
                + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(wire.reply()).startsWith("HTTP/1.1 200 ");
        assertThat(wire.reply()).startsWith("HTTP/1.1 200 ");
        assertThat(replayed()).isEqualTo(1);
    }

    @Test
    void nothingIsAnsweredBehindARequestThatClosesItsConnection() throws Exception {
        learned(DIRECTORY);

        wire.send("GET " + DIRECTORY + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\nGET " + DIRECTORY
                + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(wire.reply()).startsWith("HTTP/1.1 200 ");
        assertThat(wire.in.read()).isEqualTo(-1);
        assertThat(replayed()).isZero();
    }

    @Test
    void aLongAnswerThatNobodyReadsIsNotWrittenAgainAndAgain() throws Exception {
        gateway.genesys.directory("many").entries(2_000);
        String byRoute = learned("/gcx/directories/many");
        assertThat(byRoute.length()).isGreaterThan(400_000);

        wire.sendBeside("GET /gcx/directories/many HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000));
        await().until(() -> replayed() > 0);
        String first = comparable(wire.reply());
        long begun = replayed();

        assertThat(first).isEqualTo(comparable(byRoute));
        // What the two sockets hold, of 500 MB.
        assertThat(begun).isLessThan(50);
        for (int i = 1; i < 1_000; i++) {
            assertThat(comparable(wire.reply())).hasSameSizeAs(first);
        }
        assertThat(replayed()).isEqualTo(1_000);
    }

    @Test
    void aClientThatGoesAwayInTheMiddleLeavesNothingBehind() throws Exception {
        gateway.genesys.directory("many").entries(2_000);
        learned("/gcx/directories/many");

        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket("127.0.0.1", gateway.url("/").getPort())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream()
                        .write("GET /gcx/directories/many HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .repeat(5)
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readNBytes(10_000);
            }
        }

        assertThat(wire.get("/gcx/directories/many")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void eachIsCountedAndTakenDown() throws Exception {
        for (int i = 0; i < 10; i++) {
            wire.get(DIRECTORY, "User-Agent: board/1");
        }

        JsonNode metrics = Gateway.json(gateway.get("/gcx/metrics"));
        assertThat(metrics.path("hits").asLong()).isEqualTo(9);
        assertThat(replayed()).isEqualTo(7);
        JsonNode board = StreamSupport.stream(
                        Gateway.json(gateway.get("/gcx/consumers"))
                                .path("consumers")
                                .spliterator(),
                        false)
                .filter(each -> each.path("consumer").asText().equals("board"))
                .findFirst()
                .orElseThrow();
        assertThat(board.path("hour").path("asked").asLong()).isEqualTo(10);
        assertThat(board.path("hour").path("hits").asLong()).isEqualTo(9);
        gateway.close();
        assertThat(takenDownBy("board")).isEqualTo(10);
    }

    @Test
    void whatIsAnsweredWhileTheGatewayStopsIsTakenDown() throws Exception {
        int port = gateway.url("/").getPort();
        AtomicInteger answered = new AtomicInteger();
        List<Thread> clients = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    try (Wire client = new Wire(port)) {
                        while (client.get(DIRECTORY, "User-Agent: stop/1").startsWith("HTTP/1.1 200 ")) {
                            answered.incrementAndGet();
                        }
                    } catch (IOException e) {
                        // The end of the connection.
                    }
                }))
                .toList();
        clients.forEach(Thread::start);
        await().until(() -> answered.get() > 1_000);

        gateway.close();
        for (Thread client : clients) {
            client.join();
        }

        assertThat(takenDownBy("stop")).isEqualTo(answered.get());
    }

    /** How many answers to somebody the audit files tell. */
    private long takenDownBy(String consumer) throws IOException {
        try (Stream<String> lines =
                Files.lines(Files.list(folder.resolve("audit")).findFirst().orElseThrow())) {
            return lines.filter(line -> line.contains("\"consumer\":\"" + consumer + "\""))
                    .count();
        }
    }

    @Test
    void itCanBeSwitchedOff() throws Exception {
        gateway.close();
        gateway = Gateway.start(folder.resolve("other"), Map.of("gcx.http.replay", "false"));
        gateway.genesys.directory("emergency_contacts").entries(12);
        wire = new Wire(gateway.url("/").getPort());
        learned(DIRECTORY);
        wire.get(DIRECTORY);

        assertThat(route("gateway-directory").has("replayed")).isFalse();
        assertThat(route("gateway-directory").path("not_replayed").asText()).isEqualTo("gcx.http.replay is false");
    }
}
