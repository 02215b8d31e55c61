package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@link Conversation}, {@link RequestDecoder} and {@link Replay} rely on of Vert.x, and nobody promises. */
class VertxPipelineTest {
    private record Seen(List<String> names, Object decoder, Object headers) {}

    @Test
    void aConnectionHasADecoderAnEncoderAndVertxBehindThem() throws Exception {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        try {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                            .setHost("127.0.0.1")
                            .setPort(0)
                            .setCompressionSupported(false)
                            .setHttp2ClearTextEnabled(false)
                            .setPerFrameWebSocketCompressionSupported(false)
                            .setPerMessageWebSocketCompressionSupported(false))
                    .requestHandler(request -> {
                        ChannelPipeline pipeline = ((ConnectionBase) request.connection())
                                .channel()
                                .pipeline();
                        seen.complete(new Seen(
                                pipeline.names().subList(0, 3), pipeline.get("httpDecoder"), request.headers()));
                        request.response().end();
                    })
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Seen first = seen.get(10, TimeUnit.SECONDS);

                assertThat(first.names()).containsExactly("httpDecoder", "httpEncoder", "handler");
                assertThat(first.decoder()).isInstanceOf(VertxHttpRequestDecoder.class);
                assertThat(first.headers()).isInstanceOf(HeadersMultiMap.class);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
