package io.gcxcache;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.VirtualMachine;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.net.SocketFactory;

/**
 * Hits, one after the other, while nothing else happens and while clients are malicious: their heads, bodies and next
 * requests do not come, and what they ask for they do not read. Prints the p99 of either, what the gateway holds, and when
 * it is rid of them. All on the loopback address.
 */
final class MaliceBench {
    private static final int SLOW_HEADS = 1_000;
    private static final int SLOW_BODIES = 1_000;
    private static final int IDLE = 10_000;
    private static final int UNREAD = 500;
    private static final int PIPELINING = 4;

    /** Of clients, from 127.0.0.1 on. */
    static final int ADDRESSES = 200;

    /** More than all clients of it have. */
    private static final String MOST_CONNECTIONS = "20000";

    /** Descriptors of either process that are for something else. */
    private static final int OTHER_DESCRIPTORS = 500;

    /** A directory of about 5 MB. */
    static final int MANY_ENTRIES = 18_000;

    static final String HIT = "/gcx/directories/emergency_contacts";
    static final String LONG_HIT = "/gcx/directories/many";
    private static final int WARM_UP = 5_000;
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration LAST_DEADLINE = Duration.ofSeconds(90);

    private MaliceBench() {}

    public static void main(String[] args) throws Exception {
        Path work = Files.createTempDirectory("gcx-malice-bench");
        try (GenesysSimulator genesys = GenesysSimulator.builder()
                        .rateLimit("routing-directories", 3_000, Duration.ofSeconds(60))
                        .start();
                Distribution gcx = Distribution.start(Distribution.PACKED, work, environment(genesys, work))) {
            genesys.directory("many").entries(MANY_ENTRIES);
            System.out.printf(
                    "the long list has %d bytes%n", gcx.get(LONG_HIT).body().length());
            try (Hits hits = new Hits(gcx.port());
                    Insight insight = new Insight(gcx.pid())) {
                hits.ask(WARM_UP);
                clientsOfTheServer(gcx, hits, insight);
            }
        }
    }

    private static void clientsOfTheServer(Distribution gcx, Hits hits, Insight insight) throws Exception {
        double quiet = hits.p99();
        System.out.println("quiet:  p99 %.2f ms; ".formatted(quiet) + insight);
        int before = gcx.openFiles();
        long begin = System.nanoTime();
        try (Clients malicious = new Clients(gcx.port())) {
            int most = insight.mostFiles() - OTHER_DESCRIPTORS;
            CompletableFuture<Void> opened = CompletableFuture.runAsync(() -> openAll(malicious, most, begin));
            double during = hits.p99();
            opened.join();
            System.out.println("during: p99 %.2f ms; ".formatted(during) + insight);
            while (gcx.openFiles() > before && seconds(begin) < LAST_DEADLINE.toSeconds()) {
                hits.ask(1_000);
            }
            System.out.printf(
                    "after %.1f s, of %d connections %d are open%n",
                    seconds(begin), malicious.size(), Math.max(0, gcx.openFiles() - before));
        }
        System.out.println("after:  p99 %.2f ms; ".formatted(hits.p99()) + insight);
    }

