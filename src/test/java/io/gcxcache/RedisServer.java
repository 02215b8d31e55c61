package io.gcxcache;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real Redis on a free port of the loopback address, a process of its own that can be killed, paused and filled. */
public final class RedisServer implements AutoCloseable {
    private static final String PROGRAM = "redis-server";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What it writes survives a kill, not a loss of power. */
    private static final String AS_A_STORE = """
            save ""
            appendonly yes
            appendfsync no
            repl-diskless-sync-delay 0
            """;

    private final Path folder;
    private final int port;
    private final List<String> command;
    private Process process;

    private RedisServer(Path folder, int port, List<String> command) {
        this.folder = folder;
        this.port = port;
        this.command = command;
    }

    private static boolean isInstalled() {
        return Program.isInstalled(PROGRAM);
    }

    /**
     * Starts one.
     *
     * @param folder a new one for its data and its log
     * @param lines of its configuration, beside those that every server here has
     */
    public static RedisServer start(Path folder, String... lines) throws IOException {
        return start(folder, AS_A_STORE, lines);
    }

    /** Starts one that watches others. */
    public static RedisServer sentinel(Path folder, String... lines) throws IOException {
        return start(folder, "", lines, "--sentinel");
    }

    private static RedisServer start(Path folder, String usual, String[] lines, String... arguments)
            throws IOException {
        // Where it is missing, what needs it is skipped; .ci/run installs it, and fails then.
        assumeTrue(isInstalled(), "redis-server is not installed");
        int port = Varnish.freePort();
        Files.createDirectories(folder);
        Path conf = Files.writeString(
                folder.resolve("redis.conf"),
                "bind 127.0.0.1\nport " + port + "\ndir \"" + folder.toAbsolutePath() + "\"\n" + usual
                        + String.join("\n", lines) + '\n');
        List<String> command = new ArrayList<>(List.of(PROGRAM, conf.toString()));
        command.addAll(Arrays.asList(arguments));
        RedisServer server = new RedisServer(folder, port, command);
        server.start();
        return server;
    }

    private void start() throws IOException {
        Path output = folder.resolve("redis.log");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(PATIENCE)
                    .until(() -> answers(output));
        } catch (RuntimeException | AssertionError e) {
            kill();
            throw e;
        }
    }

    private boolean answers(Path output) throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(PROGRAM + " ended: " + Files.readString(output));
        }
        try {
            return command("PING").equals("PONG");
        } catch (IOException | IllegalStateException e) {
            // It does not listen yet, or reads its data.
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Sends SIGKILL and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Kills it, and starts it with what it wrote. */
    public void restart() throws IOException {
        kill();
        start();
    }

    /** Kills it, and starts it without what it wrote. */
    public void restartEmpty() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(folder.resolve("appendonlydir"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        start();
    }

    /** Stops the process for so long, with its connections open. */
    void pause(Duration time) throws IOException, InterruptedException {
        suspend();
        Lapse.of(time);
        resume();
    }

    /** Stops the process, with its connections open. */
    public void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("No process " + process.pid());
        }
    }

    public void flushAll() throws IOException {
        command("FLUSHALL");
    }

    /** Lets it take nothing more for so long. */
    void fill(Duration time) throws IOException {
        command("CONFIG", "SET", "maxmemory", "1");
        Lapse.of(time);
        command("CONFIG", "SET", "maxmemory", "0");
    }

    /** The reply to a command, an array as {@code [a, b]}. */
    public String command(String... words) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            write(out, "*" + words.length + "\r\n");
            for (String word : words) {
                write(out, "$" + word.getBytes(StandardCharsets.UTF_8).length + "\r\n" + word + "\r\n");
            }
            socket.getOutputStream().write(out.toByteArray());
            return String.valueOf(reply(new BufferedInputStream(socket.getInputStream())));
        }
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Object reply(InputStream in) throws IOException {
        String line = line(in);
        String told = line.substring(1);
        switch (line.charAt(0)) {
            case '-':
                throw new IllegalStateException("Redis says " + told);
            case '$':
                int length = Integer.parseInt(told);
                if (length < 0) {
                    return null;
                }
                String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                line(in);
                return text;
            case '*':
                List<Object> elements = new ArrayList<>();
                for (int i = Integer.parseInt(told); i > 0; i--) {
                    elements.add(reply(in));
                }
                return elements;
            default:
                return told;
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis ended the connection");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() {
        kill();
    }
}
