package io.gcxcache.http;

import io.gcxcache.http.MutatedRequests.Mutant;
import io.gcxcache.http.StrictReplies.Complaint;
import io.gcxcache.http.StrictReplies.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Mutated requests to a whole gateway, each on a connection of its own, and many at a time. What has to be the same whatever
 * is asked: every exchange ends; it ends with replies that are replies, see {@link StrictReplies}; nothing is logged; and
 * nothing is left of it.
 *
 * <p>Behind most requests comes a good one, the last of its connection; behind the others the client's end. A request that
 * is well framed has an answer, and so has the good one behind it.
 */
final class RequestFuzz implements AutoCloseable {
    private static final int CLIENTS = 256;
    static final int MOST_COMPLAINTS = 20;
    private static final int LONGEST_SHOWN = 4_000;

    /** A good request, the last of its connection. */
    static final String GOOD = "GET /gcx/budget HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    /** What a client may say after which its connection need not go on. */
    private static final Pattern LAST = Pattern.compile("close|http/1\\.0|transfer-encoding");

    /** What a path holds that may be taken for another one, but for bytes that are no UTF-8. */
    private static final Pattern ANOTHER_PATH =
            Pattern.compile("(?i)//|(^|/)(\\.|%2e){1,2}(/|$)|\\\\|%5c|%[01][0-9a-f]|%7f"
                    + "|[\\x00-\\x1f\\x7f-\\xff]|%(?![0-9a-f]{2})");

    /** How such a path may be answered: as such, as for another host, or by another site's page; or it is not read at all. */
    static final Set<Integer> REFUSALS = Set.of(400, 403, 414, 421, 431);

    private final FuzzedGateway gateway;
    private final SortedMap<String, LongAdder> ends = new ConcurrentSkipListMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final AtomicLong longestNanos = new AtomicLong();

    /**
     * @param ends how often which status was told, and which other end there was
     * @param complaints what must not happen
     * @param calls how often Genesys was asked: how many got as far
     * @param longest how long the longest exchange took
     */
    record Outcome(SortedMap<String, Long> ends, List<String> complaints, int calls, Duration longest) {}

    RequestFuzz(Path folder) throws Exception {
        gateway = new FuzzedGateway(folder, Map.of(), null);
    }

    /** The requests that others are made of; each file's name begins with the status that it is answered with. */
    static SortedMap<String, String> seeds() throws Exception {
        SortedMap<String, String> seeds = new TreeMap<>();
        try (Stream<Path> files =
                Files.list(Path.of(RequestFuzz.class.getResource("requests").toURI()))) {
            for (Path file : files.toList()) {
                seeds.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return seeds;
    }

    /** Asks as many mutants of a seed; may be called once. */
    Outcome play(long seed, long count) throws Exception {
        MutatedRequests requests = new MutatedRequests(seeds(), seed);
        AtomicLong next = new AtomicLong();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> played = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            played.add(clients.submit(() -> {
                for (long number = next.getAndIncrement();
                        number < count && complaints.size() < MOST_COMPLAINTS;
                        number = next.getAndIncrement()) {
                    play(seed, number, requests.get(number));
                }
                return null;
            }));
        }
        for (Future<?> one : played) {
            one.get();
        }
        clients.shutdown();
        complaints.addAll(gateway.rest());
        SortedMap<String, Long> counted = new TreeMap<>();
        ends.forEach((end, times) -> counted.put(end, times.sum()));
        return new Outcome(counted, List.copyOf(complaints), gateway.calls(), Duration.ofNanos(longestNanos.get()));
    }

    private void play(long seed, long number, Mutant mutant) throws IOException {
        long start = System.nanoTime();
        Exchange exchange = exchange(mutant.cut() ? mutant.text() : mutant.text() + GOOD, mutant.cut());
        longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        try {
            judge(mutant, exchange);
        } catch (Complaint e) {
            complaints.add("%s (seed %d, number %d)%n> %s%n< %s"
                    .formatted(e.getMessage(), seed, number, shown(mutant.text()), shown(exchange.received())));
        }
    }

    private void judge(Mutant mutant, Exchange exchange) throws Complaint {
        if (exchange.end().equals("hang")) {
            throw new Complaint("This does not end");
        }
        boolean brokenOff = mutant.cut() || exchange.end().equals("reset");
        List<Reply> replies =
                StrictReplies.read(exchange.received(), mutant.text().contains("HEAD"), brokenOff);
        replies.forEach(reply -> count(Integer.toString(reply.status())));
        if (replies.isEmpty()) {
            count("no reply");
        }
        if (exchange.end().equals("reset")) {
            count("reset");
        }
        if (mutant.framed() && !mutant.cut()) {
            judgeFramed(mutant, replies);
        }
    }

    private void judgeFramed(Mutant mutant, List<Reply> replies) throws Complaint {
        Optional<Reply> first =
                replies.stream().filter(reply -> reply.status() >= 200).findFirst();
        if (mayBeTakenForAnother(mutant.text().split(" ", 3)[1])
                && first.isPresent()
                && !REFUSALS.contains(first.get().status())) {
            throw new Complaint("A path that may be taken for another is answered "
                    + first.get().status());
        }
        long told = replies.stream().filter(reply -> reply.status() >= 200).count();
        boolean last = LAST.matcher(mutant.text().toLowerCase(Locale.ROOT)).find()
                || told == 1 && replies.get(replies.size() - 1).isLast();
        if (told != 2 && !(told == 1 && last)) {
            throw new Complaint("Two requests have " + told + " replies");
        }
    }

    static boolean mayBeTakenForAnother(String target) {
        String path = target.split("[?#]", 2)[0];
        return path.startsWith("/") && (ANOTHER_PATH.matcher(path).find() || !isUtf8(path));
    }

    /** @param path whose escapes are whole */
    private static boolean isUtf8(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            boolean escape = path.charAt(i) == '%';
            bytes.write(escape ? Integer.parseInt(path.substring(i + 1, i + 3), 16) : path.charAt(i));
            i += escape ? 2 : 0;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private void count(String end) {
        ends.computeIfAbsent(end, first -> new LongAdder()).increment();
    }

    /**
     * What came back.
     *
     * @param end close, reset or hang
     */
    record Exchange(String received, String end) {}

    /** @param cut whether the client says at once that it sends no more */
    Exchange exchange(String request, boolean cut) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        String end = "close";
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout((int) FuzzedGateway.HANGS.toMillis());
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                if (cut) {
                    socket.shutdownOutput();
                }
                InputStream in = socket.getInputStream();
                in.transferTo(received);
            } catch (SocketTimeoutException e) {
                end = "hang";
            } catch (IOException e) {
                end = "reset";
            }
        }
        return new Exchange(received.toString(StandardCharsets.ISO_8859_1), end);
    }

    /** Of bytes as characters. */
    static String shown(String bytes) {
        StringBuilder shown = new StringBuilder();
        for (char c :
                bytes.substring(0, Math.min(bytes.length(), LONGEST_SHOWN)).toCharArray()) {
            shown.append(c >= ' ' && c <= '~' ? Character.toString(c) : "\\x%02x".formatted((int) c));
        }
        return shown.append(bytes.length() > LONGEST_SHOWN ? "… of " + bytes.length() + " bytes" : "")
                .toString();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
    }
}
