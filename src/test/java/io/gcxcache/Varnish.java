package io.gcxcache;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real Varnish on a free port of the loopback address, with the VCL that users are given. */
final class Varnish implements AutoCloseable {
    private static final Path VCL = Path.of("docs", "varnish.vcl");
    private static final String BACKEND_PORT = ".port = \"8080\"";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final Path output;
    private final Process process;

    private Varnish(int port, Path output, Process process) {
        this.port = port;
        this.output = output;
        this.process = process;
    }

    /** Whether there is a varnishd, and a vmod xkey for it. */
    static boolean isInstalled(Path folder) throws IOException, InterruptedException {
        if (!Program.isInstalled("varnishd")) {
            return false;
        }
        Path vcl = Files.writeString(folder.resolve("xkey.vcl"), "vcl 4.1; import xkey; backend none none;");
        Process compiler = run(
                folder.resolve("xkey.log"), "-C", "-n", folder.resolve("xkey").toString(), "-f", "" + vcl);
        return compiler.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && compiler.exitValue() == 0;
    }

    /** A free port, for a Varnish that the gateway has to know before there is one. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Starts Varnish and waits until it listens.
     *
     * @param gateway the port of what is behind it
     */
    static Varnish start(Path folder, int port, int gateway) throws IOException {
        String example = Files.readString(VCL);
        if (!example.contains(BACKEND_PORT)) {
            throw new AssertionError(VCL + " has no backend with " + BACKEND_PORT);
        }
        Path vcl = Files.writeString(
                folder.resolve("gateway.vcl"), example.replace(BACKEND_PORT, ".port = \"" + gateway + "\""));
        Path output = folder.resolve("varnishd.log");
        Process process = run(
                output,
                "-F",
                "-n",
                folder.resolve("varnishd").toString(),
                "-a",
                "127.0.0.1:" + port,
                "-s",
                "malloc,16m",
                "-f",
                vcl.toString());
        Varnish varnish = new Varnish(port, output, process);
        try {
            Awaitility.await().atMost(PATIENCE).until(varnish::listens);
        } catch (RuntimeException | AssertionError e) {
            varnish.close();
            throw e;
        }
        return varnish;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    /** @param headers names and values in turn */
    HttpResponse<String> send(String method, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What Varnish answers to a request that comes from another address. */
    String from(String address, String requestLine) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (Socket socket = new Socket(loopback, port, InetAddress.getByName(address), 0)) {
            String request = requestLine + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether Varnish answered by itself: then it names the request by which it got the answer, too. */
    static boolean isHit(HttpResponse<?> response) {
        return Gateway.header(response, "X-Varnish").split(" ").length == 2;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("varnishd ended: " + Files.readString(output));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Without a jail, which as root would give up the right to read a temporary folder. */
    private static Process run(Path output, String... options) throws IOException {
        List<String> command = Stream.concat(Stream.of("varnishd", "-j", "none"), Stream.of(options))
                .toList();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
