package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies of several connections at a time, of which no more are held than there is room for. */
class HeldBodiesTest {
    private static final int ROOM = 100_000;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final CountDownLatch release = new CountDownLatch(1);
    private Served served;
    private Served.Connection first;
    private Served.Connection second;

    @BeforeEach
    void start() throws Exception {
        served = Served.within(new HttpLimits(LONG, LONG, LONG, LONG, ROOM), new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/in").setBody(simple("${body.length}"));
                from("gcx-http:/slow").threads(1).process(exchange -> release.await());
                from("gcx-http:/failing").errorHandler(noErrorHandler()).process(exchange -> {
                    throw new IllegalStateException("on purpose");
                });
            }
        });
        first = served.connect();
        second = served.connect();
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        first.close();
        second.close();
        served.close();
    }

    @Test
    void aBodyForWhichThereIsNoRoomIsRefusedBeforeItIsSent() throws IOException {
        post(first, "/in", ROOM).write("x".repeat(60_000));
        awaitHeld(60_000);
        post(second, "/in", 40_001);

        assertThat(second.read())
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("retry-after: 1")
                .containsIgnoringCase("application/problem+json");
        assertThat(first.write("x".repeat(40_000)).readBody()).isEqualTo(Integer.toString(ROOM));
    }

    @Test
    void aBodyThatFindsNoMoreRoomIsRefusedAndMakesRoom() throws IOException {
        post(first, "/in", ROOM).write("x".repeat(60_000));
        awaitHeld(60_000);
        second.write("POST /in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        second.write(Integer.toHexString(50_000) + "\r\n" + "x".repeat(50_000) + "\r\n0\r\n\r\n");

        assertThat(second.read()).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: 1");
        assertThat(first.write("x".repeat(40_000)).readBody()).isEqualTo(Integer.toString(ROOM));
        awaitHeld(0);
    }

    @Test
    void aBodyTakesRoomUntilItsRequestIsAnswered() throws IOException {
        post(first, "/slow", 60_000).write("x".repeat(60_000));
        awaitHeld(60_000);
        post(second, "/in", 50_000);
        assertThat(second.write("x".repeat(50_000)).read()).startsWith("HTTP/1.1 503 ");
        release.countDown();
        first.read();

        awaitHeld(0);
        assertThat(post(second, "/in", ROOM).write("x".repeat(ROOM)).readBody()).isEqualTo(Integer.toString(ROOM));
    }

    @Test
    void aBodyThatBreaksOffMakesRoom() throws IOException {
        post(first, "/in", ROOM).write("x".repeat(60_000));
        awaitHeld(60_000);
        first.close();

        awaitHeld(0);
    }

    @Test
    void aRequestThatFailsMakesRoom() throws IOException {
        assertThat(post(first, "/failing", 10).write("x".repeat(10)).read()).startsWith("HTTP/1.1 500 ");

        awaitHeld(0);
    }

    @Test
    void aRequestWithoutABodyIsServedWhenThereIsNoRoom() throws IOException {
        post(first, "/in", ROOM).write("x".repeat(ROOM - 1));
        awaitHeld(ROOM - 1);
        second.write("GET /in HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(second.read()).startsWith("HTTP/1.1 200 ");
    }

    private void awaitHeld(long bytes) {
        await().until(() -> served.server.bodyBytes().held() == bytes);
    }

    private static Served.Connection post(Served.Connection client, String path, int length) throws IOException {
        return client.write("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
    }
}
