package io.gcxcache;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A Vert.x handler that does nothing but send a file's bytes: what the hit path is measured against. */
final class BareVertx {
    private BareVertx() {}

    /**
     * @param args the port, and the file; or the port, a file of headers, a line each, and for every path two: the path, and
     *     its file
     */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        MultiMap headers = HttpHeaders.headers().add("Content-Type", "application/json");
        Map<String, Buffer> bodies = new HashMap<>();
        Buffer one = args.length == 2 ? read(args[1]) : null;
        if (one == null) {
            for (String line : Files.readAllLines(Path.of(args[1]))) {
                String[] parts = line.split(": ", 2);
                headers.set(parts[0], parts[1]);
            }
        }
        for (int i = 2; i < args.length; i += 2) {
            bodies.put(args[i], read(args[i + 1]));
        }
        Vertx.vertx()
                .deployVerticle(
                        () -> new AbstractVerticle() {
                            @Override
                            public void start() {
                                vertx.createHttpServer()
                                        .requestHandler(request -> {
                                            request.response().headers().addAll(headers);
                                            request.response().end(one == null ? bodies.get(request.path()) : one);
                                        })
                                        .listen(port, "127.0.0.1");
                            }
                        },
                        new DeploymentOptions()
                                .setInstances(Runtime.getRuntime().availableProcessors()))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static Buffer read(String file) throws Exception {
        return Buffer.buffer(Files.readAllBytes(Path.of(file)));
    }
}
