package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.RawServer;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer of Genesys may take of time and memory, over sockets. */
class AnswerBoundsRouteTest extends RawGenesysRouteTest {
    private static final int MOST = 1 << 16;

    AnswerBoundsRouteTest() {
        super(Duration.ofSeconds(20), MOST);
    }

    @BeforeEach
    void start() throws Exception {
        startRoutes();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 50_000, MOST})
    void anAnswerUpToTheBoundIsReadWhetherItsLengthIsKnownOrNot(int length) {
        String body = "x".repeat(length);
        genesys.on("/api/v2/announced", RawServer.json(body));
        genesys.on("/api/v2/chunked", out -> {
            RawServer.write(out, HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            for (int at = 0; at < length; at += 7_000) {
                String chunk = body.substring(at, Math.min(length, at + 7_000));
                RawServer.write(out, Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
            }
            RawServer.write(out, "0\r\n\r\n");
        });
        genesys.on("/api/v2/packed", out -> {
            byte[] packed = gzip(body.getBytes(StandardCharsets.US_ASCII));
            RawServer.write(out, HEAD + "Content-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n\r\n");
            out.write(packed);
        });

        for (String path : List.of("/api/v2/announced", "/api/v2/chunked", "/api/v2/packed")) {
            Exchange answer = ask(path);

            assertThat(answer.getException()).as(path).isNull();
            assertThat(answer.getMessage().getBody(String.class)).as(path).isEqualTo(body);
        }
        assertThat(reading()).isZero();
    }

    @Test
    void anAnswerThatAnnouncesTooMuchIsRefusedUnread() {
        genesys.on(BAD, out -> RawServer.write(out, HEAD + "Content-Length: 104857600\r\n\r\n"));

        assertTooLong(ask(BAD));
    }

    @Test
    void endlessChunksAreRefused() {
        genesys.on(BAD, out -> {
            RawServer.write(out, HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            while (true) {
                RawServer.write(out, "400\r\n" + "x".repeat(1024) + "\r\n");
            }
        });

        assertTooLong(ask(BAD));
    }

    @Test
    void whatUnpacksToTooMuchIsRefused() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]);
        genesys.on(BAD, out -> {
            RawServer.write(out, HEAD + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n");
            out.write(bomb);
        });

        assertThat(bomb.length).isLessThan(MOST);
        assertTooLong(ask(BAD));
    }

    @Test
    void aHeaderWithoutEndIsRefused() {
        genesys.on(BAD, out -> {
            RawServer.write(out, HEAD + "X-Long: ");
            endless(out, "x".repeat(8_192));
        });

        assertHeadTooLong(ask(BAD));
    }

    @Test
    void headersWithoutEndAreRefused() {
        genesys.on(BAD, out -> {
            RawServer.write(out, HEAD);
            endless(out, "X-Another: one\r\n");
        });

        assertHeadTooLong(ask(BAD));
    }

    @Test
    void aCallEndsWhenNobodyWaitsForItAnyMoreAndIsNotTriedAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        genesys.on(BAD, out -> {
            RawServer.write(out, HEAD + "Content-Length: 1000\r\n\r\n{");
            out.flush();
            asked.countDown();
            new CountDownLatch(1).await();
        });
        CompletableFuture<Void> until = new CompletableFuture<>();
        CompletableFuture<Exchange> call = template.asyncSend("direct:gcx-upstream", exchange -> {
            exchange.setProperty(Caller.PROPERTY, new TestCaller(until, Instant.MAX));
            question(BAD).process(exchange);
        });
        asked.await();

        until.complete(null);

        assertThat(call.join().getException())
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(504));
        assertThat(genesys.requests(BAD)).isEqualTo(1);
        assertGoodStill();
    }

    @Test
    void aCallThatMayStartSomethingIsReadToItsEndAlthoughNobodyWaits() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        genesys.on(BAD, out -> {
            asked.countDown();
            over.await();
            RawServer.status(202, "{\"jobId\":\"1\"}").write(out);
        });
        CompletableFuture<Void> until = new CompletableFuture<>();
        CompletableFuture<Exchange> start = template.asyncSend("direct:gcx-upstream", exchange -> {
            exchange.setProperty(Caller.PROPERTY, new TestCaller(until, Instant.MAX));
            exchange.getMessage().setHeader(GcxHeaders.METHOD, "POST");
            question(BAD).process(exchange);
        });
        asked.await();

        until.complete(null);
        over.countDown();

        assertThat(start.join().getMessage().getBody(String.class)).isEqualTo("{\"jobId\":\"1\"}");
    }

    @Test
    void aCallThatNobodyWaitsForIsNotMade() {
        Exchange call = template.send("direct:gcx-upstream", exchange -> {
            exchange.setProperty(Caller.PROPERTY, new TestCaller(CompletableFuture.completedFuture(null), Instant.MAX));
            question(GOOD).process(exchange);
        });

        assertThat(call.getException()).isInstanceOf(Problem.class).hasMessageContaining("Nobody waits");
        assertThat(genesys.requests(GOOD)).isZero();
    }

    @Test
    void aConnectionIsUsedAgainAfterAnAnswerThatWasRead() {
        for (int i = 0; i < 5; i++) {
            assertThat(ask(GOOD).getException()).isNull();
        }

        assertThat(genesys.connections()).isEqualTo(1);
    }

    private void assertTooLong(Exchange answer) {
        assertThat(answer.getException())
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(502))
                .hasMessageContainingAll("gcx.genesys.max-answer-bytes", Integer.toString(MOST), "GET " + BAD);
        assertThat(genesys.requests(BAD)).isEqualTo(1);
        assertGoodStill();
    }

    private void assertHeadTooLong(Exchange answer) {
        assertThat(answer.getException())
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(502))
                .hasMessageContainingAll("head that is too long", "GET " + BAD);
        assertThat(genesys.requests(BAD)).isEqualTo(1);
        assertGoodStill();
    }

    private void assertGoodStill() {
        assertThat(ask(GOOD).getMessage().getBody(String.class)).isEqualTo("{\"good\":true}");
        await().untilAsserted(() -> assertThat(reading()).isZero());
        await().untilAsserted(() ->
                assertThat(registry.get("gcx.upstream.permits").gauge().value()).isZero());
    }

    private double reading() {
        return registry.get("gcx.upstream.reading.bytes").gauge().value();
    }

    private Exchange ask(String path) {
        return template.send("direct:gcx-upstream", question(path));
    }

    private static void endless(OutputStream out, String text) throws IOException {
        while (true) {
            RawServer.write(out, text);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
