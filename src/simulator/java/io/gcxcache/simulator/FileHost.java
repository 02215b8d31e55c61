package io.gcxcache.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the platform's downloads lie: another host and port, which takes a signed address and no token. A file is made while
 * it is read, as fast as whoever reads it takes it. Safe for threads.
 */
final class FileHost {
    private static final String SUFFIX = ".csv";
    private static final Buffer LINES = lines();

    private final Clock clock;
    private final CallLog calls;
    private final Map<String, Long> sizes = new ConcurrentHashMap<>();
    private volatile String origin = "";

    FileHost(Clock clock, CallLog calls) {
        this.clock = clock;
        this.calls = calls;
    }

    private static Buffer lines() {
        Buffer lines = Buffer.buffer();
        for (int line = 0; line < 4096; line++) {
            lines.appendString("%015d\n".formatted(line));
        }
        return lines;
    }

    void listen(Vertx vertx, String host) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(this::serve)
                .listen(0, host)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        origin = "http://" + host + ":" + server.actualPort();
    }

    /** There is one more file of so many bytes, whose id is answered. */
    String add(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a file cannot have " + bytes + " bytes");
        }
        String id = UUID.randomUUID().toString();
        sizes.put(id, bytes);
        return id;
    }

    /** The signed address of a file, if there is one with that id. */
    Optional<String> address(String id) {
        return Optional.of(id).filter(sizes::containsKey).map(known -> origin + "/" + id + SUFFIX + "?" + query(id));
    }

    private static String query(String id) {
        String signature = Base64.getEncoder().encodeToString(("signed/" + id).getBytes(StandardCharsets.UTF_8));
        return "Expires=3600&Signature=" + URLEncoder.encode(signature, StandardCharsets.UTF_8);
    }

    private void serve(HttpServerRequest request) {
        String id = request.path().substring(1).replace(SUFFIX, "");
        Long size = sizes.get(id);
        int status = size == null
                ? 404
                : request.headers().contains("Authorization") ? 400 : query(id).equals(request.query()) ? 200 : 403;
        calls.add(Call.of(clock.instant(), request, status));
        HttpServerResponse response = request.response().setStatusCode(status);
        if (status == 200) {
            response.putHeader("Content-Type", "text/csv").putHeader("Content-Length", Long.toString(size));
            write(response, size);
        } else {
            response.end();
        }
    }

    private static void write(HttpServerResponse response, long bytes) {
        long left = bytes;
        while (left > 0 && !response.closed() && !response.writeQueueFull()) {
            int length = (int) Math.min(left, LINES.length());
            response.write(LINES.slice(0, length));
            left -= length;
        }
        long behind = left;
        if (behind == 0) {
            response.end();
        } else {
            response.drainHandler(drained -> write(response, behind));
        }
    }
}
