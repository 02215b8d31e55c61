package io.gcxcache;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Open connections to a server, on which one thread asks at planned moments. How long an answer takes is counted from when
 * its question was planned: one that has to wait since the connection still owes the answer before has waited, too.
 */
final class Connections implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long NAP = TimeUnit.MICROSECONDS.toNanos(20);
    private static final String LENGTH = "content-length: ";

    private final Selector selector = Selector.open();
    private final List<Connection> connections = new ArrayList<>();

    Connections(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Connection connection = new Connection(channel);
            channel.register(selector, SelectionKey.OP_READ, connection);
            connections.add(connection);
        }
    }

    /** A question without a body. */
    static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Asks the same on every connection at once; answers how many nanoseconds each took, in order of size. */
    long[] atOnce(byte[] question) throws IOException {
        long now = System.nanoTime();
        return ask(question, now, 0, now + 1);
    }

    /** Asks so many times a second, evenly; answers how many nanoseconds each took, in order of size. */
    long[] evenly(byte[] question, double perSecond, Duration time) throws IOException {
        long start = System.nanoTime();
        return ask(question, start, (long) (1e9 / perSecond), start + time.toNanos());
    }

    private long[] ask(byte[] question, long start, long interval, long end) throws IOException {
        long step = Math.max(1, interval * connections.size());
        Latencies latencies = new Latencies();
        long planned = start;
        for (Connection connection : connections) {
            connection.planned = planned;
            planned += interval;
        }
        int asking = 0;
        boolean over = false;
        while (!over || asking > 0) {
            long now = System.nanoTime();
            if (now > end + PATIENCE) {
                throw new IllegalStateException(asking + " answers have not come");
            }
            boolean idle = true;
            over = true;
            for (Connection connection : connections) {
                if (!connection.asking && connection.planned <= now && connection.planned < end) {
                    connection.ask(question);
                    asking++;
                    idle = false;
                }
                over &= connection.planned >= end;
            }
            if (selector.selectNow() > 0) {
                idle = false;
                for (SelectionKey key : selector.selectedKeys()) {
                    Connection connection = (Connection) key.attachment();
                    if (connection.isAnswered()) {
                        latencies.add(System.nanoTime() - connection.planned);
                        connection.planned += step;
                        asking--;
                    }
                }
                selector.selectedKeys().clear();
            }
            if (idle) {
                LockSupport.parkNanos(NAP);
            }
        }
        return latencies.sorted();
    }

    /** The nanoseconds at a share of them, in milliseconds. */
    static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (Connection connection : connections) {
            connection.channel.close();
        }
    }

    /** One of them; it asks again when it is answered. */
    private static final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(16_384);
        private long planned;
        private boolean asking;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void ask(byte[] question) throws IOException {
            if (channel.write(ByteBuffer.wrap(question)) < question.length) {
                throw new IllegalStateException("A question did not go out whole");
            }
            asking = true;
        }

        /** Reads what is there; answers whether that is the whole. */
        boolean isAnswered() throws IOException {
            if (channel.read(answer) < 0) {
                throw new EOFException("An answer was cut");
            }
            int length = length();
            if (length < 0 || answer.position() < length) {
                return false;
            }
            answer.clear();
            asking = false;
            return true;
        }

        /** Of head and body, if the head is there; below 0 otherwise. A string of each would cost more than what is measured. */
        private int length() {
            byte[] bytes = answer.array();
            int body = -1;
            for (int i = 3; i < answer.position(); i++) {
                if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
                    return isSuccess(bytes) && body >= 0 ? i + 1 + body : refuse();
                }
                if (bytes[i - 3] == '\n' && startsWithLength(bytes, i - 2)) {
                    body = number(bytes, i - 2 + LENGTH.length());
                }
            }
            return -1;
        }

        private int refuse() {
            throw new IllegalStateException(
                    new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1));
        }

        private static boolean isSuccess(byte[] bytes) {
            return bytes[9] == '2' && bytes[10] == '0' && bytes[11] == '0';
        }

        private static boolean startsWithLength(byte[] bytes, int start) {
            for (int i = 0; i < LENGTH.length(); i++) {
                // In either case of letters; bytes behind the end are of the answer before, and do no harm.
                if (start + i >= bytes.length || (bytes[start + i] | ' ') != (LENGTH.charAt(i) | ' ')) {
                    return false;
                }
            }
            return true;
        }

        private static int number(byte[] bytes, int start) {
            int number = 0;
            for (int i = start; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                number = 10 * number + bytes[i] - '0';
            }
            return number;
        }
    }

    private static final class Latencies {
        private long[] nanos = new long[1_024];
        private int count;

        void add(long one) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = one;
        }

        long[] sorted() {
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
