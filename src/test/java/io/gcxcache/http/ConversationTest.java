package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long clients are waited for, and how many requests of one are read. */
class ConversationTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MEDIUM = 65_536;
    private static final String PING = "GET /ping HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String UNFINISHED = "POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nab";

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private Served served;

    @AfterEach
    void stop() {
        release.countDown();
        served.close();
    }

    @Test
    void closesAConnectionWhoseHeadDoesNotComplete() throws Exception {
        start(SHORT, LONG, LONG);
        try (Served.Connection client = served.connect()) {
            client.write("GET /ping HTTP/1.1\r\nHost: x\r\n");

            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void closesAConnectionWhoseSecondHeadDoesNotComplete() throws Exception {
        start(SHORT, LONG, LONG);
        try (Served.Connection client = served.connect()) {
            assertThat(client.write(PING + "GET /pi").read()).startsWith("HTTP/1.1 200 ");

            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aHeadThatTricklesIsNotCompleteEither() throws Exception {
        start(SHORT, LONG, LONG);
        try (Served.Connection client = served.connect()) {
            client.write("GET /ping HTTP/1.1\r\nX: ");

            await().until(() -> isCutWriting(client, "x"));
        }
    }

    @Test
    void closesAConnectionThatRestsTooLong() throws Exception {
        start(LONG, LONG, SHORT);
        try (Served.Connection client = served.connect()) {
            client.write(PING).read();

            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void closesAConnectionOnWhichNothingComes() throws Exception {
        start(LONG, LONG, SHORT);
        try (Served.Connection client = served.connect()) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void tellsARequestWhoseBodyDoesNotCompleteAndClosesItsConnection() throws Exception {
        start(LONG, SHORT, LONG);
        try (Served.Connection client = served.connect()) {
            String reply = client.write(UNFINISHED).read();

            assertThat(reply)
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("application/problem+json")
                    .containsIgnoringCase("connection: close");
            assertThat(client.rest()).isEmpty();
            assertThat(asked).hasValue(0);
            assertThat(served.server.bodyBytes().held()).isZero();
        }
    }

    @Test
    void aBodyThatTricklesIsNotCompleteEither() throws Exception {
        start(LONG, SHORT, LONG);
        try (Served.Connection client = served.connect()) {
            client.write(UNFINISHED);

            await().until(() -> isCutWriting(client, "x"));
        }
    }

    @Test
    void closesAConnectionWhoseUnreadBodyDoesNotComplete() throws Exception {
        start(LONG, SHORT, LONG);
        try (Served.Connection client = served.connect()) {
            client.write("GET /ping HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");

            assertThat(client.read()).startsWith("HTTP/1.1 200 ");
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /pi"})
    void aConnectionThatIsOwedAReplyIsNotClosed(String whatComesMeanwhile) throws Exception {
        start(SHORT, SHORT, SHORT);
        try (Served.Connection client = served.connect()) {
            client.write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + whatComesMeanwhile);
            for (int others = 0; others < 3; others++) {
                try (Served.Connection other = served.connect()) {
                    other.awaitEnd();
                }
            }
            release.countDown();

            assertThat(client.read()).startsWith("HTTP/1.1 200 ");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrderAndOneAtATime() throws Exception {
        start(LONG, LONG, LONG);
        try (Served.Connection client = served.connect()) {
            client.write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + PING);
            await().until(() -> served.camel.getInflightRepository().size() == 1);
            client.write("POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na");
            client.write("b" + PING.substring(0, 10));
            try (Served.Connection other = served.connect()) {
                other.write(PING).read();
            }
            assertThat(asked).hasValue(1);
            release.countDown();

            assertThat(client.readBody()).isEqualTo("slow");
            assertThat(client.readBody()).isEqualTo("pong");
            assertThat(client.readBody()).isEqualTo("2");
            client.write(PING.substring(10));
            assertThat(client.readBody()).isEqualTo("pong");
        }
    }

    @Test
    void readsNoFurtherRequestsOfAClientThatDoesNotReadItsReplies() throws Exception {
        start(LONG, LONG, LONG);
        int requests = 1_000;
        try (Served.Connection client = served.connect();
                Served.Connection other = served.connect()) {
            client.write("GET /medium HTTP/1.1\r\nHost: x\r\n\r\n".repeat(requests));
            await().until(() -> asked.get() > 2);
            for (int i = 0; i < 100; i++) {
                other.write(PING).read();
            }

            // What the sockets' own buffers take is a fraction of it.
            assertThat(asked.get() - 100).isLessThan(requests / 2);
            for (int i = 0; i < requests; i++) {
                assertThat(client.readBody()).hasSize(MEDIUM);
            }
        }
    }

    @Test
    void repliesOnTheirWayArriveThoughTheClientGoesOnSendingBehindTheLast() throws Exception {
        start(LONG, LONG, LONG);
        int requests = 20;
        try (Socket socket = new Socket();
                Served.Connection other = served.connect()) {
            socket.setReceiveBufferSize(16_384);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress("127.0.0.1", served.port()));
            Served.Connection client = new Served.Connection(socket);
            client.write("GET /medium HTTP/1.1\r\nHost: x\r\n\r\n".repeat(requests)
                    + "GET /ping HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n");
            await().until(() -> asked.get() == requests);
            for (int i = 0; i < 20; i++) {
                other.write(PING).read();
            }
            client.write(PING);
            other.write(PING).read();

            for (int i = 0; i < requests; i++) {
                assertThat(client.readBody()).hasSize(MEDIUM);
            }
            assertThat(client.read()).startsWith("HTTP/1.1 400 ").containsIgnoringCase("connection: close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whoGoesOnSendingBehindTheLastReplyIsCutInTheEnd() throws Exception {
        start(LONG, LONG, LONG);
        try (Served.Connection client = served.connect()) {
            client.write("GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(client.read()).startsWith("HTTP/1.1 200 ");

            await().until(() -> isCutWriting(client, PING));
            assertThat(asked).hasValue(1);
        }
    }

    private void start(Duration head, Duration body, Duration idle) throws Exception {
        served = Served.within(new HttpLimits(head, body, idle, LONG, 1_000_000), new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/ping?httpMethodRestrict=GET")
                        .process(exchange -> asked.incrementAndGet())
                        .setBody(constant("pong"));
                from("gcx-http:/in?httpMethodRestrict=POST")
                        .process(exchange -> asked.incrementAndGet())
                        .setBody(simple("${body.length}"));
                from("gcx-http:/slow")
                        .threads(1)
                        .process(exchange -> release.await())
                        .setBody(constant("slow"));
                from("gcx-http:/medium")
                        .process(exchange -> asked.incrementAndGet())
                        .setBody(constant("x".repeat(MEDIUM)));
            }
        });
    }

    private static boolean isCutWriting(Served.Connection client, String text) throws IOException {
        try {
            client.write(text);
            return false;
        } catch (SocketException e) {
            return true;
        }
    }
}
