package io.gcxcache.through;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassedReplyTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aBodyThatStandsStillEndsBothConnections() throws Exception {
        CompletableFuture<Void> genesysClosed = new CompletableFuture<>();
        HttpServer genesys = listen(vertx.createHttpServer().requestHandler(request -> {
            request.connection().closeHandler(genesysClosed::complete);
            request.response().setChunked(true).write("begun");
        }));
        HttpServer gateway = listen(vertx.createHttpServer()
                .requestHandler(request -> client.request(HttpMethod.GET, genesys.actualPort(), "127.0.0.1", "/")
                        .compose(sent -> sent.send())
                        .onSuccess(answer -> {
                            answer.pause();
                            new PassedReply(
                                            answer,
                                            Buffer.buffer(),
                                            false,
                                            URI.create("http://127.0.0.1"),
                                            Duration.ofMillis(100))
                                    .writeTo(request);
                        })));

        try (Socket socket = new Socket("127.0.0.1", gateway.actualPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(reply).contains("\r\n\r\n5\r\nbegun\r\n").doesNotEndWith("0\r\n\r\n");
        }
        genesysClosed.get(10, TimeUnit.SECONDS);
    }

    private static HttpServer listen(HttpServer server) throws Exception {
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
