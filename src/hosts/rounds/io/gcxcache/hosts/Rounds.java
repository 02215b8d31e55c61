package io.gcxcache.hosts;

import io.gcxcache.GcxSettings;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/**
 * Starts a host with a gateway, asks it, and stops it, again and again; then everything has to be as it was after the first
 * rounds, in which the JVM and its libraries make what they keep.
 */
public final class Rounds {
    private static final int ROUNDS = 20;
    private static final int FIRST = 3;
    private static final int PATIENCE_SECONDS = 30;

    /** Who embeds the gateway. */
    public interface Host {
        /** Starts a context with a gateway that has these settings, and its HTTP. */
        CamelContext start(GcxSettings settings) throws Exception;

        void stop() throws Exception;
    }

    private Rounds() {}

    /** Ends the process with 1, and says what was left behind, if anything was. */
    public static void of(String name, Host host) {
        try {
            System.exit(run(name, host) ? 0 : 1);
        } catch (Exception | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static boolean run(String name, Host host) throws Exception {
        Set<String> folder = folder();
        Map<String, Integer> before = Map.of();
        long began = System.nanoTime();
        try (GenesysSimulator genesys = GenesysSimulator.builder().start()) {
            int port = freePort();
            GcxSettings settings = GcxSettings.of(Map.of(
                    "gcx.genesys.api-url", genesys.url().toString(),
                    "gcx.genesys.login-url", genesys.url().toString(),
                    "gcx.genesys.client-id", GenesysSimulator.DEMO_CLIENT,
                    "gcx.genesys.client-secret", GenesysSimulator.DEMO_SECRET,
                    "gcx.http.port", Integer.toString(port)));
            for (int round = 1; round <= ROUNDS; round++) {
                CamelContext camel = host.start(settings);
                ask(camel);
                ask(port);
                host.stop();
                if (round == FIRST) {
                    before = held();
                }
            }
            Map<String, Integer> left = left(before);
            for (int waited = 0; !left.isEmpty() && waited < PATIENCE_SECONDS; waited++) {
                Thread.sleep(1_000);
                left = left(before);
            }
            Set<String> files = folder();
            files.removeAll(folder);
            files.forEach(file -> System.out.println(name + ": left behind in the working directory: " + file));
            left.forEach((what, count) -> System.out.println(name + ": left behind: " + count + " × " + what));
            System.out.printf(
                    "%s: %d rounds in %d s; held before %s, after %s%n",
                    name, ROUNDS, (System.nanoTime() - began) / 1_000_000_000L, sums(before), sums(held()));
            return left.isEmpty() && files.isEmpty();
        }
    }

    private static void ask(CamelContext camel) throws IOException {
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            String answer = template.requestBodyAndHeader(
                    "direct:gcx-directory", null, "GcxDirectoryId", "internal_agents", String.class);
            if (!answer.contains("\"entry_count\":1180")) {
                throw new AssertionError("By its route the directory is " + answer);
            }
        }
    }

    private static void ask(int port) throws IOException {
        HttpURLConnection http = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/gcx/budget").toURL().openConnection();
        http.setRequestProperty("Connection", "close");
        try (InputStream answer = http.getInputStream()) {
            String budget = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            if (!budget.contains("routing-directories")) {
                throw new AssertionError("By HTTP the budget is " + budget);
            }
        } finally {
            http.disconnect();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Set<String> folder() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(""))) {
            return new TreeSet<>(files.map(Path::toString).toList());
        }
    }

    /** What there is more of than before. */
    private static Map<String, Integer> left(Map<String, Integer> before) throws IOException {
        Map<String, Integer> left = held();
        before.forEach((what, count) -> left.merge(what, -count, Integer::sum));
        left.values().removeIf(count -> count <= 0);
        return left;
    }

    private static Map<String, Integer> sums(Map<String, Integer> held) {
        Map<String, Integer> sums = new TreeMap<>();
        held.forEach((what, count) -> sums.merge(what.substring(0, what.indexOf(' ')) + 's', count, Integer::sum));
        return sums;
    }

    /** Threads, descriptors and file locks of this process, each with its name, without numbers. */
    private static Map<String, Integer> held() throws IOException {
        Map<String, Integer> held = new TreeMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            held.merge("thread " + nameless(thread.getName()), 1, Integer::sum);
        }
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    Path target = Files.readSymbolicLink(descriptor);
                    held.merge("descriptor " + nameless(target.toString()), 1, Integer::sum);
                }
            }
        }
        String self = Long.toString(ProcessHandle.current().pid());
        for (String lock : Files.readAllLines(Path.of("/proc/locks"))) {
            String[] words = lock.trim().split("\\s+");
            if (words.length > 5 && words[4].equals(self)) {
                held.merge("lock " + words[5], 1, Integer::sum);
            }
        }
        return held;
    }

    private static String nameless(String name) {
        return name.replaceAll("[0-9]+", "#");
    }
}
