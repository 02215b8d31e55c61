package io.gcxcache.http;

import io.gcxcache.budget.RateLimitFields;
import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.Tokens;
import io.gcxcache.metrics.Usages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Routes of {@code gcx-http:} endpoints, served on a free port of the loopback address. */
final class Served implements AutoCloseable {
    final CamelContext camel = new DefaultCamelContext();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** As long as the shipped settings have it, or longer than a test. */
    static final HttpLimits LIMITS = new HttpLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(30), 64_000_000);

    /** The usual ones, and the one that is written in tests of raw bytes. */
    static final Hosts HOSTS = Hosts.of("127.0.0.1", "x");

    static final Connections CONNECTIONS = new Connections(1_000_000, 1_000_000, Proxies.NONE);

    /** Of every family. */
    static final RateLimitFields RATE_LIMIT = new RateLimitFields(null, null, 0, "", "", 300, 1, 60);

    private static final Tokens NO_TOKENS = new Tokens(
            Path.of("never-made"), null, new Consumers(null, InstantSource.system()), InstantSource.system());

    final GcxHttpServer server;

    private Served(
            Tls tls,
            Connections connections,
            int loops,
            InstantSource clock,
            HttpLimits limits,
            Tokens tokens,
            RoutesBuilder... routes)
            throws Exception {
        server = new GcxHttpServer(
                new Listener("127.0.0.1", 0, "of the test"),
                null,
                tls,
                HOSTS,
                () -> false,
                Origins.NONE,
                connections,
                loops,
                clock,
                limits,
                family -> RATE_LIMIT,
                null);
        camel.addService(server, true, false);
        camel.addComponent(
                GcxHttpComponent.SCHEME,
                new GcxHttpComponent(
                        server,
                        new Gate(tokens, false, false, Proxies.NONE, new Usages(new SimpleMeterRegistry(), clock, 0))));
        try {
            for (RoutesBuilder builder : routes) {
                camel.addRoutes(builder);
            }
            camel.start();
            server.listen();
        } catch (Exception e) {
            camel.stop();
            throw e;
        }
    }

    static Served start(RoutesBuilder... routes) throws Exception {
        return at(InstantSource.system(), routes);
    }

    /** With a time of day of the test's own. */
    static Served at(InstantSource clock, RoutesBuilder... routes) throws Exception {
        return new Served(null, CONNECTIONS, 2, clock, LIMITS, NO_TOKENS, routes);
    }

    /** To whom these tokens are good. */
    static Served to(Tokens tokens, RoutesBuilder... routes) throws Exception {
        return new Served(null, CONNECTIONS, 2, InstantSource.system(), LIMITS, tokens, routes);
    }

    /** On one event loop, which sees everything in the order in which it happens. */
    static Served startOnOneLoop(RoutesBuilder... routes) throws Exception {
        return within(LIMITS, routes);
    }

    /** With limits of the test's own, on one event loop. */
    static Served within(HttpLimits limits, RoutesBuilder... routes) throws Exception {
        return new Served(null, CONNECTIONS, 1, InstantSource.system(), limits, NO_TOKENS, routes);
    }

    /** By TLS, with limits of the test's own. */
    static Served by(Tls tls, HttpLimits limits, RoutesBuilder... routes) throws Exception {
        return by(tls, CONNECTIONS, limits, routes);
    }

    static Served by(Tls tls, Connections connections, HttpLimits limits, RoutesBuilder... routes) throws Exception {
        return new Served(tls, connections, 2, InstantSource.system(), limits, NO_TOKENS, routes);
    }

    int port() {
        return camel.getComponent(GcxHttpComponent.SCHEME, GcxHttpComponent.class)
                .port();
    }

    /** @param headers names and values in turn */
    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        // The time limit of a request ends with the head of its reply; a body that is too short would be waited for.
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .get(30, TimeUnit.SECONDS);
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    Connection connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        return new Connection(socket);
    }

    @Override
    public void close() {
        camel.stop();
    }

    /** A connection on which a test says what it likes. */
    record Connection(Socket socket) implements AutoCloseable {
        Connection write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /** Status line and headers of the next response, which is read to its end. */
        String read() throws IOException {
            return next()[0];
        }

        /** The body of the next response. */
        String readBody() throws IOException {
            return next()[1];
        }

        private String[] next() throws IOException {
            String head = readHead();
            String lower = head.toLowerCase(Locale.ROOT);
            int length = lower.indexOf("content-length: ");
            byte[] body = length < 0
                    ? new byte[0]
                    : socket.getInputStream()
                            .readNBytes(Integer.parseInt(lower.substring(length + 16, lower.indexOf("\r\n", length))
                                    .trim()));
            return new String[] {head, new String(body, StandardCharsets.UTF_8)};
        }

        /** Status line and headers of the next response, whose body is left to be read. */
        String readHead() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return head + "(end)";
                }
                head.append((char) next);
            }
            return head.toString();
        }

        /** All that comes until the server ends the connection. */
        String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        /** Waits until the server ends the connection. */
        void awaitEnd() throws IOException {
            socket.getInputStream().readAllBytes();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
