package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a proxy on the way may have understood otherwise, as raw as they are on the wire. */
class FramingTest {
    private static final String PROBLEM = "application/problem+json";

    private final AtomicInteger asked = new AtomicInteger();
    private Served served;
    private Served.Connection client;

    @BeforeEach
    void start() throws Exception {
        served = Served.startOnOneLoop(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/in")
                        .process(exchange -> asked.incrementAndGet())
                        .setBody(simple("${body.length}"));
                from("gcx-http:/ping?httpMethodRestrict=GET")
                        .process(exchange -> asked.incrementAndGet())
                        .setBody(constant("pong"));
            }
        });
        client = served.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        served.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xchunked",
                "identity",
                "gzip, chunked",
                "chunked, identity",
                "chunked, chunked",
                "chunked\r\nTransfer-Encoding: chunked",
                "identity\r\nTransfer-Encoding: chunked"
            })
    void aTransferEncodingOtherThanChunkedIsRefusedAndWhatFollowsIsNoRequest(String coding) throws Exception {
        client.write("POST /in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding + "\r\n\r\n"
                + "GET /ping HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(client.read())
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase(PROBLEM)
                .containsIgnoringCase("connection: close");
        assertThat(client.rest()).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 3\r\n", "Connection: keep-alive\r\n"})
    void aRequestWithATransferEncodingIsTheLastOfItsConnection(String more) throws Exception {
        client.write("POST /in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n" + more + "\r\n"
                + "3\r\nabc\r\n0\r\n\r\nGET /ping HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(client.read()).matches("(?s)HTTP/1.1 (200|400) .*");
        assertThat(client.rest()).isEmpty();
        assertThat(asked).hasValueLessThan(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "te, close"})
    void aRequestThatItsClientCallsTheLastIsTheLast(String connection) throws Exception {
        client.write("GET /ping HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n"
                + "GET /ping HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 200 ");
        assertThat(client.rest()).isEmpty();
        assertThat(asked).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: x\r\nHost: x\r\n", "Host: x\r\nhost: y\r\n"})
    void aRequestIsForOneHost(String hosts) throws Exception {
        client.write("GET /ping HTTP/1.1\r\n" + hosts + "\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 400 ").containsIgnoringCase(PROBLEM);
        assertThat(client.rest()).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /ping, evil",
        "GET /ping, evil:PORT",
        "GET /ping, ''",
        "GET /ping, 127.0.0.1:PORT.evil",
        "GET /nowhere, evil",
        "PUT /ping, evil",
        "OPTIONS *, evil",
        "TRACE /ping, evil",
        "POST /in, evil"
    })
    void aRequestForAnotherHostIsMisdirectedWhateverItAsks(String request, String host) throws Exception {
        client.write(request + " HTTP/1.1\r\nHost: " + host.replace("PORT", "" + served.port()) + "\r\n\r\n");

        assertThat(client.readBody())
                .contains("\"status\":421", "gcx.http.hosts")
                .doesNotContain("evil");
        assertThat(client.rest()).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void anOldClientThatNamesAnotherHostIsMisdirected() throws Exception {
        client.write("GET /ping HTTP/1.0\r\nHost: evil\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.0 421 Misdirected Request").containsIgnoringCase(PROBLEM);
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil", "Transfer-Encoding: gzip", "Host: localhost\r\nHost: localhost"})
    void anOldClientThatIsRefusedIsNotToldThatItsConnectionGoesOn(String fault) throws Exception {
        client.write("GET /ping HTTP/1.0\r\nConnection: keep-alive\r\n" + fault + "\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.0 4").doesNotContainIgnoringCase("keep-alive");
        assertThat(client.rest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCALHOST", "localhost.:1", "127.0.0.1:PORT", "[::1]:PORT", "x", "X.:80"})
    void aRequestForThisHostIsServedWhateverItsCaseDotAndPort(String host) throws Exception {
        client.write("GET /ping HTTP/1.1\r\nHost: " + host.replace("PORT", "" + served.port()) + "\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anOldClientNeedNotNameAHost() throws Exception {
        assertThat(client.write("GET /ping HTTP/1.0\r\n\r\n").read()).startsWith("HTTP/1.0 200 ");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void anOldClientMayKeepItsConnection() throws Exception {
        String request = "GET /ping HTTP/1.0\r\nConnection: x, keep-alive\r\n\r\n";

        assertThat(client.write(request).read()).startsWith("HTTP/1.0 200 ").containsIgnoringCase("keep-alive");
        assertThat(client.write(request).read()).startsWith("HTTP/1.0 200 ");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:PORT/ping, 127.0.0.1:PORT",
        "http://127.0.0.1:PORT/ping?x=http://evil/, 127.0.0.1:PORT",
        "HTTP://localhost:PORT/ping, LOCALHOST:PORT",
        "http://localhost/ping, localhost",
        "http://x:80/ping, x:80"
    })
    void theAbsoluteFormOfThisHostIsServed(String target, String host) throws Exception {
        assertThat(absolute(target, host)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil/ping, 127.0.0.1:PORT",
        "http://evil/ping, evil",
        "http://127.0.0.1:1/ping, 127.0.0.1:PORT",
        "http://127.0.0.1:PORT@evil/ping, 127.0.0.1:PORT",
        "http://127.0.0.1:PORT.evil/ping, 127.0.0.1:PORT.evil",
        "http:///ping, 127.0.0.1:PORT"
    })
    void theAbsoluteFormOfAnotherHostIsRefused(String target, String host) throws Exception {
        assertThat(absolute(target, host)).startsWith("HTTP/1.1 400 ").containsIgnoringCase(PROBLEM);
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//ping",
                "/x/../ping",
                "/./ping",
                "/x/%2e%2E/ping",
                "/nowhere/..",
                "/nowhere//",
                "/nowhere/%5C..",
                "/nowhere/\u0001"
            })
    void aPathThatWouldBeAnotherOneResolvedIsRefused(String path) throws Exception {
        for (String method : List.of("GET", "OPTIONS", "TRACE")) {
            client.write(method + " " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.read()).as(method).startsWith("HTTP/1.1 400 ").containsIgnoringCase(PROBLEM);
        }
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, evil:443, ''", "TRACE, /ping, GET", "TRACE, /in, ''", "TRACE, /nowhere, ''"})
    void neitherTunnelsNorEchoes(String method, String target, String allowed) throws Exception {
        client.write(method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(client.read())
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: " + allowed + "\r\n")
                .containsIgnoringCase(PROBLEM);
        assertThat(asked).hasValue(0);
    }

    @Test
    void aRequestLineThatIsTooLongIsToldSo() throws Exception {
        client.write("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(client.read()).matches("(?s)HTTP/1\\.[01] 414 .*").containsIgnoringCase(PROBLEM);
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void aHeadThatIsTooLargeIsToldSo() throws Exception {
        client.write("GET /ping HTTP/1.1\r\nHost: x\r\n" + ("X: " + "x".repeat(5_000) + "\r\n").repeat(4) + "\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 431 ").containsIgnoringCase(PROBLEM);
        assertThat(client.rest()).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /ping HTTP/1.2\r\nHost: x\r\n\r\n",
                "GET /ping HTTP/3.1\r\nthis is no header\r\n\r\n"
            })
    void anotherVersionIsRefusedInOneThatIsSpoken(String request) throws Exception {
        client.write(request);

        assertThat(client.read()).startsWith("HTTP/1.1 400 ").containsIgnoringCase(PROBLEM);
        assertThat(client.rest()).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void nobodyIsSwitchedToAnotherVersion() throws Exception {
        client.write("GET /ping HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 200 ");
        assertThat(client.write("GET /ping HTTP/1.1\r\nHost: x\r\n\r\n").read()).startsWith("HTTP/1.1 200 ");
    }

    private String absolute(String target, String host) throws Exception {
        String port = Integer.toString(served.port());
        return client.write("GET " + target.replace("PORT", port) + " HTTP/1.1\r\nHost: " + host.replace("PORT", port)
                        + "\r\n\r\n")
                .read();
    }
}
