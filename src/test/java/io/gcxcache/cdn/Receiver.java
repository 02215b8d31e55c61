package io.gcxcache.cdn;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An HTTP server on a free port that stands where a CDN's API or a webhook's receiver would, and remembers what came. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Function<Received, Integer> status = request -> 200;
    private volatile Duration delay = Duration.ZERO;
    private volatile Map<String, String> replyHeaders = Map.of();

    /**
     * @param headers by their names in lower case
     * @param nanos when it came, by {@link System#nanoTime}
     */
    public record Received(String method, String path, Map<String, String> headers, String body, long nanos) {
        public String header(String name) {
            return headers.get(name);
        }
    }

    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    public Receiver answering(int always) {
        return answering(request -> always);
    }

    public Receiver answering(Function<Received, Integer> by) {
        status = by;
        return this;
    }

    public Receiver answeringAfter(Duration time) {
        delay = time;
        return this;
    }

    public Receiver saying(Map<String, String> headers) {
        replyHeaders = headers;
        return this;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().entrySet().stream()
                            .collect(Collectors.toMap(
                                    header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                                    header -> String.join(", ", header.getValue()))),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    System.nanoTime());
            received.add(request);
            closing.await(delay.toMillis(), TimeUnit.MILLISECONDS);
            replyHeaders.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status.apply(request), -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
