package io.gcxcache;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A forward proxy on a free port: it opens tunnels, and forwards what is asked for by a whole URL. It knows where every name is. */
final class ForwardProxy implements AutoCloseable {
    private static final int SILENCE = 0;

    private final Vertx vertx = Vertx.vertx();
    private final NetClient tunnels = vertx.createNetClient();
    private final HttpClient requests = vertx.createHttpClient();
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final String credentials;
    private final HttpServer server;

    /** @param credentials what a request has to show, user and password with a colon between; empty if it needs to show none */
    ForwardProxy(String credentials) {
        this.credentials = credentials.isEmpty()
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        server = await(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
    }

    /** Leads a name, with its port, to a port of this machine. */
    ForwardProxy leading(String authority, int port) {
        ports.put(authority, port);
        return this;
    }

    /** Answers with this status from now on instead of leading to a name. */
    void refuse(String authority, int status) {
        refused.put(authority, status);
    }

    /** Takes what is asked of a name from now on, and answers nothing. */
    void silence(String authority) {
        refused.put(authority, SILENCE);
    }

    /** What was asked for by whoever showed the right credentials: {@code CONNECT} or another method, and where to. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** How often a name was asked for, refused or not. */
    long asked(String authority) {
        return asked.stream().filter(line -> line.endsWith(' ' + authority)).count();
    }

    int port() {
        return server.actualPort();
    }

    private void take(HttpServerRequest request) {
        boolean tunnel = request.method() == HttpMethod.CONNECT;
        String authority = tunnel ? request.uri() : URI.create(request.uri()).getAuthority();
        if (!credentials.isEmpty() && !credentials.equals(request.getHeader("Proxy-Authorization"))) {
            asked.add("unknown " + authority);
            request.response().putHeader("Proxy-Authenticate", "Basic realm=\"way out\"");
            request.response().setStatusCode(407).end("Who are you?");
            return;
        }
        asked.add(request.method() + " " + authority);
        Integer port = ports.get(authority);
        int status = refused.getOrDefault(authority, port == null ? 502 : 200);
        if (status == SILENCE) {
            request.pause();
        } else if (status != 200) {
            request.response().setStatusCode(status).end("Not there");
        } else if (tunnel) {
            open(request, port);
        } else {
            forward(request, port);
        }
    }

    private void open(HttpServerRequest request, int port) {
        request.pause();
        tunnels.connect(port, "127.0.0.1").onSuccess(to -> {
            to.pause();
            request.toNetSocket().onSuccess(from -> join(from, to));
        });
    }

    private static void join(NetSocket from, NetSocket to) {
        from.pipeTo(to);
        to.pipeTo(from);
    }

    private void forward(HttpServerRequest request, int port) {
        request.body()
                .compose(body -> requests.request(
                                request.method(),
                                port,
                                "127.0.0.1",
                                URI.create(request.uri()).getRawPath())
                        .compose(forwarded -> {
                            forwarded.headers().setAll(request.headers()).remove("Proxy-Authorization");
                            return forwarded.send(body);
                        }))
                .onSuccess(answer -> {
                    request.response().setStatusCode(answer.statusCode());
                    request.response().headers().setAll(answer.headers());
                    answer.pipeTo(request.response());
                });
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