    private static void openAll(Clients malicious, int most, long begin) {
        malicious.open(SLOW_HEADS, "GET " + HIT + " HTTP/1.1\r\nHost: localhost\r\nX: ");
        malicious.open(
                SLOW_BODIES,
                "POST /gcx/queries/conversations-aggregates HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 500000\r\n\r\n" + " ".repeat(250_000));
        malicious.open(UNREAD, "GET " + LONG_HIT + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        malicious.open(PIPELINING, ("GET " + HIT + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(10_000));
        int idle = Math.min(IDLE, most - malicious.size());
        malicious.open(idle, "");
        System.out.printf(
                "%d slow heads, %d slow bodies, %d that do not read 5 MB, %d that pipeline and do not read, %d idle,"
                        + " opened in %.1f s%n",
                SLOW_HEADS, SLOW_BODIES, UNREAD, PIPELINING, idle, seconds(begin));
    }

    static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    static Map<String, String> environment(GenesysSimulator genesys, Path work) {
        Map<String, String> environment = Distribution.asking(genesys, work);
        environment.put("GCX_HTTP_MAX_CONNECTIONS", MOST_CONNECTIONS);
        environment.put("GCX_BUDGET_LIMIT", "3000");
        environment.put("GCX_DIRECTORY_TTL_DEFAULT", "3600");
        environment.put("GCX_DIRECTORY_TTL_EMERGENCY_CONTACTS", "3600");
        return environment;
    }

    /** A client that reads what it asks for, on a few connections in turn. */
    static final class Hits implements AutoCloseable {
        private static final byte[] REQUEST =
                ("GET " + HIT + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);

        private final List<Socket> sockets = new ArrayList<>();
        private final byte[] reply;

        Hits(int port) throws IOException {
            this(SocketFactory.getDefault(), port);
        }

        Hits(SocketFactory factory, int port) throws IOException {
            for (int i = 0; i < 4; i++) {
                Socket socket = factory.createSocket("localhost", port);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(30_000);
                sockets.add(socket);
            }
            reply = new byte[65_536];
        }

        void ask(int times) throws IOException {
            for (int i = 0; i < times; i++) {
                ask(sockets.get(i % sockets.size()));
            }
        }

        /** In milliseconds. */
        double p99() throws IOException {
            return p99(MEASURED_NANOS);
        }

        double p99(long nanos) throws IOException {
            List<Long> latencies = new ArrayList<>();
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                ask(sockets.get(latencies.size() % sockets.size()));
                latencies.add(System.nanoTime() - start);
            }
            long[] sorted =
                    latencies.stream().mapToLong(Long::longValue).sorted().toArray();
            return sorted[(int) (sorted.length * 0.99)] / 1e6;
        }

        private void ask(Socket socket) throws IOException {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(REQUEST);
            int read = 0;
            do {
                int some = in.read(reply, read, reply.length - read);
                if (some < 0) {
                    throw new IOException("A hit was cut");
                }
                read += some;
            } while (!isWhole(read));
        }

        private boolean isWhole(int read) {
            String text = new String(reply, 0, read, StandardCharsets.ISO_8859_1);
            int body = text.indexOf("\r\n\r\n") + 4;
            int length = text.indexOf("ontent-length: ") + 15;
            if (!text.startsWith("HTTP/1.1 200 ")) {
                throw new IllegalStateException("No hit: " + text);
            }
            return body > 3 && read - body >= Integer.parseInt(text.substring(length, text.indexOf('\r', length)));
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Clients that write what their sockets take, and read nothing. */
    private static final class Clients implements AutoCloseable {
        private final int port;
        private final List<SocketChannel> channels = new ArrayList<>();

        Clients(int port) {
            this.port = port;
        }

        void open(int count, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            try {
                for (int i = 0; i < count; i++) {
                    SocketChannel channel = SocketChannel.open();
                    channel.bind(new InetSocketAddress("127.0.0." + (1 + channels.size() % ADDRESSES), 0));
                    channel.connect(new InetSocketAddress("127.0.0.1", port));
                    channel.configureBlocking(false);
                    channel.write(ByteBuffer.wrap(bytes));
                    channels.add(channel);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int size() {
            return channels.size();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    /** What a process holds, as its own JVM tells. */
    static final class Insight implements AutoCloseable {
        private static final double MIB = 1 << 20;

        private final JMXConnector connector;
        private final MBeanServerConnection jvm;

        Insight(long pid) throws Exception {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            machine.detach();
            jvm = connector.getMBeanServerConnection();
        }

        /** How many files this process may open; the other one is started with the same limit. */
        int mostFiles() {
            UnixOperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
            return (int) system.getMaxFileDescriptorCount();
        }

        long cpuNanos() throws IOException {
            return ManagementFactory.getPlatformMXBean(jvm, OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }

        /** How many threads of a pool do not wait for work. */
        long busyThreads(String pool) {
            try {
                ThreadMXBean threads = ManagementFactory.getPlatformMXBean(jvm, ThreadMXBean.class);
                return Arrays.stream(threads.dumpAllThreads(false, false))
                        .filter(thread -> thread.getThreadName().contains(pool))
                        .filter(thread -> Arrays.stream(thread.getStackTrace())
                                .noneMatch(frame -> frame.getMethodName().equals("getTask")))
                        .count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The heap is what lives: it is collected first. */
        @Override
        public String toString() {
            try {
                MemoryMXBean memory = ManagementFactory.getPlatformMXBean(jvm, MemoryMXBean.class);
                memory.gc();
                long direct = ManagementFactory.getPlatformMXBeans(jvm, BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
                int threads = ManagementFactory.getPlatformMXBean(jvm, ThreadMXBean.class)
                        .getThreadCount();
                return "heap %.1f MiB, direct memory %.1f MiB, %d threads"
                        .formatted(memory.getHeapMemoryUsage().getUsed() / MIB, direct / MIB, threads);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            connector.close();
        }
    }
}
