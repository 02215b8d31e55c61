package io.gcxcache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Asks as much as it was told to, or as fast as it is answered, on one thread of its own. It comes from one or many addresses
 * in turn. Of those that are paced every other request has a connection of its own, the rest share those that have been
 * answered.
 */
final class Flood {
    private static final int REQUESTS_A_CONNECTION = 10;

    /** A server that is slower than that is not to be kept from having connections of others. */
    private static final int MOST_OPEN = 5_000;

    private final int port;
    private final List<String> addresses;

    /** 0 for as fast as it is answered. */
    private final int perSecond;

    private final IntFunction<byte[]> requests;
    private final Selector selector = Selector.open();
    private final List<Deque<Connection>> idle = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "flood");
    private final long start = System.nanoTime();
    private volatile boolean running = true;
    private volatile RuntimeException failure;
    private int asked;
    private int leftOut;
    private int answered;
    private int broken;
    private int open;
    private int mostOpen;
    private double seconds;

    private Flood(int port, List<String> addresses, int perSecond, IntFunction<byte[]> requests) throws IOException {
        this.port = port;
        this.addresses = addresses;
        this.perSecond = perSecond;
        this.requests = requests;
        addresses.forEach(address -> idle.add(new ArrayDeque<>()));
    }

    /** So many requests a second, from addresses in turn. */
    static Flood paced(int port, List<String> addresses, int perSecond, IntFunction<byte[]> requests)
            throws IOException {
        Flood flood = new Flood(port, addresses, perSecond, requests);
        return flood.started();
    }

    /** On each of so many connections the next request as soon as the one before is answered. */
    static Flood unpaced(int port, int connections, IntFunction<byte[]> requests) throws IOException {
        Flood flood = new Flood(port, List.of("127.0.0.1"), 0, requests);
        for (int i = 0; i < connections; i++) {
            flood.send(flood.new Connection(0, Integer.MAX_VALUE));
        }
        return flood.started();
    }

    private Flood started() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private final class Connection {
        private final int address;
        private final SocketChannel channel = SocketChannel.open();
        private final ByteBuffer reply = ByteBuffer.allocate(16_384);
        private int requestsLeft;
        private ByteBuffer unsent;

        Connection(int address, int requestsLeft) throws IOException {
            this.address = address;
            this.requestsLeft = requestsLeft;
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.bind(new InetSocketAddress(addresses.get(address), 0));
            int operation = channel.connect(new InetSocketAddress("127.0.0.1", port))
                    ? SelectionKey.OP_READ
                    : SelectionKey.OP_CONNECT;
            channel.register(selector, operation, this);
            mostOpen = Math.max(mostOpen, ++open);
        }

        void ask(byte[] request) throws IOException {
            requestsLeft--;
            reply.clear();
            unsent = ByteBuffer.wrap(request);
            if (channel.isConnected()) {
                channel.write(unsent);
            }
        }

        /** Whether the answer is there. */
        boolean goOn(SelectionKey key) throws IOException {
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                channel.write(unsent);
                return false;
            }
            if (channel.read(reply) < 0) {
                throw new IOException("closed");
            }
            return SteadyClient.isWhole(reply.array(), reply.position());
        }

        void close() throws IOException {
            open--;
            channel.close();
        }
    }

    private void run() {
        try {
            while (running) {
                if (perSecond > 0) {
                    sendWhatIsDue();
                }
                selector.select(this::read, perSecond > 0 ? 1 : 100);
            }
            seconds = (System.nanoTime() - start) / 1e9;
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            failure = new UncheckedIOException(e);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void sendWhatIsDue() throws IOException {
        long due = (System.nanoTime() - start) * perSecond / TimeUnit.SECONDS.toNanos(1);
        while (asked + leftOut < due) {
            if (open >= MOST_OPEN) {
                leftOut++;
                continue;
            }
            int address = asked / 2 % addresses.size();
            boolean anew = asked % 2 == 0;
            Connection kept = anew ? null : idle.get(address).poll();
            send(kept == null ? new Connection(address, anew ? 1 : REQUESTS_A_CONNECTION) : kept);
        }
    }

    private void send(Connection connection) throws IOException {
        connection.ask(requests.apply(asked++));
    }

    private void read(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (connection.goOn(key)) {
                answered++;
                statuses.merge(SteadyClient.status(connection.reply.array()), 1, Integer::sum);
                if (connection.requestsLeft == 0) {
                    connection.close();
                } else if (perSecond > 0) {
                    idle.get(connection.address).add(connection);
                } else {
                    send(connection);
                }
            }
        } catch (IOException e) {
            broken++;
            idle.get(connection.address).remove(connection);
            try {
                connection.close();
            } catch (IOException ignored) {
                // it is broken already
            }
        }
    }

    /** Ends it; what it was not answered yet is cut. */
    void end() throws InterruptedException {
        running = false;
        thread.join();
        if (failure != null) {
            throw failure;
        }
    }

    /** How many were answered. Told, as is the text, once it has ended. */
    int answered() {
        return answered;
    }

    @Override
    public String toString() {
        return "%,d asked in %.1f s, %.0f/s, answered %.0f/s %s, %d broken, %d left out, at most %d connections at once"
                .formatted(asked, seconds, asked / seconds, answered / seconds, statuses, broken, leftOut, mostOpen);
    }
}
