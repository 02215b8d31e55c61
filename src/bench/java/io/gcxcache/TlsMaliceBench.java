package io.gcxcache;

import io.gcxcache.MaliceBench.Hits;
import io.gcxcache.MaliceBench.Insight;
import io.gcxcache.http.Certificates;
import io.gcxcache.http.Http2Wire;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/**
 * Hits over TLS, one after the other, while nothing else happens and while clients at many addresses are malicious over TLS:
 * first those that keep the gateway waiting, all at once, then those that keep it at work, kind by kind. Prints the p99 of
 * each, and what the gateway holds while it happens and after.
 */
final class TlsMaliceBench {
    private static final int HALF_HANDSHAKES = 1_000;
    private static final int SLOW_HEADS = 1_000;
    private static final int SLOW_BODIES = 1_000;
    private static final int UNREAD = 200;
    private static final int PIPELINING = 4;
    private static final int IDLE = 1_000;
    private static final int OF_STREAMS = 100;
    private static final int STREAMS = 100;

    private static final int OPENING = 8;
    private static final int WORKING = 4;
    private static final int WARM_UP = 5_000;
    private static final int PING = 6;
    private static final int PRIORITY = 2;
    private static final Duration LAST_DEADLINE = Duration.ofSeconds(120);

    private final SSLContext tls;
    private final Distribution gcx;
    private final int port;
    private final Hits hits;
    private final Insight insight;
    private final long measuredNanos;
    private final AtomicInteger addresses = new AtomicInteger();
    private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

    private TlsMaliceBench(SSLContext tls, Distribution gcx, Hits hits, Insight insight, long measuredNanos) {
        this.tls = tls;
        this.gcx = gcx;
        this.port = gcx.port();
        this.hits = hits;
        this.insight = insight;
        this.measuredNanos = measuredNanos;
    }

    /** Does once what keeps the gateway at work; answers how often in one go. */
    private interface Work {
        int once(byte[] hello) throws Exception;
    }

    private interface Opening {
        AutoCloseable open() throws Exception;
    }

