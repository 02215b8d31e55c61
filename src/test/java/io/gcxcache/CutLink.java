package io.gcxcache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a port of this machine that can be cut, as a network is: what was sent comes later then, or the connection ends. */
public final class CutLink implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final int target;

    /** Guarded by this. */
    private boolean hangs;

    private volatile boolean refuses;

    public CutLink(int target) throws IOException {
        this.target = target;
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Nothing passes for so long: connections stay open, and new ones are taken. */
    void hang(Duration time) {
        hang();
        Lapse.of(time);
        mend();
    }

    /** Nothing passes, until it is mended. */
    public void hang() {
        hangs(true);
    }

    /** Every connection ends for so long. */
    void refuse(Duration time) throws IOException {
        cut();
        Lapse.of(time);
        mend();
    }

    /** Every connection ends, and so do new ones. */
    public void cut() throws IOException {
        refuses = true;
        for (Socket connection : connections) {
            connection.close();
        }
    }

    /** Connections pass again. */
    public void mend() {
        refuses = false;
        hangs(false);
    }

    private synchronized void hangs(boolean now) {
        hangs = now;
        notifyAll();
    }

    private synchronized void awaitPassage() throws InterruptedException {
        while (hangs) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket from = server.accept();
                connections.add(from);
                threads.execute(() -> join(from));
            }
        } catch (IOException e) {
            // It is closed.
            return;
        }
    }

    private void join(Socket from) {
        try (from) {
            awaitPassage();
            try (Socket to = new Socket(InetAddress.getLoopbackAddress(), target)) {
                connections.add(to);
                if (!refuses) {
                    threads.execute(() -> carry(to, from));
                    carry(from, to);
                }
            }
        } catch (IOException e) {
            // Nobody is there; the connection has ended.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] some = new byte[65_536];
        try (from;
                to) {
            from.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                awaitPassage();
                out.write(some, 0, read);
            }
            awaitPassage();
        } catch (IOException e) {
            // One side has gone, and takes the other with it.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
