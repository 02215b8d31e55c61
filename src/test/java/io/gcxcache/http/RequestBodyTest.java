package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that come in pieces, too long, on request, or not at all, as raw as they are on the wire. */
class RequestBodyTest {
    private static final int LONGEST = 512_000;
    private static final String JSON = "Host: x\r\nContent-Type: application/json\r\n";
    private static final String TEXT = "Host: x\r\nContent-Type: text/plain\r\n";

    private final AtomicInteger asked = new AtomicInteger();
    private Served served;
    private Served.Connection client;

    @BeforeEach
    void start() throws Exception {
        served = Served.startOnOneLoop(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/in?httpMethodRestrict=POST&consumes=application/json")
                        .process(exchange -> asked.incrementAndGet())
                        .setBody(simple("${body.length}"));
                getContext().getRegistry().bind("all", new DefaultHeaderFilterStrategy());
                from("gcx-http:/headers?headerFilterStrategy=#all").process(exchange -> exchange.getMessage()
                        .setBody(exchange.getMessage().getHeaders().keySet().toString()));
                from("gcx-http:/ping?httpMethodRestrict=GET").setBody(constant("pong"));
            }
        });
        client = served.connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        served.close();
    }

    @Test
    void aBodyInPiecesIsReadWhole() throws IOException {
        client.write("POST /in HTTP/1.1\r\n" + JSON + "Content-Length: 6\r\n\r\nab");
        client.write("cd");
        client.write("ef");

        assertThat(client.read()).startsWith("HTTP/1.1 200 ");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aBodyThatIsToldTooLongIsRefusedBeforeItIsSent() throws IOException {
        client.write("POST /in HTTP/1.1\r\n" + JSON + "Content-Length: " + (LONGEST + 1) + "\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 413 ").containsIgnoringCase("application/problem+json");
        assertThat(asked).hasValue(0);
    }

    @Test
    void aConnectionCanBeUsedAgainAfterABodyThatWasTooLong() throws IOException {
        String body = "x".repeat(LONGEST + 1);
        client.write("POST /in HTTP/1.1\r\n" + JSON + "Content-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(client.read()).startsWith("HTTP/1.1 413 ");
        assertThat(ping()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aBodyOfUntoldLengthIsRefusedOnceItIsTooLong() throws IOException {
        String body = "x".repeat(LONGEST + 1);
        client.write("POST /in HTTP/1.1\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n");
        client.write(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 413 ").containsIgnoringCase("application/problem+json");
        assertThat(client.rest()).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void aBodyOfUntoldLengthMayBeAsLongAsAnyOther() throws IOException {
        String body = "x".repeat(LONGEST);
        client.write("POST /in HTTP/1.1\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n");
        client.write(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aBodyWithoutEndLosesItsConnection() throws IOException {
        client.write("POST /in HTTP/1.1\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\n");
        String chunk = Integer.toHexString(65_536) + "\r\n" + "x".repeat(65_536) + "\r\n";

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        client.write(chunk);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(asked).hasValue(0);
    }

    @Test
    void anotherContentTypeIsToldBeforeTheBodyIsSent() throws IOException {
        client.write("POST /in HTTP/1.1\r\n" + TEXT + "Content-Length: 5\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 415 ");
        assertThat(asked).hasValue(0);
    }

    @Test
    void anUnwantedBodyThatIsFarTooLongEndsTheConnection() throws IOException {
        client.write("POST /in HTTP/1.1\r\n" + TEXT + "Content-Length: 100000000\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 415 ").containsIgnoringCase("connection: close");
    }

    @Test
    void anUnwantedBodyThatDoesNotComeEndsTheConnectionAfterAWhile() throws IOException {
        client.write("POST /nowhere HTTP/1.1\r\n" + JSON + "Content-Length: 10\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 404 ");
        client.awaitEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /in", "POST /nowhere", "PUT /in"})
    void aConnectionCanBeUsedAgainAfterABodyThatNobodyWanted(String request) throws IOException {
        client.write(request + " HTTP/1.1\r\n" + TEXT + "Content-Length: 5\r\n\r\nGET /");

        assertThat(client.read()).matches("(?s)HTTP/1.1 4(15|04|05) .*").doesNotContainIgnoringCase("connection:");
        assertThat(ping()).startsWith("HTTP/1.1 200 ");
        assertThat(asked).hasValue(0);
    }

    @Test
    void aClientThatAsksLeaveToSendGetsItAndIsAnswered() throws IOException {
        client.write("POST /in HTTP/1.1\r\n" + JSON + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        String leave = client.read();
        client.write("{}");

        assertThat(leave).startsWith("HTTP/1.1 100 ");
        assertThat(client.read()).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "415 POST /in text/plain 2",
                "413 POST /in application/json 512001",
                "404 POST /nowhere application/json 2",
                "405 PUT /in application/json 2"
            })
    void aClientThatAsksLeaveToSendWhatNobodyWantsIsRefusedAndItsConnectionEnds(String question) throws IOException {
        String[] said = question.split(" ");
        client.write(said[1] + " " + said[2] + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + said[3]
                + "\r\nContent-Length: " + said[4] + "\r\nExpect: 100-continue\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 " + said[0] + " ").containsIgnoringCase("connection: close");
        client.awaitEnd();
        assertThat(asked).hasValue(0);
    }

    @Test
    void anOldClientIsNotGivenLeave() throws IOException {
        client.write("POST /in HTTP/1.0\r\n" + JSON + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}");

        assertThat(client.read()).startsWith("HTTP/1.0 200 ");
    }

    @Test
    void aBodyThatBreaksOffIsNoRequest() throws IOException {
        client.write("POST /in HTTP/1.1\r\n" + JSON + "Content-Length: 6\r\n\r\nab");
        client.close();

        try (Served.Connection other = served.connect()) {
            other.write("POST /in HTTP/1.1\r\n" + JSON + "Content-Length: 2\r\n\r\n{}");

            assertThat(other.read()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(asked).hasValue(1);
        await().until(() -> served.camel.getInflightRepository().size() == 0);
    }

    @Test
    void whatIsNoHttpIsABadRequest() throws IOException {
        client.write("POST /in HTTP/1.1\r\n" + JSON + "Content-Length: x\r\n\r\n");

        assertThat(client.read()).startsWith("HTTP/1.1 400 ").containsIgnoringCase("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip"})
    void aBodyInGzipIsReadAsWhatItHolds(String coding) throws IOException {
        client.write(coded(coding, gzip("x".repeat(LONGEST))));

        assertThat(client.readBody()).isEqualTo(Integer.toString(LONGEST));
        assertThat(ping()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aRouteIsNotToldOfACodingThatIsGone() throws IOException {
        client.write("POST /headers HTTP/1.1\r\n" + JSON + "Content-Encoding: gzip\r\nContent-Length: "
                + gzip("{}").length() + "\r\n\r\n" + gzip("{}"));

        assertThat(client.readBody()).contains("Host").doesNotContain("Content-Encoding", "Content-Length");
    }

    @Test
    void aBodyOfNoCodingMaySaySo() throws IOException {
        assertThat(client.write(coded("identity", "abc")).readBody()).isEqualTo("3");
    }

    @Test
    void aBodyThatHoldsTooMuchIsRefused() throws IOException {
        client.write(coded("gzip", gzip("x".repeat(LONGEST + 1))));

        assertThat(client.read()).startsWith("HTTP/1.1 413 ");
        assertThat(ping()).startsWith("HTTP/1.1 200 ");
        assertThat(asked).hasValue(0);
        assertThat(served.server.bodyBytes().held()).isZero();
    }

    @Test
    void aBodyThatIsNotTheGzipThatItSaysIsABadRequest() throws IOException {
        String whole = gzip("x".repeat(1_000));
        for (String broken : List.of("{}", "", whole.substring(0, whole.length() - 9))) {
            client.write(coded("gzip", broken));

            assertThat(client.read()).startsWith("HTTP/1.1 400 ").containsIgnoringCase("application/problem+json");
        }
        assertThat(asked).hasValue(0);
        assertThat(served.server.bodyBytes().held()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "gzip, gzip", "gzip\r\nContent-Encoding: gzip"})
    void aBodyOfAnotherCodingIsRefusedWithTheOneThatIsRead(String coding) throws IOException {
        client.write(coded(coding, "abc"));

        assertThat(client.read()).startsWith("HTTP/1.1 415 ").containsIgnoringCase("accept-encoding: gzip\r\n");
        assertThat(ping()).startsWith("HTTP/1.1 200 ");
        assertThat(asked).hasValue(0);
    }

    private static String coded(String coding, String body) {
        return "POST /in HTTP/1.1\r\n" + JSON + "Content-Encoding: " + coding + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static String gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private String ping() throws IOException {
        return client.write("GET /ping HTTP/1.1\r\nHost: x\r\n\r\n").read();
    }
}
