package io.gcxcache;

import io.gcxcache.simulator.GenesysSimulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A thousand wrong logins a second, of known ids and unknown ones, from 200 addresses: how long a right one takes
 * meanwhile, and what hits lose. All on the loopback address.
 */
final class LoginsBench {
    private static final int WRONG_A_SECOND = 1_000;
    private static final int ADDRESSES = 200;
    private static final String OTHER_ADDRESS = "127.0.0.201";
    private static final List<String> KNOWN = List.of("bi-export", "bot", "dashboard", "queue-monitor");
    private static final String RIGHT = "wallboard";
    private static final long BETWEEN_RIGHT_LOGINS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final String HIT = "/gcx/directories/emergency_contacts";
    private static final int HITTERS = 4;
    private static final int HITS_A_SECOND = 1_000;

    /** Quiet and during, so many times each. */
    private static final int TURNS = 4;

    private static final int WARM_UP_SECONDS = 10;

    private final Distribution gcx;
    private final DeclaredConsumers consumers;
    private final String token;
    private final long seconds;
    private int wrong;

    private LoginsBench(Distribution gcx, DeclaredConsumers consumers, long seconds) throws Exception {
        this.gcx = gcx;
        this.consumers = consumers;
        this.token = consumers.token(gcx.port(), RIGHT);
        this.seconds = seconds;
    }

    /** @param args for how many seconds there are wrong logins, 60 if left out; as many again while hits are counted */
    public static void main(String[] args) throws Exception {
        long seconds = args.length == 0 ? 60 : Long.parseLong(args[0]);
        Path work = Files.createTempDirectory("gcx-logins-bench");
        Path file = work.resolve("consumers.yaml");
        DeclaredConsumers consumers = DeclaredConsumers.in(
                file, Stream.concat(KNOWN.stream(), Stream.of(RIGHT)).toList());
        try (GenesysSimulator genesys = GenesysSimulator.builder().start();
                Distribution gcx = Distribution.start(Distribution.PACKED, work, environment(genesys, work, file))) {
            new LoginsBench(gcx, consumers, seconds).run();
        }
    }

    private static Map<String, String> environment(GenesysSimulator genesys, Path work, Path file) {
        Map<String, String> environment = Distribution.asking(genesys, work);
        environment.put("GCX_CONSUMERS_FILE", file.toString());
        environment.put("GCX_TOKENS_KEY_FILE", work.resolve("tokens.key").toString());
        environment.put("GCX_DIRECTORY_TTL_EMERGENCY_CONTACTS", "3600");
        return environment;
    }

