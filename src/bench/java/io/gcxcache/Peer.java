package io.gcxcache;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A server on the loopback address that is measured: the gateway, or what it is measured against, with as many threads or
 * processes as it takes itself, and without a log of requests.
 */
record Peer(String name, int port, ProcessHandle process) implements AutoCloseable {
    static final String NGINX = "nginx";
    static final String VARNISH = "Varnish";
    static final String HAPROXY = "HAProxy";
    static final String BARE = "bare Vert.x";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** One asks for a key at a time. With sendfile and tcp_nopush, 100 KB would wait for delayed acknowledgements. */
    static Optional<Peer> nginx(Path work, int origin) throws IOException {
        int port = Varnish.freePort();
        Path dir = Files.createDirectories(work.resolve(NGINX));
        Path conf = Files.writeString(
                dir.resolve("nginx.conf"), """
                daemon off;
                %3$s
                worker_processes auto;
                worker_rlimit_nofile 16384;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events { worker_connections 8192; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/f;
                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  proxy_cache_path %1$s/cache keys_zone=hits:10m;
                  upstream origin { server 127.0.0.1:%4$d; keepalive 32; }
                  server {
                    listen 127.0.0.1:%2$d backlog=4096;
                    location / {
                      proxy_pass http://origin;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_cache hits;
                      proxy_cache_lock on;
                    }
                  }
                }
                """.formatted(dir, port, isRoot() ? "user root;" : "", origin));
        return start(NGINX, port, work, "nginx", "-c", conf.toString());
    }

    static Optional<Peer> varnish(Path work, int origin) throws IOException {
        int port = Varnish.freePort();
        Path vcl = Files.writeString(
                work.resolve("peer.vcl"),
                "vcl 4.1;\nbackend default { .host = \"127.0.0.1\"; .port = \"" + origin + "\"; }\n");
        // Without a jail, which as root would give up the right to read a temporary folder.
        return start(
                VARNISH,
                port,
                work,
                "varnishd",
                "-j",
                "none",
                "-F",
                "-n",
                work.resolve(VARNISH).toString(),
                "-a",
                "127.0.0.1:" + port,
                "-s",
                "malloc,256m",
                "-f",
                vcl.toString());
    }

    static Optional<Peer> haproxy(Path work, int origin) throws IOException {
        int port = Varnish.freePort();
        Path conf = Files.writeString(work.resolve("haproxy.cfg"), """
                global
                  maxconn 8192
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                cache hits
                  total-max-size 256
                  max-object-size 1000000
                  max-age 3600
                frontend here
                  bind 127.0.0.1:%d
                  http-request cache-use hits
                  http-response cache-store hits
                  default_backend origin
                backend origin
                  server origin 127.0.0.1:%d
                """.formatted(port, origin));
        return start(HAPROXY, port, work, "haproxy", "-f", conf.toString());
    }

    /**
     * A handler that has the bytes in its hand.
     *
     * @param arguments as {@link BareVertx} takes them, after the port
     */
    static Peer bareVertx(Path work, List<String> arguments) throws IOException {
        int port = Varnish.freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                BareVertx.class.getName(),
                Integer.toString(port)));
        command.addAll(arguments);
        return start(BARE, port, work, command.toArray(String[]::new)).orElseThrow();
    }

    /** Starts a server and waits until it answers; empty if its program is not there. */
    private static Optional<Peer> start(String name, int port, Path work, String... command) throws IOException {
        if (!Program.isInstalled(command[0]) && !Files.isExecutable(Path.of(command[0]))) {
            System.out.printf(
                    "%s is not installed; it is left out (apt-get install %s)%n", name, name.toLowerCase(Locale.ROOT));
            return Optional.empty();
        }
        Path output = work.resolve(name.replace(' ', '-') + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Peer peer = new Peer(name, port, process.toHandle());
        try {
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> peer.answers(output));
        } catch (RuntimeException e) {
            peer.close();
            throw new IllegalStateException(name + " does not answer: " + Files.readString(output), e);
        }
        return Optional.of(peer);
    }

    private boolean answers(Path output) throws Exception {
        if (!process.isAlive()) {
            throw new AssertionError(name + " ended: " + Files.readString(output));
        }
        return get(PeersOrigin.DIRECTORIES + PeersOrigin.SMALL).statusCode() == 200;
    }

    /** @param headers names and values in turn */
    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        terminate();
        process.onExit().join();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