    /** @param args the share of connections in percent, 100 if left out; and how long to measure, 10 seconds if left out */
    public static void main(String[] args) throws Exception {
        int percent = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        long seconds = args.length > 1 ? Long.parseLong(args[1]) : 10;
        Path work = Files.createTempDirectory("gcx-tls-malice-bench");
        Certificates certificates = new Certificates(work);
        certificates.ca("ca");
        certificates.issue("ca", "gateway");
        SSLContext tls = certificates.client("ca", null, null);
        try (GenesysSimulator genesys = GenesysSimulator.builder()
                .rateLimit("routing-directories", 3_000, Duration.ofSeconds(60))
                .start()) {
            genesys.directory("many").entries(MaliceBench.MANY_ENTRIES);
            Map<String, String> environment = new HashMap<>(MaliceBench.environment(genesys, work));
            Path store = certificates.storeOf("ca", "gateway", work.resolve("gateway.p12"));
            environment.put("GCX_HTTP_TLS_KEYSTORE", store.toString());
            environment.put("GCX_HTTP_TLS_PASSWORD", Certificates.PASSWORD);
            try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment);
                    Hits hits = new Hits(tls.getSocketFactory(), gcx.port());
                    Insight insight = new Insight(gcx.pid())) {
                hits.ask(WARM_UP);
                TlsMaliceBench bench = new TlsMaliceBench(tls, gcx, hits, insight, TimeUnit.SECONDS.toNanos(seconds));
                bench.handshakes(100);
                bench.handshakes(1_000);
                bench.tell("quiet");
                bench.keepWaiting(percent);
                bench.keepAtWork();
            }
        }
        System.exit(0);
    }

    /** While nothing else happens; the first of them find a gateway that has not done many yet. */
    private void handshakes(int count) throws IOException {
        long cpu = insight.cpuNanos();
        for (int i = 0; i < count; i++) {
            tls(socket()).close();
        }
        System.out.printf(
                "%,d handshakes, one after the other: %.2f ms of the gateway's CPU each%n",
                count, (insight.cpuNanos() - cpu) / 1e6 / count);
    }

    private void tell(String when) throws IOException {
        System.out.printf(
                "%s: p99 %.2f ms; %s, %d descriptors%n", when, hits.p99(measuredNanos), insight, gcx.openFiles());
    }

    private void keepWaiting(int percent) throws Exception {
        int before = gcx.openFiles();
        long begin = System.nanoTime();
        ExecutorService opening = Executors.newFixedThreadPool(OPENING);
        List<Future<?>> opened = new ArrayList<>();
        add(opened, opening, HALF_HANDSHAKES * percent / 100, () -> {
            Socket socket = socket();
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
            return socket;
        });
        String head = "GET " + MaliceBench.HIT + " HTTP/1.1\r\nHost: localhost\r\n";
        add(opened, opening, SLOW_HEADS * percent / 100, () -> saying(head + "X: "));
        add(
                opened,
                opening,
                SLOW_BODIES * percent / 100,
                () -> saying("POST /gcx/queries/conversations-aggregates HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 20000\r\n\r\n" + " ".repeat(10_000)));
        add(
                opened,
                opening,
                UNREAD * percent / 100,
                () -> saying("GET " + MaliceBench.LONG_HIT + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        for (int i = 0; i < PIPELINING; i++) {
            Thread endless = new Thread(() -> {
                try {
                    saying((head + "\r\n").repeat(10_000));
                } catch (IOException e) {
                    // It is over.
                }
            });
            endless.setDaemon(true);
            endless.start();
        }
        add(opened, opening, IDLE * percent / 100, () -> saying(""));
        add(opened, opening, IDLE * percent / 100, () -> http2().begin(65_535));
        add(opened, opening, OF_STREAMS * percent / 100, () -> {
            Http2Wire wire = http2().begin(65_535);
            for (int i = 0; i < STREAMS; i++) {
                wire.post(2 * i + 1, "/gcx/queries/conversations-aggregates")
                        .frame(Http2Wire.DATA, 0, 2 * i + 1, new byte[600]);
            }
            return wire;
        });
        add(opened, opening, OF_STREAMS * percent / 100, () -> {
            Http2Wire wire = http2().begin(10);
            for (int i = 0; i < STREAMS; i++) {
                wire.get(2 * i + 1, MaliceBench.LONG_HIT);
            }
            return wire;
        });
        tell("while they come");
        int failed = 0;
        for (Future<?> one : opened) {
            try {
                one.get();
            } catch (Exception e) {
                failed++;
            }
        }
        opening.shutdown();
        System.out.printf(
                "of HTTP/1.1 %d half handshakes, %d slow heads, %d slow bodies, %d that do not read 5 MB, %d that pipeline,"
                        + " %d idle; of HTTP/2 %d idle, %d with %d slow bodies each, %d with %d streams each that are not"
                        + " read; at %d addresses, opened in %.1f s, %d failed%n",
                HALF_HANDSHAKES * percent / 100,
                SLOW_HEADS * percent / 100,
                SLOW_BODIES * percent / 100,
                UNREAD * percent / 100,
                PIPELINING,
                IDLE * percent / 100,
                IDLE * percent / 100,
                OF_STREAMS * percent / 100,
                STREAMS,
                OF_STREAMS * percent / 100,
                STREAMS,
                MaliceBench.ADDRESSES,
                MaliceBench.seconds(begin),
                failed);
        tell("while they wait");
        long all = System.nanoTime();
        while (gcx.openFiles() > before && MaliceBench.seconds(all) < LAST_DEADLINE.toSeconds()) {
            hits.ask(1_000);
        }
        System.out.printf(
                "after %.1f s, of %d connections %d are open%n",
                MaliceBench.seconds(all), open.size(), Math.max(0, gcx.openFiles() - before));
        for (AutoCloseable one : open) {
            one.close();
        }
        open.clear();
        tell("after");
    }

    private void add(List<Future<?>> opened, ExecutorService opening, int count, Opening one) {
        for (int i = 0; i < count; i++) {
            opened.add(opening.submit(() -> open.add(one.open())));
        }
    }

    private void keepAtWork() throws Exception {
        work("handshakes", hello -> {
            tls(socket()).close();
            return 1;
        });
        work("client hellos that nothing follows", hello -> {
            try (Socket socket = socket()) {
                socket.getOutputStream().write(hello);
                socket.getInputStream().read();
            }
            return 1;
        });
        work("requests broken off", hello -> {
            try (Http2Wire wire = http2().begin(65_535)) {
                return untilItEnds(i -> wire.get(2 * i + 1, MaliceBench.HIT).reset(2 * i + 1));
            }
        });
        work("requests with a fault", hello -> {
            try (Http2Wire wire = http2().begin(65_535)) {
                return untilItEnds(i ->
                        wire.get(2 * i + 1, MaliceBench.HIT).frame(Http2Wire.WINDOW_UPDATE, 0, 2 * i + 1, new byte[4]));
            }
        });
        work("CONTINUATION", hello -> {
            try (Http2Wire wire = http2().begin(65_535)) {
                wire.frame(Http2Wire.HEADERS, 0, 1, new byte[0]);
                return untilItEnds(i -> wire.frame(Http2Wire.CONTINUATION, 0, 1, new byte[0]));
            }
        });
        work("SETTINGS", hello -> {
            try (Http2Wire wire = http2().begin(65_535)) {
                return untilItEnds(i -> wire.frame(
                        Http2Wire.SETTINGS,
                        0,
                        0,
                        ByteBuffer.allocate(6)
                                .putShort((short) 1)
                                .putInt(Integer.MAX_VALUE - i % 2)
                                .array()));
            }
        });
        work("PING", hello -> {
            try (Http2Wire wire = http2().begin(65_535)) {
                return untilItEnds(i -> wire.frame(PING, 0, 0, new byte[8]));
            }
        });
        work("PRIORITY", hello -> {
            try (Http2Wire wire = http2().begin(65_535)) {
                return untilItEnds(i -> wire.frame(PRIORITY, 0, 2 * i + 1, new byte[] {0, 0, 0, 0, 1}));
            }
        });
        work("empty DATA", hello -> {
            try (Http2Wire wire = http2().begin(65_535)) {
                wire.post(1, "/gcx/queries/conversations-aggregates");
                return untilItEnds(i -> wire.frame(Http2Wire.DATA, 0, 1, new byte[0]));
            }
        });
        System.out.printf("rest: %d descriptors%n", gcx.openFiles());
    }

    private interface Step {
        void take(int number) throws Exception;
    }

    /** How many steps there were until the gateway ended the connection, or many. */
    private static int untilItEnds(Step step) throws Exception {
        for (int i = 0; i < 100_000; i++) {
            try {
                step.take(i);
            } catch (IOException e) {
                return i;
            }
        }
        return 100_000;
    }

    private void work(String name, Work work) throws Exception {
        byte[] hello = hello();
        AtomicLong done = new AtomicLong();
        AtomicLong goes = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        long end = System.nanoTime() + measuredNanos + TimeUnit.SECONDS.toNanos(1);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < WORKING; i++) {
            Thread worker = new Thread(() -> {
                while (System.nanoTime() < end) {
                    try {
                        done.addAndGet(work.once(hello));
                        goes.incrementAndGet();
                    } catch (Exception e) {
                        failed.incrementAndGet();
                    }
                }
            });
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        tell(name);
        long joined = System.nanoTime();
        for (Thread worker : workers) {
            worker.join(TimeUnit.SECONDS.toMillis(30));
        }
        System.out.printf(
                "  %,d of them on %,d connections, %,d failed; ended %.1f s later; then p99 %.2f ms; %s, %d descriptors%n",
                done.get(),
                goes.get(),
                failed.get(),
                MaliceBench.seconds(joined),
                hits.p99(measuredNanos / 4),
                insight,
                gcx.openFiles());
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(
                "127.0.0." + (1 + Math.floorMod(addresses.getAndIncrement(), MaliceBench.ADDRESSES)), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private SSLSocket tls(Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", port, true);
        secured.startHandshake();
        return secured;
    }

    private SSLSocket saying(String text) throws IOException {
        SSLSocket socket = tls(socket());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private Http2Wire http2() throws IOException {
        return Http2Wire.over((SSLSocket) tls.getSocketFactory().createSocket(socket(), "localhost", port, true));
    }

    /** What a client says first. */
    private byte[] hello() throws IOException {
        SSLEngine engine = tls.createSSLEngine("localhost", port);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }
}
