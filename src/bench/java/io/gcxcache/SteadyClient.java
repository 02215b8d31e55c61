package io.gcxcache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** A client that asks at fixed times, whether or not the answer before came late. */
final class SteadyClient {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final String from;
    private final int port;
    private final long interval;
    private final boolean anew;
    private final IntFunction<byte[]> requests;
    private final Latencies latencies;
    private final byte[] reply = new byte[65_536];
    private int asked;

    /**
     * @param from the address it comes from
     * @param intervalNanos from one request to the next
     * @param anew whether each request has a connection of its own, which is part of what it takes
     */
    SteadyClient(
            String from,
            int port,
            long intervalNanos,
            boolean anew,
            IntFunction<byte[]> requests,
            Latencies latencies) {
        this.from = from;
        this.port = port;
        this.interval = intervalNanos;
        this.anew = anew;
        this.requests = requests;
        this.latencies = latencies;
    }

    /** Has all of them ask for a while, and waits for the last answer. */
    static void ask(List<SteadyClient> clients, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            SteadyClient client = clients.get(i);
            long first = start + client.interval * i / clients.size();
            Thread thread = new Thread(() -> client.ask(first, start + nanos), "steady-" + i);
            thread.setUncaughtExceptionHandler((failed, failure) -> {
                synchronized (failures) {
                    failures.add(failure);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " clients failed", failures.get(0));
        }
    }

    private void ask(long first, long end) {
        Socket socket = null;
        try {
            long free = first;
            for (long due = first; due < end; due += interval) {
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                // Who is woken late has not been kept waiting by the server; who was still waiting has.
                long start = free > due ? due : System.nanoTime();
                if (socket == null) {
                    socket = connect();
                }
                socket.getOutputStream().write(requests.apply(asked++));
                int status = read(socket.getInputStream());
                free = System.nanoTime();
                latencies.add(status, free - start);
                if (anew) {
                    socket.close();
                    socket = null;
                }
            }
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return socket;
    }

    private int read(InputStream in) throws IOException {
        int read = 0;
        do {
            int some = in.read(reply, read, reply.length - read);
            if (some < 0) {
                throw new IOException("An answer was cut");
            }
            read += some;
        } while (!isWhole(reply, read));
        return status(reply);
    }

    /** Whether so many bytes are an answer that tells its length. */
    static boolean isWhole(byte[] bytes, int count) {
        String text = new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
        int body = text.indexOf("\r\n\r\n") + 4;
        if (body < 4) {
            return false;
        }
        int length = text.indexOf("ontent-length: ") + 15;
        if (length < 15) {
            length = text.indexOf("ontent-Length: ") + 15;
        }
        if (length < 15 || length > body) {
            throw new IllegalStateException("Without a length: " + text);
        }
        return count - body >= Integer.parseInt(text.substring(length, text.indexOf('\r', length)));
    }

    static int status(byte[] answer) {
        return Integer.parseInt(new String(answer, 9, 3, StandardCharsets.ISO_8859_1));
    }
}
