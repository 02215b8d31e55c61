package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.LogCapture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of HTTP/2 may ask, how much at once, and for how long they may keep the server waiting. */
class Http2Test {
    private static final int NO_ERROR = 0;
    private static final int PROTOCOL_ERROR = 1;
    private static final int CANCEL = 8;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int PRIORITY_FRAME = 2;
    private static final int PING = 6;
    private static final int UNKNOWN = 0x4b;
    private static final int REFUSED_STREAM = 7;

    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path shared;

    private static TlsFiles files;
    private static SSLContext client;

    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeAll
    static void certify() throws Exception {
        Certificates certificates = new Certificates(shared);
        certificates.ca("ca");
        certificates.issue("ca", "gateway");
        files = certificates.files("ca", "gateway", null);
        client = certificates.client("ca", null, null);
    }

    private Served serve(HttpLimits limits) throws Exception {
        return Served.by(new Tls(files, InstantSource.system()), limits, new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/a").setBody(constant("served"));
                from("gcx-http:/echo").convertBodyTo(String.class);
                from("gcx-http:/long").process(exchange -> exchange.getMessage().setBody(new byte[20_000_000]));
                from("gcx-http:/short")
                        .process(exchange -> exchange.getMessage().setBody(new byte[1_000]));
                from("gcx-http:/waits")
                        .threads(1)
                        .process(exchange -> release.await())
                        .setBody(constant("late"));
            }
        });
    }

    private static Http2Wire connect(Served served) throws Exception {
        return Http2Wire.connect(client, served.port());
    }

    private static HttpLimits limits(Duration head, Duration body, Duration idle, Duration standstill) {
        return new HttpLimits(head, body, idle, standstill, 64_000_000);
    }

    private static String[] fields(String... more) {
        return Stream.concat(Stream.of(":method", "GET", ":scheme", "https"), Arrays.stream(more))
                .toArray(String[]::new);
    }

    static Stream<Arguments> answered() {
        return Stream.of(
                Arguments.of("200", fields(":authority", "localhost", ":path", "/a")),
                Arguments.of("200", fields(":authority", "127.0.0.1:1", ":path", "/a", "host", "127.0.0.1:1")),
                Arguments.of("421", fields(":authority", "evil.test", ":path", "/a")),
                Arguments.of("421", fields(":authority", "localhost.evil.test", ":path", "/a")),
                Arguments.of("400", fields(":path", "/a")),
                Arguments.of("400", fields(":path", "/a", "host", "localhost")),
                Arguments.of("400", fields(":authority", "localhost", ":path", "http://evil.test/a")),
                Arguments.of("400", fields(":authority", "localhost", ":path", "https://localhost/a")),
                Arguments.of("400", fields(":authority", "localhost", ":path", "a")),
                Arguments.of("400", fields(":authority", "localhost", ":path", "*")),
                Arguments.of("400", fields(":authority", "localhost", ":path", "/x/../a")),
                Arguments.of("400", fields(":authority", "localhost", ":path", "/x/%2e%2e/a")),
                Arguments.of("400", fields(":authority", "localhost", ":path", "//a")),
                Arguments.of("400", fields(":authority", "localhost", ":path", "/a?b=c HTTP/1.1")),
                Arguments.of("400", fields(":authority", "localhost", ":path", "/a?b=\u00e4")),
                Arguments.of("404", fields(":authority", "localhost", ":path", "/unknown")),
                Arguments.of("414", fields(":authority", "localhost", ":path", "/" + "a".repeat(8_200))),
                Arguments.of(
                        "431",
                        fields(
                                ":authority",
                                "localhost",
                                ":path",
                                "/a",
                                "x",
                                "a".repeat(16_000),
                                "y",
                                "b".repeat(1_000))));
    }

    @ParameterizedTest
    @MethodSource("answered")
    void requestsAreJudgedAsThoseOfHttp11(String status, String[] fields) throws Exception {
        try (Served served = serve(Served.LIMITS);
                Http2Wire wire = connect(served).begin()) {
            Http2Wire.Reply reply =
                    wire.headers(1, Http2Wire.END_STREAM, fields).reply(1);

            assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
            assertThat(wire.get(3, "/a").reply(3).body()).as("the next").isEqualTo("served");
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of((Object) fields(":authority", "localhost", ":path", "/a", ":path", "/b")),
                Arguments.of((Object) fields(":authority", "localhost", ":authority", "evil.test", ":path", "/a")),
                Arguments.of((Object) fields(":authority", "localhost", ":path", "/a", "host", "evil.test")),
                Arguments.of((Object)
                        fields(":authority", "localhost", ":path", "/a", "host", "localhost", "host", "evil.test")),
                Arguments.of((Object) fields(":path", "/a", "host", "localhost", "host", "evil.test")),
                Arguments.of((Object) fields(":authority", "user@localhost", ":path", "/a")),
                Arguments.of((Object) fields(":authority", "localhost", ":path", "/a", "connection", "close")),
                Arguments.of((Object) fields(":authority", "localhost", ":path", "/a", "transfer-encoding", "chunked")),
                Arguments.of((Object) fields(":authority", "localhost", ":path", "/a", "te", "gzip")),
                Arguments.of((Object) fields(":authority", "localhost", ":path", "/a", "x", "1\r\ny: 2")),
                Arguments.of((Object) fields(":authority", "localhost", ":path", "/a\r\nx: y")),
                Arguments.of((Object)
                        new String[] {":method", "GET /b", ":scheme", "https", ":authority", "localhost", ":path", "/a"
                        }),
                Arguments.of((Object) fields(":authority", "localhost", ":path", "/a", "X-Upper", "1")),
                Arguments.of((Object) fields(":authority", "localhost", ":path", "/a", "content-length", "5")));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNoRequestOfHttp2IsBrokenOff(String[] fields) throws Exception {
        try (Served served = serve(Served.LIMITS);
                Http2Wire wire = connect(served).begin()) {
            Http2Wire.Reply reply =
                    wire.headers(1, Http2Wire.END_STREAM, fields).reply(1);

            assertThat(reply.broken()).as(reply.toString()).isTrue();
            assertThat(reply.status()).isEmpty();
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("a line of its own", fields(":authority", "localhost", ":path", "/a", "x", "1\r\ny: 2")),
                Arguments.of("a user", fields(":authority", "user@localhost", ":path", "/a")),
                Arguments.of(
                        "a body that is none", fields(":authority", "localhost", ":path", "/a", "content-length", "5")),
                Arguments.of(
                        "too long a head",
                        fields(
                                ":authority",
                                "localhost",
                                ":path",
                                "/a",
                                "x",
                                "a".repeat(16_000),
                                "y",
                                "b".repeat(1_000))));
    }

    /** Both are read at once: the stream that is refused is still open when the connection is found to be at fault. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aFaultBehindARequestThatIsRefusedIsNotTheServersOwn(String what, String[] fields) throws Exception {
        try (LogCapture log = LogCapture.attach();
                Served served = serve(Served.LIMITS);
                Http2Wire wire = connect(served).begin()) {
            assertThat(wire.get(1, "/a").reply(1).body()).isEqualTo("served");
            wire.frames(
                    new Http2Wire.Frame(
                            Http2Wire.HEADERS,
                            Http2Wire.END_STREAM | Http2Wire.END_HEADERS,
                            3,
                            wire.encoded(3, fields),
                            null),
                    new Http2Wire.Frame(Http2Wire.DATA, 0, 0, new byte[1], null));

            assertThat(wire.next(Http2Wire.GO_AWAY).code()).isEqualTo(PROTOCOL_ERROR);
            assertThat(wire.isEnded()).isTrue();
            assertThat(log.lines()).noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void aBodyBehindWhichRefusedFieldsComeMakesRoom() throws Exception {
        try (Served served = serve(Served.LIMITS);
                Http2Wire wire = connect(served).begin()) {
            wire.post(1, "/echo").frame(Http2Wire.DATA, 0, 1, new byte[600]);
            await().until(() -> served.server.bodyBytes().held() == 600);
            wire.headers(1, Http2Wire.END_STREAM, "x", "1\r\ny: 2");

            assertThat(wire.reply(1).code()).isEqualTo(PROTOCOL_ERROR);
            await().until(() -> served.server.bodyBytes().held() == 0);
        }
    }

    @Test
    void aBodyThatDoesNotComeLosesItsStreamAndNoOther() throws Exception {
        try (Served served = serve(limits(LONG, SHORT, LONG, LONG));
                Http2Wire wire = connect(served).begin()) {
            wire.post(1, "/echo").frame(Http2Wire.DATA, 0, 1, new byte[10]);
            Http2Wire.Reply slow = wire.reply(1);

            assertThat(slow.status()).isEqualTo("408");
            assertThat(wire.next(Http2Wire.RESET).code()).isEqualTo(NO_ERROR);
            assertThat(wire.get(3, "/a").reply(3).body()).isEqualTo("served");
        }
    }

    @Test
    void whoNeverEndsARequestThatIsAnsweredLosesItsStream() throws Exception {
        try (Served served = serve(limits(LONG, SHORT, LONG, LONG));
                Http2Wire wire = connect(served).begin()) {
            wire.headers(1, 0, fields(":authority", "localhost", ":path", "/a"));

            assertThat(wire.reply(1).body()).isEqualTo("served");
            assertThat(wire.next(Http2Wire.RESET).code()).isEqualTo(NO_ERROR);
        }
    }

    @Test
    void aReplyThatIsNotTakenLosesItsStreamAndNoOther() throws Exception {
        try (Served served = serve(limits(LONG, LONG, LONG, SHORT));
                Http2Wire wire = connect(served).begin(0)) {
            wire.get(1, "/long").get(3, "/short");

            assertThat(wire.next(Http2Wire.RESET).code()).isEqualTo(CANCEL);
            assertThat(wire.next(Http2Wire.RESET).code()).isEqualTo(CANCEL);
            wire.get(5, "/short").frame(Http2Wire.WINDOW_UPDATE, 0, 5, new byte[] {0, 0, 4, 0});
            assertThat(wire.reply(5).body()).hasSize(1_000);
        }
    }

    @Test
    void whoTakesAReplyInSmallPiecesMayGoOn() throws Exception {
        try (Served served = serve(limits(LONG, LONG, LONG, SHORT));
                Http2Wire wire = connect(served).begin(0)) {
            wire.get(1, "/short");
            int taken = 0;
            while (taken < 1_000) {
                wire.frame(Http2Wire.WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 50});
                Http2Wire.Frame frame = wire.next(Http2Wire.DATA);
                taken += frame.payload().length;
                // The client's own time: in all it takes longer than the server waits for a piece.
                await().pollDelay(Duration.ofMillis(40)).until(() -> true);
            }

            assertThat(taken).isEqualTo(1_000);
        }
    }

    @Test
    void whoTakesNothingOfTheSocketLosesTheConnection() throws Exception {
        try (Served served = serve(limits(LONG, LONG, LONG, SHORT));
                Http2Wire wire = connect(served).begin(Integer.MAX_VALUE)) {
            wire.frame(Http2Wire.WINDOW_UPDATE, 0, 0, new byte[] {0x7f, 0, 0, 0})
                    .get(1, "/long");

            await().until(() -> served.server.connections() == 1);
            await().until(() -> served.server.connections() == 0);
        }
    }

    @Test
    void aConnectionThatRestsIsEndedAndOneThatIsOwedAReplyIsNot() throws Exception {
        try (Served served = serve(limits(LONG, LONG, SHORT, LONG));
                Http2Wire owed = connect(served).begin().get(1, "/waits");
                Http2Wire resting = connect(served).begin().get(1, "/a")) {
            assertThat(resting.reply(1).body()).isEqualTo("served");
            assertThat(resting.isEnded()).isTrue();
            release.countDown();

            assertThat(owed.reply(1).body()).isEqualTo("late");
        }
    }

    @Test
    void whoSaysNothingAtAllIsNotWaitedFor() throws Exception {
        try (Served served = serve(limits(Duration.ofSeconds(1), LONG, LONG, LONG));
                Http2Wire wire = connect(served)) {
            assertThat(wire.isEnded()).isTrue();
        }
    }

    @Test
    void atMostAHundredStreamsAreOpenAtOnce() throws Exception {
        try (Served served = serve(Served.LIMITS);
                Http2Wire wire = connect(served).begin()) {
            Http2Wire.Frame settings = wire.next(Http2Wire.SETTINGS);
            wire.next(Http2Wire.SETTINGS);
            for (int i = 0; i <= Tls.MOST_STREAMS; i++) {
                wire.get(2 * i + 1, "/waits");
            }
            Http2Wire.Frame refused = wire.next(Http2Wire.RESET);
            release.countDown();

            assertThat(setting(settings, 3)).isEqualTo(100);
            assertThat(setting(settings, 6)).isEqualTo(GcxHttpServer.LONGEST_HEADERS);
            assertThat(refused.stream()).isEqualTo(2 * Tls.MOST_STREAMS + 1);
            assertThat(refused.code()).isEqualTo(REFUSED_STREAM);
            assertThat(wire.reply(1).body()).isEqualTo("late");
        }
    }

    private static int setting(Http2Wire.Frame settings, int id) {
        ByteBuffer payload = ByteBuffer.wrap(settings.payload());
        while (payload.hasRemaining()) {
            if (payload.getShort() == id) {
                return payload.getInt();
            }
            payload.getInt();
        }
        return -1;
    }

    @Test
    void whoBreaksOffWhatHeAskedForAgainAndAgainLosesTheConnectionAndOthersAreServed() throws Exception {
        try (Served served = serve(Served.LIMITS);
                Http2Wire flood = connect(served).begin();
                Http2Wire other = connect(served).begin()) {
            Thread flooding = new Thread(() -> {
                try {
                    for (int i = 0; i < 10_000; i++) {
                        flood.get(2 * i + 1, "/a").reset(2 * i + 1);
                    }
                } catch (Exception e) {
                    // It is over.
                }
            });
            flooding.start();
            for (int i = 0; i < 100; i++) {
                assertThat(other.get(2 * i + 1, "/a").reply(2 * i + 1).body()).isEqualTo("served");
            }

            assertThat(flood.isEnded()).isTrue();
            flooding.join();
        }
    }

    @Test
    void aHeadInEndlessPiecesLosesTheConnection() throws Exception {
        try (Served served = serve(Served.LIMITS);
                Http2Wire wire = connect(served).begin()) {
            wire.frame(Http2Wire.HEADERS, 0, 1, wire.encoded(1, fields(":authority", "localhost", ":path", "/a")));
            for (int i = 0; i < 17; i++) {
                wire.frame(Http2Wire.CONTINUATION, 0, 1, new byte[0]);
            }

            assertThat(wire.next(Http2Wire.GO_AWAY).code()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {PRIORITY_FRAME, Http2Wire.SETTINGS, PING, UNKNOWN})
    void whoSendsNothingButFramesThatAskForNothingLosesTheConnection(int type) throws Exception {
        byte[] payload = new byte[type == PRIORITY_FRAME ? 5 : type == Http2Wire.SETTINGS ? 0 : 8];
        int stream = type == PRIORITY_FRAME ? 1 : 0;
        try (Served served = serve(Served.LIMITS);
                Http2Wire wire = connect(served).begin()) {
            Thread flood = new Thread(() -> {
                try {
                    for (int i = 0; i < 20 * StrictFrames.MOST_IDLE; i++) {
                        wire.frame(type, 0, stream, payload);
                    }
                } catch (IOException e) {
                    // What is behind the end is not taken.
                }
            });
            flood.start();

            assertThat(wire.next(Http2Wire.GO_AWAY).code()).isEqualTo(ENHANCE_YOUR_CALM);
            flood.join();
        }
    }

    @Test
    void noReplyOnItsWayIsCutWhenTheServerStops() throws Exception {
        Served served = serve(Served.LIMITS);
        try (Http2Wire wire = connect(served).begin().get(1, "/waits")) {
            await().until(() -> served.camel.getInflightRepository().size() == 1);
            Thread stop = new Thread(served::close);
            stop.start();
            await().until(() -> served.camel.getStatus().isStopping());
            release.countDown();

            assertThat(wire.reply(1).body()).isEqualTo("late");
            assertThat(wire.isEnded()).isTrue();
            stop.join();
        }
    }
}
