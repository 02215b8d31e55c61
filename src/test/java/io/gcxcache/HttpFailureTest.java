package io.gcxcache;

import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told, and what is logged, when something fails inside or a client goes away. */
class HttpFailureTest {
    @TempDir
    Path audit;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(audit);
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("gcx-http:/failing").process(exchange -> {
                    throw new IllegalStateException("on purpose", new NullPointerException("its cause"));
                });
                from("gcx-http:/slow").threads(1).process(exchange -> {
                    asked.countDown();
                    release.await();
                    exchange.getMessage().setBody(new byte[1_000_000]);
                });
                from("gcx-http:/long").process(exchange -> exchange.getMessage().setBody(new byte[20_000_000]));
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void anInternalErrorIsAProblemWithoutNamesOrAStackTraceAndOneLineWithItsCause() throws Exception {
        try (LogCapture log = LogCapture.attach()) {
            HttpResponse<String> failed = gateway.get("/failing");

            problem(failed, 500);
            assertThat(failed.body()).doesNotContain("Exception", "java", "on purpose", "its cause", "\\tat ");
            assertThat(failed.headers().map().toString()).doesNotContain("Exception", "java.");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("GET /failing", "IllegalStateException: on purpose", "NullPointerException: its cause");
        }
    }

    @Test
    void aClientThatGoesAwayIsNoError() throws Exception {
        try (LogCapture log = LogCapture.attach()) {
            try (Socket waiting = ask("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    Socket reading = ask("GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    Socket sending = ask("POST /failing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx")) {
                asked.await();
                assertThat(reading.getInputStream().readNBytes(100)).hasSize(100);
                for (Socket socket : new Socket[] {waiting, reading, sending}) {
                    // A reset, not an end.
                    socket.setSoLinger(true, 0);
                }
            }
            gateway.get("/gcx/budget");
            release.countDown();
            await().until(() -> gateway.camel.getInflightRepository().size() == 0);
            gateway.get("/gcx/budget");

            assertThat(log.lines()).isEmpty();
        }
    }

    private Socket ask(String request) throws Exception {
        Socket socket = new Socket("127.0.0.1", gateway.url("/").getPort());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }
}