    private void run() throws Exception {
        try (MaliceBench.Insight insight = new MaliceBench.Insight(gcx.pid())) {
            hitsPerSecond(WARM_UP_SECONDS);
            Flood first = wrongLogins();
            measure(TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS));
            first.end();
            System.out.println("before: " + insight);
            Measured before = quiet();
            Flood flood = wrongLogins();
            Measured during = measure(TimeUnit.SECONDS.toNanos(seconds));
            flood.end();
            System.out.println("after:  " + insight);
            Measured after = quiet();
            System.out.println("wrong logins: " + flood);
            System.out.println("right logins, quiet before: " + before.logins);
            System.out.println("right logins, during:       " + during.logins);
            System.out.println("right logins, quiet after:  " + after.logins);
            System.out.println("hits, quiet before: " + before.hits);
            System.out.println("hits, during:       " + during.hits);
            System.out.println("hits, quiet after:  " + after.hits);
            double quiet = (before.cpu + after.cpu) / 2;
            System.out.printf(
                    "CPU time of the gateway: quiet %.3f and %.3f s, during %.3f s a second; %.0f us a wrong login%n",
                    before.cpu, after.cpu, during.cpu, (during.cpu - quiet) * during.seconds / flood.answered() * 1e6);
            throughput();
            tellBareServer();
        }
    }

    /** What as many requests and connections take of a server that does nothing about them. */
    private void tellBareServer() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path body = Files.writeString(Files.createTempFile("gcx-logins-bench", ".json"), "{}");
        Process bare = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareVertx.class.getName(),
                        Integer.toString(port),
                        body.toString())
                .inheritIO()
                .start();
        try {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> isListening(port));
            Flood first = wrongLogins(port);
            TimeUnit.SECONDS.sleep(2 * WARM_UP_SECONDS);
            first.end();
            Duration before = cpu(bare.pid());
            Flood flood = wrongLogins(port);
            TimeUnit.SECONDS.sleep(Math.max(5, seconds / 3));
            flood.end();
            System.out.printf(
                    "CPU time of a bare Vert.x server for the same requests: %.0f us each%n",
                    cpu(bare.pid()).minus(before).toMillis() * 1e3 / flood.answered());
        } finally {
            bare.destroyForcibly();
            Files.delete(body);
        }
    }

    private static boolean isListening(int port) {
        try (Socket connected = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connected.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Measured quiet() throws Exception {
        return measure(TimeUnit.SECONDS.toNanos(Math.max(5, seconds / 3)));
    }

    private Flood wrongLogins() throws IOException {
        return wrongLogins(gcx.port());
    }

    private Flood wrongLogins(int port) throws IOException {
        List<String> addresses = IntStream.rangeClosed(1, ADDRESSES)
                .mapToObj(i -> "127.0.0." + i)
                .toList();
        String secret = "gcx_" + "x".repeat(43);
        return Flood.paced(port, addresses, WRONG_A_SECOND, number -> {
            String id = number / 4 % 2 == 0 ? KNOWN.get(number / 8 % KNOWN.size()) : "stranger-" + wrong++;
            return DeclaredConsumers.login(id, secret);
        });
    }

    /** @param cpu seconds of the gateway's, a second */
    private record Measured(Latencies logins, Latencies hits, double cpu, double seconds) {}

    private Measured measure(long nanos) throws Exception {
        Latencies logins = new Latencies();
        Latencies hits = new Latencies();
        List<SteadyClient> clients = new ArrayList<>();
        byte[] login = consumers.login(RIGHT);
        byte[] hit = DeclaredConsumers.get(HIT, token);
        clients.add(new SteadyClient(OTHER_ADDRESS, gcx.port(), BETWEEN_RIGHT_LOGINS, true, number -> login, logins));
        long between = TimeUnit.SECONDS.toNanos(HITTERS) / HITS_A_SECOND;
        for (int i = 0; i < HITTERS; i++) {
            clients.add(new SteadyClient("127.0.0.1", gcx.port(), between, false, number -> hit, hits));
        }
        Duration before = cpu();
        long start = System.nanoTime();
        SteadyClient.ask(clients, nanos);
        double took = (System.nanoTime() - start) / 1e9;
        return new Measured(logins, hits, cpu().minus(before).toMillis() / 1e3 / took, took);
    }

    private Duration cpu() {
        return cpu(gcx.pid());
    }

    private static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    /** In turns, so that what else the machine does meets both. */
    private void throughput() throws Exception {
        long each = Math.max(2, seconds / TURNS);
        List<Most> quiet = new ArrayList<>();
        List<Most> during = new ArrayList<>();
        for (int i = 0; i < TURNS; i++) {
            quiet.add(most(each));
            Flood flood = wrongLogins();
            during.add(most(each));
            flood.end();
        }
        tell("hits a second at most, with clients of both on the same cores", Most::perSecond, quiet, during);
        tell("hits a second of the gateway's CPU time", Most::perCpuSecond, quiet, during);
    }

    private record Most(double perSecond, double perCpuSecond) {}

    private Most most(long forSeconds) throws IOException, InterruptedException {
        Duration before = cpu();
        double perSecond = hitsPerSecond(forSeconds);
        return new Most(
                perSecond, perSecond * forSeconds * 1e3 / cpu().minus(before).toMillis());
    }

    private static void tell(String what, ToDoubleFunction<Most> of, List<Most> quiet, List<Most> during) {
        System.out.printf(
                "%s: quiet %s; during %s; lost %.1f %%%n",
                what,
                quiet.stream()
                        .map(one -> "%.0f".formatted(of.applyAsDouble(one)))
                        .collect(Collectors.joining(", ")),
                during.stream()
                        .map(one -> "%.0f".formatted(of.applyAsDouble(one)))
                        .collect(Collectors.joining(", ")),
                100 * (1 - median(during, of) / median(quiet, of)));
    }

    private double hitsPerSecond(long forSeconds) throws IOException, InterruptedException {
        Process wrk = new ProcessBuilder(
                        "wrk",
                        "-t1",
                        "-c16",
                        "-d" + forSeconds,
                        "-H",
                        "Authorization: Bearer " + token,
                        "http://127.0.0.1:" + gcx.port() + HIT)
                .redirectErrorStream(true)
                .start();
        String told;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(wrk.getInputStream(), StandardCharsets.UTF_8))) {
            told = out.lines().collect(Collectors.joining("\n"));
        }
        if (wrk.waitFor() != 0 || told.contains("Non-2xx")) {
            throw new IllegalStateException(told);
        }
        return Double.parseDouble(told.replaceFirst("(?s).*Requests/sec:\\s*([0-9.]+).*", "$1"));
    }

    private static double median(List<Most> turns, ToDoubleFunction<Most> of) {
        double[] sorted = turns.stream().mapToDouble(of).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
