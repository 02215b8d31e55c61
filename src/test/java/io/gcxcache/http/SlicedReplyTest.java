package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.ask.Coding;
import io.gcxcache.ask.ReplyBody;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.Envelope;
import io.gcxcache.json.Slices;
import io.gcxcache.json.TestSlices;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that are longer than what is written at once. */
class SlicedReplyTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration STANDSTILL = Duration.ofMillis(1_500);
    private static final int LARGE = 20_000_000;
    private static final String[] VALUES = IntStream.range(0, 1_000)
            .mapToObj(i -> Integer.toString(i).repeat(100))
            .toArray(String[]::new);

    private static final String LIST = "{\"list\":[" + String.join(",", VALUES) + "]}";

    /** Hexadecimal digits that nobody foresees come down to half. */
    private static final Body NOISE = Body.asItCame(new Random(1)
                    .ints(400_000, 0, 16)
                    .mapToObj(Integer::toHexString)
                    .collect(Collectors.joining())
                    .getBytes(StandardCharsets.US_ASCII))
            .compressed();

    private Served served;

    @AfterEach
    void stop() {
        if (served != null) {
            served.close();
        }
    }

    @Test
    void writesAllOfManyPiecesInTheirOrder() throws Exception {
        start(LONG);
        HttpResponse<String> reply = served.get("/list");

        assertThat(reply.body()).isEqualTo(LIST);
        assertThat(reply.headers().allValues("Content-Length"))
                .containsExactly(Integer.toString(reply.body().length()));
    }

    @Test
    void writesACompressedFormToo() throws Exception {
        start(LONG);
        byte[] reply;
        try (Served.Connection client = served.connect()) {
            client.write("GET /noise HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n")
                    .readHead();
            reply = client.socket().getInputStream().readAllBytes();
        }

        assertThat(reply).isEqualTo(NOISE.gzipped());
        assertThat(reply).hasSizeGreaterThan(2 * SlicedReply.LONGEST_WHOLE);
    }

    @Test
    void tellsTheLengthAloneToWhoAsksForTheHead() throws Exception {
        start(LONG);
        HttpResponse<String> head = served.send("HEAD", "/list", null);

        assertThat(head.headers().allValues("Content-Length")).containsExactly(Integer.toString(LIST.length()));
        assertThat(served.get("/unchanged").statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(ints = {65_536, 65_537, 122_879, 122_880, 122_881})
    void noByteIsLostWhereSlicesMeet(int length) throws Exception {
        start(LONG);

        assertThat(served.get("/bytes?prefix=" + length).body()).hasSize(length).matches("x*");
    }

    @Test
    void aConnectionCanBeUsedAgainAfterALongReply() throws Exception {
        start(LONG);
        try (Served.Connection client = served.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(client, LARGE).readBody()).hasSize(LARGE);
            }
            assertThat(client.write("GET /list HTTP/1.0\r\n\r\n").readBody()).isEqualTo(LIST);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotReadMakesTheServerHoldTwoSlices() throws Exception {
        start(LONG);
        int clients = 40;
        List<Socket> waiting = new ArrayList<>();
        try (Served.Connection other = served.connect()) {
            long before = direct();
            for (int i = 0; i < clients; i++) {
                // Not even the sockets take all of it.
                Socket socket = new Socket();
                waiting.add(socket);
                socket.setReceiveBufferSize(4_096);
                socket.connect(other.socket().getRemoteSocketAddress());
                ask(new Served.Connection(socket), LARGE).readHead();
            }
            ask(other, LARGE).readBody();

            // Netty takes memory in steps of megabytes.
            assertThat(direct() - before).isLessThan(clients * 2L * SlicedReply.SLICE + 16_000_000);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void givesUpAClientThatTakesNothing() throws Exception {
        start(Duration.ofMillis(200));
        try (Served.Connection client = served.connect()) {
            ask(client, LARGE).readHead();

            await().until(() -> served.server.connections() == 0);
            assertThat(client.socket().getInputStream().readAllBytes().length).isLessThan(LARGE);
        }
    }

    @Test
    void aClientThatReadsSlowlyGetsItToItsEnd() throws Exception {
        start(STANDSTILL);
        try (Served.Connection client = served.connect()) {
            ask(client, LARGE).readHead();
            InputStream in = client.socket().getInputStream();
            long[] read = {0};
            int step = LARGE / 80;

            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(30))
                    .until(() -> (read[0] += in.readNBytes(step).length) == LARGE);
        }
    }

    @Test
    void aSocketThatTakesEverySliceAtOnceDoesNotFillTheStack() {
        byte[][] slices = new byte[20_000][];
        Arrays.fill(slices, new byte[SlicedReply.SLICE]);
        AtomicReference<Handler<Void>> drained = new AtomicReference<>();
        AtomicInteger written = new AtomicInteger();
        InvocationHandler socket = (proxy, method, arguments) -> switch (method.getName()) {
            case "drainHandler" -> {
                @SuppressWarnings("unchecked")
                Handler<Void> handler = (Handler<Void>) arguments[0];
                drained.set(handler);
                yield proxy;
            }
            case "write", "end" -> {
                written.incrementAndGet();
                drained.get().handle(null);
                yield Future.succeededFuture();
            }
            case "ended" -> written.get() == slices.length;
            case "closed", "writeQueueFull" -> false;
            default -> proxy;
        };

        new SlicedReply(
                        (HttpServerResponse) Proxy.newProxyInstance(
                                getClass().getClassLoader(), new Class<?>[] {HttpServerResponse.class}, socket),
                        Unpooled.wrappedBuffer(slices))
                .start();

        assertThat(written).hasValue(slices.length);
    }

    @Test
    void aClientThatGoesAwayMeanwhileLeavesNothingBehind() throws Exception {
        start(LONG);
        try (Served.Connection client = served.connect()) {
            ask(client, LARGE).readHead();
        }

        await().until(() -> served.server.connections() == 0);
        assertThat(served.get("/bytes?prefix=3").body()).isEqualTo("xxx");
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static Served.Connection ask(Served.Connection client, int bytes) throws IOException {
        return client.write("GET /bytes?prefix=" + bytes + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private void start(Duration standstill) throws Exception {
        served = Served.within(new HttpLimits(LONG, LONG, LONG, standstill, 1_000_000), new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/list").process(exchange -> exchange.getMessage()
                        .setBody(new ReplyBody(Body.document(
                                new Envelope(
                                        JsonNodeFactory.instance.objectNode(),
                                        "list",
                                        JsonNodeFactory.instance.objectNode()),
                                Slices.packed(List.of(TestSlices.of(VALUES)), 7)))));
                from("gcx-http:/noise").process(exchange -> exchange.getMessage()
                        .setBody(new ReplyBody(NOISE, exchange.getProperty(Coding.PROPERTY, Coding.class))));
                from("gcx-http:/bytes").process(exchange -> exchange.getMessage()
                        .setBody("x"
                                .repeat(exchange.getMessage().getHeader("prefix", Integer.class))
                                .getBytes(StandardCharsets.ISO_8859_1)));
                from("gcx-http:/unchanged")
                        .setHeader("CamelHttpResponseCode", constant(304))
                        .setBody(constant("x".repeat(100_000)));
            }
        });
    }
}
