package io.gcxcache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that writes whatever bytes a test likes, however slowly, to whom asks for a path; bodies are read, and that is all. */
public final class RawServer implements AutoCloseable {
    private static final int END_OF_HEAD = 0x0d0a0d0a;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)");

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private volatile Answer anyOther = out -> {
        throw new IOException("nobody answers this path");
    };
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Map<String, Function<String, Answer>> lists = new ConcurrentHashMap<>();
    private final Map<String, Function<String, Answer>> posts = new ConcurrentHashMap<>();
    private final Map<String, Queue<String>> queries = new ConcurrentHashMap<>();
    private final Map<String, String> last = new ConcurrentHashMap<>();
    private final Map<String, Answer> early = new ConcurrentHashMap<>();

    /** Writes an answer; the connection is closed when it fails. */
    public interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    public RawServer() throws IOException {
        threads.execute(this::accept);
    }

    /** Answers a path so from now on, or only a method of it: {@code DELETE /path}. */
    public void on(String path, Answer answer) {
        answers.put(path, answer);
    }

    /** Answers a method of a path, {@code POST /path}, so from now on before it reads the body. */
    public void onHead(String call, Answer answer) {
        early.put(call, answer);
    }

    /** Answers a path so from now on, by the query string that it is asked with. */
    public void onQueries(String path, Function<String, Answer> pages) {
        lists.put(path, pages);
    }

    /** Answers a path so from now on, by the body that is posted to it. */
    public void onBodies(String path, Function<String, Answer> questions) {
        posts.put(path, questions);
    }

    /** Answers every other path so from now on. */
    public void onAnyOther(Answer answer) {
        anyOther = answer;
    }

    /** An answer of these bytes, with their length. */
    public static Answer json(String text) {
        return status(200, text);
    }

    /** An answer of this status, these bytes, with their length, and these lines of a head. */
    public static Answer status(int status, String text, String... lines) {
        return bytes(status, text.getBytes(StandardCharsets.UTF_8), lines);
    }

    /** As {@link #status}; where the status allows no body there is none. */
    public static Answer bytes(int status, byte[] body, String... lines) {
        boolean bodiless = status < 200 || status == 204 || status == 304;
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " So\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        if (!bodiless) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        return out -> {
            write(out, head + "\r\n");
            out.write(bodiless ? new byte[0] : body);
        };
    }

    /** These answers in turn, and the last again and again. */
    public static Answer inTurn(Answer... answers) {
        AtomicInteger next = new AtomicInteger();
        return out -> answers[Math.min(next.getAndIncrement(), answers.length - 1)].write(out);
    }

    /** Writes a text again and again, so far apart, until whoever reads has gone. */
    public static void trickle(OutputStream out, String ascii, Duration apart) throws IOException {
        while (true) {
            write(out, ascii);
            out.flush();
            LockSupport.parkNanos(apart.toNanos());
        }
    }

    public static void write(OutputStream out, String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** How often a path was asked for, or only with a method: {@code DELETE /path}. */
    public int requests(String path) {
        AtomicInteger count = requests.get(path);
        return count == null ? 0 : count.get();
    }

    /** The query strings that a path was asked with. */
    public List<String> queries(String path) {
        return List.copyOf(queries.getOrDefault(path, new ConcurrentLinkedQueue<>()));
    }

    /** The last request of a method and path, {@code DELETE /path}: head and body, a character a byte. */
    public String last(String call) {
        return last.getOrDefault(call, "");
    }

    /** How many connections there have been. */
    public int connections() {
        return connections.size();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void accept() {
        try {
            while (!socket.isClosed()) {
                Socket connection = socket.accept();
                // Head and body are two writes; the second would wait 40 ms for the acknowledgement of the first.
                connection.setTcpNoDelay(true);
                connections.add(connection);
                threads.execute(() -> serve(connection));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            for (String head = head(in); head != null; head = head(in)) {
                String[] target = head.split(" ", 3)[1].split("\\?", 2);
                String path = target[0];
                String query = target.length == 1 ? "" : target[1];
                String call = head.split(" ", 2)[0] + ' ' + path;
                Answer beforeBody = early.get(call);
                if (beforeBody != null) {
                    count(path, call);
                    beforeBody.write(connection.getOutputStream());
                    connection.getOutputStream().flush();
                }
                byte[] body = new byte[bodyLength(head)];
                if (in.readNBytes(body, 0, body.length) < body.length) {
                    return;
                }
                if (beforeBody != null) {
                    continue;
                }
                last.put(call, head + new String(body, StandardCharsets.ISO_8859_1));
                count(path, call);
                queries.computeIfAbsent(path, first -> new ConcurrentLinkedQueue<>())
                        .add(query);
                answer(call, path, query, new String(body, StandardCharsets.UTF_8))
                        .write(connection.getOutputStream());
                connection.getOutputStream().flush();
            }
        } catch (IOException e) {
            // whoever asked has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(String path, String call) {
        requests.computeIfAbsent(path, first -> new AtomicInteger()).incrementAndGet();
        requests.computeIfAbsent(call, first -> new AtomicInteger()).incrementAndGet();
    }

    private Answer answer(String call, String path, String query, String body) {
        if (lists.containsKey(path)) {
            return lists.get(path).apply(query);
        }
        if (posts.containsKey(path)) {
            return posts.get(path).apply(body);
        }
        return answers.getOrDefault(call, answers.getOrDefault(path, anyOther));
    }

    private static int bodyLength(String head) {
        Matcher length = LENGTH.matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        while (last != END_OF_HEAD) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.write(next);
            last = last << 8 | next;
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
