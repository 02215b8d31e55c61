package io.gcxcache;

import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packed distribution, run by {@code java -jar} as a process of its own, with nothing but environment variables. */
final class Distribution implements AutoCloseable {
    static final Path PACKED = Path.of("target", "gcx-cache").toAbsolutePath();

    private static final Pattern LISTENING = Pattern.compile("Listening on https?://[^:]+:(\\d+)");
    private static final Duration START = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path output;

    private Distribution(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a distribution.
     *
     * @param home its folder
     * @param workDir where it is started, and where its output is kept
     */
    static Distribution start(Path home, Path workDir, Map<String, String> environment, String... arguments)
            throws IOException {
        Path output = Files.createTempFile(workDir, "output", ".log");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = Stream.concat(
                        Stream.of(
                                java,
                                "-Xmx256m",
                                "-jar",
                                home.resolve("gcx-cache.jar").toString()),
                        Stream.of(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).directory(workDir.toFile());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return new Distribution(builder.start(), output);
    }

    /** The environment of a gateway on a free port that asks a simulator, and writes its audit files below a folder. */
    static Map<String, String> asking(GenesysSimulator genesys, Path workDir) {
        return new HashMap<>(Map.of(
                "GCX_GENESYS_API_URL",
                genesys.url().toString(),
                "GCX_GENESYS_LOGIN_URL",
                genesys.url().toString(),
                "GCX_GENESYS_CLIENT_ID",
                GenesysSimulator.DEMO_CLIENT,
                "GCX_GENESYS_CLIENT_SECRET",
                GenesysSimulator.DEMO_SECRET,
                "GCX_AUDIT_DIR",
                workDir.resolve("audit").toString(),
                "GCX_HTTP_PORT",
                "0"));
    }

    /** A copy of the packed distribution that a test may edit. */
    static Path copyTo(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(PACKED)) {
            for (Path file : files.toList()) {
                Path target = folder.resolve(PACKED.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.startsWith(PACKED.resolve("data"))) {
                    Files.copy(file, target);
                }
            }
        }
        return folder;
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many threads the process has, as the kernel counts them. */
    int threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return (int) tasks.count();
        }
    }

    /** How many files and sockets the process has open. */
    int openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return (int) files.count();
        }
    }

    long pid() {
        return process.pid();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Still running: " + output());
        }
        return process.exitValue();
    }

    /** Waits so long, or until the process ends; answers whether it has ended. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Sends SIGSTOP, waits so long, and sends SIGCONT. */
    void standStill(Duration time) throws IOException, InterruptedException {
        signal("STOP");
        Lapse.of(time);
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("No process " + process.pid());
        }
    }

    /** Posts a JSON body. */
    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) {
        return getAsync(path).join();
    }

    /** A reply of which nothing but the beginning is read. */
    HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    CompletableFuture<HttpResponse<String>> getAsync(String path) {
        URI uri = URI.create("http://127.0.0.1:" + port() + path);
        return client.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        kill();
    }

    /** The port it listens on, once it does. */
    int port() {
        Matcher listening = Awaitility.await().atMost(START).until(this::listening, Matcher::find);
        return Integer.parseInt(listening.group(1));
    }

    private Matcher listening() {
        boolean ended = !process.isAlive();
        Matcher listening = LISTENING.matcher(output());
        if (ended && !listening.find()) {
            throw new AssertionError("Ended without listening: " + output());
        }
        return listening.reset();
    }
}
