package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.RawServer.bytes;
import static io.gcxcache.RawServer.inTurn;
import static io.gcxcache.RawServer.json;
import static io.gcxcache.RawServer.status;
import static io.gcxcache.RawServer.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nothing is declared for goes through, as it came. Each test has a path of its own, and so a rate limit. */
class PassThroughTest {
    private static final int LONGEST_BODY = 512_000;
    private static final int LONGEST_SILENCE_MILLIS = 15_000;
    private static final int DOWNLOAD = 50_000_000;

    @TempDir
    static Path folder;

    private static RawServer genesys;
    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        genesys = new RawServer();
        genesys.on("/oauth/token", json("{\"access_token\":\"t0ken-4711\",\"expires_in\":86400}"));
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.genesys.api-url",
                        genesys.url().toString(),
                        "gcx.genesys.login-url",
                        genesys.url().toString(),
                        "gcx.genesys.response-timeout",
                        "5"));
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    private static HttpResponse<String> send(String method, String target, String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + token;
        return gateway.send(method, target, all);
    }

    private static HttpResponse<String> post(String path, String body) {
        return gateway.post(path, body, "Authorization", "Bearer " + token);
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", gateway.url("/").getPort());
        socket.setSoTimeout(LONGEST_SILENCE_MILLIS);
        return socket;
    }

    /** Writes a request of a client that has logged in. */
    private static Socket begin(String requestLine, String... lines) throws IOException {
        Socket socket = connect();
        StringBuilder head = new StringBuilder(
                requestLine + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        write(socket.getOutputStream(), head + "\r\n");
        return socket;
    }

    private static String whole(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** A byte of each kind. */
    private static byte[] everyByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void aRequestGoesThroughByteForByteAndSoDoesItsAnswer(String method) throws Exception {
        String path = "/api/v2/bytes/a%2Fb;c=(d),%C3%A4~";
        String query = "y=a+b&x=%7b1%7D&y=%C3%A4&empty&z='*|";
        byte[] body = everyByte();
        genesys.on(path, bytes(201, body, "ETag: \"v1\"", "Set-Cookie: a=b", "inin-correlation-id: c0ffee"));

        String reply;
        try (Socket socket = begin(
                method + ' ' + path + '?' + query,
                "Content-Type: application/octet-stream",
                "Content-Length: " + body.length,
                "Connection: close")) {
            socket.getOutputStream().write(body);
            reply = whole(socket);
        }

        String passed = genesys.last(method + ' ' + path);
        assertThat(passed).startsWith(method + ' ' + path + '?' + query + " HTTP/1.1\r\n");
        assertThat(passed.toLowerCase()).contains("content-type: application/octet-stream\r\n");
        assertThat(passed).endsWith("\r\n\r\n" + new String(body, StandardCharsets.ISO_8859_1));
        assertThat(reply).startsWith("HTTP/1.1 201 ");
        assertThat(reply.toLowerCase())
                .contains("etag: \"v1\"\r\n", "inin-correlation-id: c0ffee\r\n", "content-length: 256\r\n")
                .doesNotContain("set-cookie");
        assertThat(reply).endsWith("\r\n\r\n" + new String(body, StandardCharsets.ISO_8859_1));
    }

    @Test
    void nothingOfItIsKept() throws Exception {
        genesys.on("/api/v2/kept/not", inTurn(json("1"), json("2")));

        assertThat(send("GET", "/api/v2/kept/not").body()).isEqualTo("1");
        HttpResponse<String> second = send("GET", "/api/v2/kept/not");

        assertThat(second.body()).isEqualTo("2");
        assertThat(header(second, "Cache-Status")).isEqualTo("gcx; fwd=bypass");
    }

    @Test
    void credentialsAndCookiesOfTheClientStayHere() throws Exception {
        genesys.on("/api/v2/secrets/kept", json("{}"));

        send(
                "GET",
                "/api/v2/secrets/kept",
                "Cookie",
                "session=1",
                "Proxy-Authorization",
                "Basic eA==",
                "X-Own",
                "1",
                "ININ-Client-Path",
                "p",
                "If-Match",
                "\"v1\"",
                "Range",
                "bytes=0-9",
                "User-Agent",
                "mine/1");

        String passed = genesys.last("GET /api/v2/secrets/kept").toLowerCase();
        assertThat(passed)
                .contains("authorization: bearer t0ken-4711\r\n", "inin-client-path: p\r\n", "if-match: \"v1\"\r\n")
                .contains("range: bytes=0-9\r\n", "user-agent: mine/1\r\n")
                .contains("host: 127.0.0.1:" + genesys.url().getPort() + "\r\n")
                .doesNotContain(token.toLowerCase(), "cookie", "proxy-", "x-own", "session=1");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/downloads/d1?a=%20, true",
        "/api/v2, true",
        "/api/v22/x, false",
        "/login, false",
    })
    void aRedirectIsPassedOnAndIfItLeadsToGenesysLeadsToTheGateway(String target, boolean rewritten) throws Exception {
        String location = genesys.url() + target;
        genesys.on("/api/v2/moved/x", status(303, "see", "Location: " + location));

        HttpResponse<String> moved = send("GET", "/api/v2/moved/x");

        assertThat(moved.statusCode()).isEqualTo(303);
        assertThat(moved.body()).isEqualTo("see");
        assertThat(header(moved, "Location")).isEqualTo(rewritten ? target : location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.org/api/v2/x?sig=%2F",
                "/api/v2/relative",
                "https://127.0.0.1/api/v2/x",
                "http://u@127.0.0.1/api/v2/x",
                "mailto:x",
                "http://[",
                ""
            })
    void anotherLocationIsLeft(String location) throws Exception {
        genesys.on("/api/v2/elsewhere/x", status(303, "", "Location: " + location));

        assertThat(header(send("GET", "/api/v2/elsewhere/x"), "Location")).isEqualTo(location);
    }

    @Test
    void whatHasNoBodyHasNone() throws Exception {
        genesys.on("/api/v2/bodiless/gone", status(204, ""));
        genesys.on("/api/v2/bodiless/same", status(304, "", "ETag: \"v1\""));
        genesys.on(
                "HEAD /api/v2/bodiless/head",
                out -> write(out, "HTTP/1.1 200 So\r\nContent-Length: 4711\r\nContent-Type: text/csv\r\n\r\n"));
        int connections = genesys.connections();

        try (Socket socket = begin("DELETE /api/v2/bodiless/gone")) {
            write(socket.getOutputStream(), again("GET /api/v2/bodiless/same", "If-None-Match: \"v1\""));
            write(socket.getOutputStream(), again("HEAD /api/v2/bodiless/head", "Connection: close"));

            String replies = whole(socket).toLowerCase();

            assertThat(replies).startsWith("http/1.1 204 ");
            assertThat(replies.split("http/1.1 "))
                    .hasSize(4)
                    .noneMatch(reply -> !reply.isEmpty() && !reply.endsWith("\r\n\r\n"));
            assertThat(replies.split("http/1.1 304")[0]).doesNotContain("content-length", "transfer-encoding");
            assertThat(replies).contains("http/1.1 304 ", "etag: \"v1\"\r\n");
            assertThat(replies.split("http/1.1 200")[1])
                    .contains("content-length: 4711\r\n", "content-type: text/csv\r\n")
                    .doesNotContain("transfer-encoding");
        }
        assertThat(genesys.last("GET /api/v2/bodiless/same")).containsIgnoringCase("if-none-match: \"v1\"\r\n");
        assertThat(genesys.last("DELETE /api/v2/bodiless/gone")).doesNotContainIgnoringCase("content-length");
        assertThat(genesys.connections() - connections).as("used again").isLessThanOrEqualTo(1);
    }

    private static String again(String requestLine, String line) {
        return requestLine + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n" + line
                + "\r\n\r\n";
    }

    @Test
    void aReplyOfUnknownLengthIsPassedOnToItsEnd() throws Exception {
        genesys.on(
                "/api/v2/unknown/length",
                out -> write(
                        out,
                        "HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"));
        genesys.on("/api/v2/unknown/end", out -> {
            write(out, "HTTP/1.1 200 So\r\nConnection: close\r\n\r\nto the end");
            throw new IOException("the end of the connection is the end of the body");
        });

        assertThat(send("GET", "/api/v2/unknown/length").body()).isEqualTo("hello world");
        assertThat(send("GET", "/api/v2/unknown/end").body()).isEqualTo("to the end");
        try (Socket old = connect()) {
            write(
                    old.getOutputStream(),
                    "GET /api/v2/unknown/length HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer " + token
                            + "\r\n\r\n");
            assertThat(whole(old)).endsWith("\r\n\r\nhello world").doesNotContainIgnoringCase("transfer-encoding");
        }
    }

    @Test
    void whatIsPackedStaysPacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("a".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        }
        genesys.on("/api/v2/packed/x", bytes(200, packed.toByteArray(), "Content-Encoding: gzip"));

        try (Socket socket = begin("GET /api/v2/packed/x", "Accept-Encoding: gzip, br", "Connection: close")) {
            String reply = whole(socket);
            assertThat(reply.toLowerCase()).contains("content-encoding: gzip\r\n");
            assertThat(reply).endsWith("\r\n\r\n" + packed.toString(StandardCharsets.ISO_8859_1));
        }
        assertThat(genesys.last("GET /api/v2/packed/x")).containsIgnoringCase("accept-encoding: gzip, br\r\n");
    }

    @Test
    void aRefusedTokenIsRenewedOnceAndTheRequestSentAgain() throws Exception {
        // With the first answer the first login is over.
        genesys.on("/api/v2/renewed/x", inTurn(status(200, "{}"), status(401, "{}"), status(201, "{}")));
        assertThat(post("/api/v2/renewed/x", "{\"n\":0}").statusCode()).isEqualTo(200);
        int logins = genesys.requests("/oauth/token");

        assertThat(post("/api/v2/renewed/x", "{\"n\":1}").statusCode()).isEqualTo(201);

        assertThat(genesys.requests("/api/v2/renewed/x")).isEqualTo(3);
        assertThat(genesys.last("POST /api/v2/renewed/x")).endsWith("{\"n\":1}");
        assertThat(genesys.requests("/oauth/token") - logins).isEqualTo(1);
    }

    @Test
    void aTokenThatIsRefusedForGoodIsNotTheClientsFault() throws Exception {
        genesys.on("/api/v2/refused/x", status(401, "{}"));

        HttpResponse<String> refused = send("GET", "/api/v2/refused/x");

        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(json(refused).path("code").asText()).isEqualTo("internal.server.error");
        assertThat(genesys.requests("/api/v2/refused/x")).isEqualTo(2);
    }

    @Test
    void aSpentLimitIsToldInGenesyssWordsAndKeptFromThenOn() throws Exception {
        genesys.on("/api/v2/spent/x", status(429, "{}", "Retry-After: 40"));

        HttpResponse<String> first = post("/api/v2/spent/x", "{}");
        HttpResponse<String> second = post("/api/v2/spent/x", "{}");

        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(json(first).path("message").asText()).contains("Retry the request in [40] seconds");
        assertThat(header(second, "Retry-After")).isEqualTo("40");
        assertThat(json(second).path("code").asText()).isEqualTo("too.many.requests.retry.after");
        assertThat(header(second, "inin-ratelimit-allowed")).isEqualTo("300");
        assertThat(genesys.requests("/api/v2/spent/x")).isEqualTo(1);
    }

    @Test
    void aLimitThatIsSoonOverIsWaitedFor() throws Exception {
        genesys.on("/api/v2/soon/x", inTurn(status(429, "{}", "Retry-After: 0"), status(201, "{}")));

        assertThat(post("/api/v2/soon/x", "{}").statusCode()).isEqualTo(201);

        assertThat(genesys.requests("/api/v2/soon/x")).isEqualTo(2);
    }

    @Test
    void whatGenesysSaysOfTheLimitIsBelievedAndPassedOn() throws Exception {
        genesys.on(
                "/api/v2/told/limit/x",
                status(
                        200,
                        "{}",
                        "X-RateLimit-Limit: 70",
                        "X-RateLimit-Remaining: 41",
                        "X-RateLimit-Reset: 99999999999",
                        "inin-ratelimit-allowed: 180",
                        "inin-ratelimit-count: 3",
                        "inin-ratelimit-reset: 59"));

        HttpResponse<String> told = send("GET", "/api/v2/told/limit/x");

        assertThat(header(told, "inin-ratelimit-count")).isEqualTo("3");
        assertThat(gateway.get("/gcx/budget").body()).contains("\"told-limit\"", "\"remaining\":41");
    }

    @Test
    void aWriteThatFailsIsSentOnceAndARequestThatChangesNothingThreeTimes() throws Exception {
        String words = "{\"message\":\"away\",\"code\":\"service.unavailable\"}";
        genesys.on("/api/v2/failing/x", status(503, words));

        HttpResponse<String> write = post("/api/v2/failing/x", "{}");
        HttpResponse<String> read = send("GET", "/api/v2/failing/x");

        assertThat(write.statusCode()).isEqualTo(503);
        assertThat(write.body()).isEqualTo(words);
        assertThat(read.statusCode()).isEqualTo(503);
        assertThat(read.body()).isEqualTo(words);
        assertThat(genesys.requests("POST /api/v2/failing/x")).isEqualTo(1);
        assertThat(genesys.requests("GET /api/v2/failing/x")).isEqualTo(3);
    }

    @Test
    void aWriteWhoseConnectionBreaksIsSentOnceAndNobodyKnowsWhatBecameOfIt() throws Exception {
        genesys.on("/api/v2/breaking/x", out -> {
            throw new IOException("cut");
        });

        HttpResponse<String> unknown = post("/api/v2/breaking/x", "{}");

        assertThat(unknown.statusCode()).isEqualTo(504);
        assertThat(json(unknown).path("code").asText()).isEqualTo("request.timeout");
        assertThat(header(unknown, "Retry-After")).isEmpty();
        assertThat(genesys.requests("/api/v2/breaking/x")).isEqualTo(1);
        assertThat(send("GET", "/api/v2/breaking/x").statusCode()).isEqualTo(502);
        assertThat(genesys.requests("GET /api/v2/breaking/x")).isEqualTo(3);
    }

    @Test
    void aWriteIsSentOnceWhereAnIdleConnectionWasClosed() throws Exception {
        genesys.on("GET /api/v2/stale/x", out -> {
            json("{}").write(out);
            throw new IOException("closed behind the answer");
        });
        genesys.on("POST /api/v2/stale/x", status(201, "{}"));

        for (int i = 0; i < 20; i++) {
            send("GET", "/api/v2/stale/x");
        }
        await().untilAsserted(() ->
                assertThat(post("/api/v2/stale/x", "{}").statusCode()).isEqualTo(201));

        assertThat(genesys.requests("POST /api/v2/stale/x")).isEqualTo(1);
    }

    @Test
    void aWriteThatIsNotAnsweredInTimeIsSentOnce() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        genesys.on("/api/v2/silent/x", out -> end.await(60, TimeUnit.SECONDS));

        HttpResponse<String> late = post("/api/v2/silent/x", "{}");
        end.countDown();

        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(header(late, "Retry-After")).isEmpty();
        assertThat(genesys.requests("/api/v2/silent/x")).isEqualTo(1);
    }

    @Test
    void aDownloadThatIsReadSlowlyHoldsNoPermitAndABoundedBuffer() throws Exception {
        AtomicLong written = new AtomicLong();
        byte[] piece = new byte[50_000];
        genesys.on("/api/v2/slow/reader", out -> {
            write(out, "HTTP/1.1 200 So\r\nContent-Length: " + DOWNLOAD + "\r\n\r\n");
            for (int sent = 0; sent < DOWNLOAD; sent += piece.length) {
                out.write(piece);
                written.addAndGet(piece.length);
            }
        });

        try (Socket socket = begin("GET /api/v2/slow/reader", "Connection: close")) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            await().during(Duration.ofSeconds(1)).until(() -> written.get() < DOWNLOAD / 2);

            assertThat(permits()).isZero();
            assertThat(callsOnThreads()).isZero();
            assertThat(send("GET", "/api/v2/tokens/me").statusCode()).isEqualTo(200);
            assertThat(lengthOf(socket.getInputStream())).isGreaterThan(DOWNLOAD);
        }
        assertThat(written.get()).isEqualTo(DOWNLOAD);
    }

    private static int callsOnThreads() {
        return gateway.camel
                .getRegistry()
                .lookupByNameAndType("gcx-calls", ThreadPoolExecutor.class)
                .getActiveCount();
    }

    private static double permits() {
        return gateway.camel
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .get("gcx.upstream.permits")
                .gauge()
                .value();
    }

    private static long lengthOf(InputStream in) throws IOException {
        long length = 0;
        byte[] buffer = new byte[100_000];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            length += read;
        }
        return length;
    }

    @Test
    void whereTheClientBreaksOffTheConnectionToGenesysIsClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        genesys.on("/api/v2/left/early", out -> {
            try {
                write(out, "HTTP/1.1 200 So\r\nContent-Length: " + DOWNLOAD + "\r\n\r\n");
                RawServer.trickle(out, "x", Duration.ofMillis(5));
            } finally {
                closed.countDown();
            }
        });

        try (Socket socket = begin("GET /api/v2/left/early")) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }

        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whereGenesysBreaksOffTheClientSeesThatItIsNotWhole() throws Exception {
        genesys.on("/api/v2/cut/chunked", out -> {
            write(out, "HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            throw new IOException("cut");
        });

        try (Socket socket = begin("GET /api/v2/cut/chunked")) {
            assertThat(whole(socket)).doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aLongerBodyIsRefusedInGenesyssWordsWhetherItTellsItsLengthOrNot() throws Exception {
        genesys.on("/api/v2/long/body", json("{}"));

        try (Socket told = begin("POST /api/v2/long/body", "Content-Length: " + (LONGEST_BODY + 1));
                Socket untold = begin("POST /api/v2/long/body", "Transfer-Encoding: chunked")) {
            told.getOutputStream().write(new byte[LONGEST_BODY + 1]);
            write(untold.getOutputStream(), Integer.toHexString(LONGEST_BODY + 1) + "\r\n");
            untold.getOutputStream().write(new byte[LONGEST_BODY + 1]);
            write(untold.getOutputStream(), "\r\n0\r\n\r\n");
            told.shutdownOutput();
            untold.shutdownOutput();

            assertThat(whole(told)).startsWith("HTTP/1.1 413 ").contains("request.entity.too.large");
            assertThat(whole(untold)).startsWith("HTTP/1.1 413 ").contains("request.entity.too.large");
        }
        assertThat(genesys.requests("/api/v2/long/body")).isZero();
        assertThat(post("/api/v2/long/body", "x".repeat(LONGEST_BODY)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/dots/../x", "/api/v2/dots/%2e%2e/x", "/api/v2/dots/%00", "/api/v2/dots/x%5cy"})
    void aPathThatMayBeTakenForAnotherIsRefused(String path) throws Exception {
        try (Socket socket = begin("POST " + path, "Content-Length: 0", "Connection: close")) {
            assertThat(whole(socket)).startsWith("HTTP/1.1 400 ").contains("bad.request");
        }
    }

    @Test
    void aQueryThatIsNoTextOfAUriIsRefused() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET /api/v2/raw/x?q=\u00e4 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Authorization: Bearer " + token + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(whole(socket)).startsWith("HTTP/1.1 400 ");
        }
        assertThat(genesys.requests("/api/v2/raw/x")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "X-Forwarded-For"})
    void whatAProxyForwardsIsNotPassedOn(String header) throws Exception {
        genesys.on("/api/v2/far/away", json("{}"));

        HttpResponse<String> refused = send("GET", "/api/v2/far/away", header, "127.0.0.1");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("code").asText()).isEqualTo("missing.permissions");
        assertThat(genesys.requests("/api/v2/far/away")).isZero();
    }

    @Test
    void whoIsOnAnotherAddressIsNotPassedOnWhateverIsAllowed(@TempDir Path other) throws Exception {
        InetAddress address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(one -> !one.isLoopbackAddress() && !one.isLinkLocalAddress() && one.getAddress().length == 4)
                .findAny()
                .orElse(null);
        Assumptions.assumeTrue(address != null, "this machine has another address");
        genesys.on("/api/v2/other/address", json("{}"));
        try (Gateway open = Gateway.start(
                other,
                Map.of(
                        "gcx.genesys.api-url",
                        genesys.url().toString(),
                        "gcx.genesys.login-url",
                        genesys.url().toString(),
                        "gcx.http.host",
                        "0.0.0.0",
                        "gcx.http.allow-unauthenticated",
                        "true",
                        "gcx.http.hosts",
                        "localhost"))) {
            String owned = open.logIn();
            for (InetAddress from : new InetAddress[] {address, InetAddress.getLoopbackAddress()}) {
                try (Socket socket = new Socket(from, open.url("/").getPort(), from, 0)) {
                    write(
                            socket.getOutputStream(),
                            "GET /api/v2/other/address HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Authorization: Bearer " + owned + "\r\n\r\n");
                    assertThat(whole(socket)).startsWith(from == address ? "HTTP/1.1 401 " : "HTTP/1.1 200 ");
                }
            }
        }
        assertThat(genesys.requests("/api/v2/other/address")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "303, Location: https://files.example.org/x, false",
        "202, X: y, false",
        "204, X: y, false",
        "303, Location: https://files.example.org/x, true"
    })
    void whatGenesysAnswersToEachByHimselfIsPassedOnWhateverIsDeclared(int status, String header, boolean list)
            throws Exception {
        String path = list ? "/api/v2/groups/" + status + "/members" : "/api/v2/groups/each-" + status;
        genesys.on(path, status(status, "", header));

        for (int asked = 1; asked <= 2; asked++) {
            HttpResponse<String> reply = send("GET", path + (list ? "?pageSize=25" : ""));

            assertThat(reply.statusCode()).isEqualTo(status);
            assertThat(header(reply, "Location")).isEqualTo(status == 303 ? "https://files.example.org/x" : "");
            assertThat(header(reply, "Cache-Status")).isEqualTo("gcx; fwd=bypass");
        }
    }

    @Test
    void whatTheGatewayMayNotReadIsForbiddenAndNoFaultOfIts() throws Exception {
        genesys.on("/api/v2/groups/denied", status(403, "{\"message\":\"You need groups:view\"}"));

        HttpResponse<String> refused = send("GET", "/api/v2/groups/denied");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("code").asText()).isEqualTo("missing.permissions");
        assertThat(json(refused).path("message").asText()).contains("You need groups:view");
    }

    @Test
    void isCountedByFamilyAndStatus() throws Exception {
        genesys.on("/api/v2/counted/things/4711", inTurn(json("{}"), status(404, "{}")));

        send("GET", "/api/v2/counted/things/4711");
        send("DELETE", "/api/v2/counted/things/4711");

        assertThat(json(gateway.get("/gcx/metrics"))
                        .at("/passed_calls/counted-things")
                        .toString())
                .isEqualTo("{\"200\":1,\"404\":1}");
    }

    @Test
    void whoAsksARouteHasNoClientAndIsNotPassedOn() {
        assertThatThrownBy(() ->
                        gateway.template().requestBodyAndHeader("direct:gcx-api", null, Exchange.HTTP_PATH, "/route/x"))
                .rootCause()
                .hasMessage("The gateway answers no GET /api/v2/route/x");
    }

    @Test
    void whoAsksOnlyForWhatIsCachedCostsNoCall() throws Exception {
        HttpResponse<String> refused = send("GET", "/api/v2/only/cached", "Cache-Control", "only-if-cached");

        assertThat(refused.statusCode()).isEqualTo(504);
        assertThat(genesys.requests("/api/v2/only/cached")).isZero();
    }

    @Test
    void whereGenesysIsNotThereThatIsToldInItsWords(@TempDir Path other) throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        try (Gateway alone = Gateway.start(
                other,
                Map.of(
                        "gcx.genesys.api-url",
                        "http://127.0.0.1:" + nobody,
                        "gcx.genesys.login-url",
                        genesys.url().toString()))) {
            HttpResponse<String> away = alone.post("/api/v2/away/x", "{}", "Authorization", "Bearer " + alone.logIn());

            assertThat(away.statusCode()).isEqualTo(502);
            assertThat(json(away).path("code").asText()).isEqualTo("internal.server.error");
            assertThat(json(away).path("message").asText()).contains("Genesys cannot be reached");
        }
    }
}
