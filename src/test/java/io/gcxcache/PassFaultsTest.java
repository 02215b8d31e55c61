package io.gcxcache;

import static io.gcxcache.RawServer.json;
import static io.gcxcache.RawServer.status;
import static io.gcxcache.RawServer.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through where a client, Genesys or the way between them does not do what it should. */
class PassFaultsTest {
    private static final int LONGEST_SILENCE_MILLIS = 15_000;
    private static final int LONGEST_LINE = 8_192;
    private static final byte[] LONG_BODY = new byte[300_000];

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
                        "gcx.genesys.client-id",
                        "own-client",
                        "gcx.genesys.response-timeout",
                        "5"));
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", gateway.url("/").getPort());
        socket.setSoTimeout(LONGEST_SILENCE_MILLIS);
        return socket;
    }

    private static String head(String requestLine, String... lines) {
        StringBuilder head = new StringBuilder(
                requestLine + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return head + "\r\n";
    }

    /** Writes a request of a client that has logged in. */
    private static Socket begin(String requestLine, String... lines) throws IOException {
        Socket socket = connect();
        write(socket.getOutputStream(), head(requestLine, lines));
        return socket;
    }

    private static String whole(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** What is there to the end of a head, and nothing behind it. */
    private static String headOf(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("no head: " + head);
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String reply(String requestLine, String... lines) throws IOException {
        String[] closing = new String[lines.length + 1];
        System.arraycopy(lines, 0, closing, 1, lines.length);
        closing[0] = "Connection: close";
        try (Socket socket = begin(requestLine, closing)) {
            return whole(socket);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 300000", "Transfer-Encoding: chunked"})
    void nothingIsSentOfAnUploadThatBreaksOff(String framing) throws Exception {
        genesys.on("/api/v2/upload/cut", json("{}"));

        try (Socket socket = begin("POST /api/v2/upload/cut", framing)) {
            write(socket.getOutputStream(), "10\r\n");
            socket.getOutputStream().write(new byte[16]);
        }

        assertThat(reply("PUT /api/v2/upload/cut", "Content-Length: 0")).startsWith("HTTP/1.1 200 ");
        assertThat(genesys.requests("POST /api/v2/upload/cut")).isZero();
    }

    @Test
    void anAnswerThatComesBeforeTheBodyWasReadIsPassedOn() throws Exception {
        genesys.onHead("POST /api/v2/early/open", status(413, "too long"));

        try (Socket socket = begin("POST /api/v2/early/open", "Content-Length: " + LONG_BODY.length)) {
            socket.getOutputStream().write(LONG_BODY);
            write(socket.getOutputStream(), head("GET /api/v2/early/next", "Connection: close"));
            genesys.on("/api/v2/early/next", json("[]"));

            assertThat(whole(socket)).startsWith("HTTP/1.1 413 ").contains("too longHTTP/1.1 200 ");
        }
        assertThat(genesys.requests("POST /api/v2/early/open")).isEqualTo(1);
    }

    @Test
    void whereGenesysAnswersAndClosesBeforeTheBodyWasReadTheWriteIsSentOnce() throws Exception {
        genesys.onHead("POST /api/v2/early/closed", out -> {
            status(413, "too long").write(out);
            throw new IOException("closed");
        });

        try (Socket socket =
                begin("POST /api/v2/early/closed", "Content-Length: " + LONG_BODY.length, "Connection: close")) {
            socket.getOutputStream().write(LONG_BODY);

            // The end of its connection may overtake the answer.
            assertThat(whole(socket)).containsPattern("^HTTP/1.1 (413|504) ");
        }
        assertThat(genesys.requests("POST /api/v2/early/closed")).isEqualTo(1);
    }

    @Test
    void aBodyIsWaitedForWhereTheClientAsksLeaveToSendIt() throws Exception {
        genesys.on("/api/v2/expect/leave", status(201, "{}"));

        try (Socket socket = begin(
                "POST /api/v2/expect/leave",
                "Expect: 100-continue",
                "Connection: close",
                "Content-Length: " + LONG_BODY.length)) {
            assertThat(headOf(socket)).startsWith("HTTP/1.1 100 ");
            assertThat(genesys.requests("/api/v2/expect/leave")).isZero();
            socket.getOutputStream().write(LONG_BODY);

            assertThat(whole(socket)).startsWith("HTTP/1.1 201 ");
        }
        assertThat(genesys.last("POST /api/v2/expect/leave"))
                .doesNotContainIgnoringCase("expect:")
                .hasSizeGreaterThan(LONG_BODY.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 103})
    void whatGenesysSaysBeforeItsAnswerIsNotTheAnswer(int status) throws Exception {
        String path = "/api/v2/hints/x" + status;
        genesys.on(path, out -> {
            write(out, "HTTP/1.1 " + status + " So\r\nLink: </a>\r\n\r\n");
            out.flush();
            status(201, "{}", "ETag: \"v1\"").write(out);
        });

        assertThat(reply("POST " + path, "Content-Length: 0"))
                .startsWith("HTTP/1.1 201 ")
                .containsIgnoringCase("etag: \"v1\"\r\n")
                .endsWith("\r\n\r\n{}");
        assertThat(genesys.requests(path)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 102})
    void whatNobodyAskedForInsteadOfAnAnswerIsNone(int status) throws Exception {
        String path = "/api/v2/hints/y" + status;
        genesys.on(path, out -> {
            write(out, "HTTP/1.1 " + status + " So\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
            out.flush();
            json("{}").write(out);
        });

        assertThat(reply("POST " + path, "Content-Length: 0")).startsWith("HTTP/1.1 504 ");
        assertThat(genesys.requests(path)).isEqualTo(1);
    }

    @Test
    void trailersEndAnAnswerAndAreLeftOut() throws Exception {
        genesys.on(
                "/api/v2/trailers/x",
                out -> write(
                        out,
                        "HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                                + "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n"));

        assertThat(reply("GET /api/v2/trailers/x")).endsWith("5\r\nhello\r\n0\r\n\r\n");
        assertThat(reply("GET /api/v2/trailers/x")).doesNotContainIgnoringCase("x-sum");
    }

    @Test
    void aRequestLineOfTheLongestLengthGoesThroughAndALongerOneIsRefused() throws Exception {
        String start = "GET /api/v2/long/line?q=";
        String longest = start + "x".repeat(LONGEST_LINE - start.length() - " HTTP/1.1".length());
        genesys.on("/api/v2/long/line", json("{}"));

        assertThat(reply(longest)).startsWith("HTTP/1.1 200 ");
        assertThat(genesys.last("GET /api/v2/long/line")).startsWith(longest + " HTTP/1.1\r\n");
        assertThat(reply(longest + "x")).contains(" 414 ");
        assertThat(genesys.requests("/api/v2/long/line")).isEqualTo(1);
    }

    @Test
    void requestsThatFollowEachOtherAtOnceAreAnsweredInTheirOrder() throws Exception {
        genesys.on("POST /api/v2/pipelined/x", status(201, "first"));
        genesys.on("GET /api/v2/pipelined/x", json("second"));

        try (Socket socket = begin("POST /api/v2/pipelined/x", "Content-Length: 2")) {
            write(socket.getOutputStream(), "{}" + head("GET /api/v2/pipelined/x", "Connection: close"));

            assertThat(whole(socket)).containsPattern("(?s)^HTTP/1.1 201 .*firstHTTP/1.1 200 .*second$");
        }
    }

    @Test
    void whatIsOfOneConnectionAloneIsNotPassedOnWhateverItsName() throws Exception {
        genesys.on(
                "/api/v2/hop/x",
                status(
                        200,
                        "{}",
                        "Connection: ETag, x-own",
                        "ETag: \"v1\"",
                        "X-Own: 1",
                        "Server: g",
                        "Set-Cookie: a=b",
                        "Proxy-Authenticate: Basic",
                        "Keep-Alive: timeout=5",
                        "X-Never-Sent: 1",
                        "Vary: Accept"));

        try (Socket socket = begin("GET /api/v2/hop/x", "Connection: close, X-Own", "X-Own: 1", "TE: trailers")) {
            assertThat(whole(socket).toLowerCase())
                    .contains("vary: accept\r\n")
                    .doesNotContain("etag", "x-own", "server:", "set-cookie", "proxy-", "keep-alive", "x-never-sent");
        }
        assertThat(genesys.last("GET /api/v2/hop/x"))
                .doesNotContainIgnoringCase("x-own")
                .doesNotContainIgnoringCase("te: trailers");
    }

    @Test
    void whatHasNoBodyMayTellItsLengthAndTheConnectionsGoOn() throws Exception {
        genesys.on("GET /api/v2/lengths/same", out -> write(out, "HTTP/1.1 304 So\r\nContent-Length: 4711\r\n\r\n"));
        genesys.on("PUT /api/v2/lengths/gone", out -> write(out, "HTTP/1.1 204 So\r\nContent-Length: 0\r\n\r\n"));
        genesys.on("GET /api/v2/lengths/next", json("[]"));
        int connections = genesys.connections();

        try (Socket socket = begin("GET /api/v2/lengths/same")) {
            write(socket.getOutputStream(), head("PUT /api/v2/lengths/gone", "Content-Length: 0"));
            write(socket.getOutputStream(), head("GET /api/v2/lengths/next", "Connection: close"));

            String[] replies = whole(socket).toLowerCase().split("http/1.1 ");

            assertThat(replies).hasSize(4);
            assertThat(replies[1]).startsWith("304 ").endsWith("\r\n\r\n");
            assertThat(replies[2]).startsWith("204 ").endsWith("\r\n\r\n").doesNotContain("content-length");
            assertThat(replies[3]).startsWith("200 ").endsWith("[]");
        }
        assertThat(genesys.connections() - connections).as("used again").isLessThanOrEqualTo(1);
    }

    @Test
    void anAnswerShorterThanItToldIsNotTakenForWhole() throws Exception {
        genesys.on("/api/v2/short/x", out -> {
            write(out, "HTTP/1.1 200 So\r\nContent-Length: 10\r\n\r\nhello");
            throw new IOException("cut");
        });

        String reply = reply("GET /api/v2/short/x");

        assertThat(reply.toLowerCase()).contains("content-length: 10\r\n");
        assertThat(reply).endsWith("\r\n\r\nhello");
    }

    @Test
    void bytesBehindAnAnswerAreNobodysAnswer() throws Exception {
        genesys.on("HEAD /api/v2/behind/head", out -> write(out, "HTTP/1.1 200 So\r\nContent-Length: 5\r\n\r\nhello"));
        genesys.on(
                "GET /api/v2/behind/body",
                out -> write(
                        out,
                        "HTTP/1.1 200 So\r\nContent-Length: 2\r\n\r\n{}"
                                + "HTTP/1.1 200 So\r\nContent-Length: 6\r\n\r\norphan"));
        genesys.on("GET /api/v2/behind/next", json("next"));

        for (String line : new String[] {"HEAD /api/v2/behind/head", "GET /api/v2/behind/body"}) {
            assertThat(reply(line)).startsWith("HTTP/1.1 200 ").doesNotContain("hello", "orphan");
            for (int i = 0; i < 5; i++) {
                assertThat(reply("GET /api/v2/behind/next")).endsWith("\r\n\r\nnext");
            }
        }
    }

    @Test
    void anAnswerThatCannotBeReadOnIsNotTakenForWhole() throws Exception {
        genesys.on(
                "/api/v2/garbled/x",
                out -> write(
                        out, "HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nwhat\r\n0\r\n\r\n"));

        assertThat(reply("GET /api/v2/garbled/x")).doesNotEndWith("0\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"GET, 502, 3", "POST, 504, 1"})
    void anAnswerWithATooLongHeadIsNone(String method, int status, int calls) throws Exception {
        String path = "/api/v2/long/head-" + method;
        genesys.on(path, RawServer.status(200, "{}", "X-Long: " + "x".repeat(100_000)));

        assertThat(reply(method + ' ' + path, "Content-Length: 0")).startsWith("HTTP/1.1 " + status + ' ');
        assertThat(genesys.requests(path)).isEqualTo(calls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/tokens/me/",
                "/api/v2/tokens/me/x",
                "/api/v2/tokens/ME",
                "/api/v2/%74okens/%6d%65/",
                "/api/v2/tokens/me;v=1",
                "/api/v2/tokens;v=1/me",
                "/api/v2/tokens%2Fme",
                "/api/v2/tokens/me%20",
                "/api/v2/tokens/%2Fme"
            })
    void theGatewaysOwnTokenIsNobodysToRevokeHoweverItIsSpelled(String path) throws Exception {
        assertThat(reply("DELETE " + path)).startsWith("HTTP/1.1 404 ").contains("\"code\":\"not.found\"");

        assertThat(genesys.requests(path)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v2/oauth/clients/own-client, 403",
        "PUT, /api/v2/oauth/clients/OWN-client, 403",
        "POST, /api/v2/oauth/clients/own%2Dclient/secret, 403",
        "GET, /api/v2/oauth/clients/own-client, 200",
        "DELETE, /api/v2/oauth/clients/other, 200",
        "DELETE, /api/v2/tokens/u-1, 200",
    })
    void theGatewaysOwnOAuthClientIsReadAndNotWritten(String method, String path, int status) throws Exception {
        genesys.on(path, json("{}"));

        assertThat(reply(method + ' ' + path, "Content-Length: 0")).startsWith("HTTP/1.1 " + status + ' ');

        assertThat(genesys.requests(path)).isEqualTo(status == 200 ? 1 : 0);
    }

    @Test
    void aPathThatLeadsElsewhereOnceItIsReadIsRefused() throws Exception {
        assertThat(reply("DELETE /api/v2/users/x%2F..%2F..%2Ftokens%2Fx")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aConnectionThatIsCutBeforeAnythingWasAnsweredIsNotTriedAgainByAWrite() throws Exception {
        genesys.onHead("POST /api/v2/cut/head", out -> {
            throw new IOException("cut");
        });

        try (Socket socket =
                begin("POST /api/v2/cut/head", "Content-Length: " + LONG_BODY.length, "Connection: close")) {
            socket.getOutputStream().write(LONG_BODY);

            assertThat(whole(socket)).startsWith("HTTP/1.1 504 ").doesNotContainIgnoringCase("retry-after");
        }
        assertThat(genesys.requests("POST /api/v2/cut/head")).isEqualTo(1);
    }

    @Test
    void aHalfReadConnectionIsNotUsedAgain() throws Exception {
        genesys.on("GET /api/v2/half/read", out -> {
            write(out, "HTTP/1.1 200 So\r\nContent-Length: 1000000\r\n\r\nhalf");
            out.flush();
            RawServer.trickle(out, "x", Duration.ofMillis(5));
        });
        genesys.on("GET /api/v2/half/next", json("next"));
        try (Socket socket = begin("GET /api/v2/half/read")) {
            assertThat(headOf(socket)).startsWith("HTTP/1.1 200 ");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(reply("GET /api/v2/half/next")).endsWith("\r\n\r\nnext");
        }
    }
}
