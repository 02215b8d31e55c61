package io.gcxcache.http;

import io.gcxcache.http.MutatedFrames.Mutant;
import io.gcxcache.http.StrictReplies.Complaint;
import io.gcxcache.http.StrictReplies.Reply;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;

/**
 * Mutated requests of HTTP/2 to a whole gateway, over TLS, many connections at a time, each of which goes on for as long as its
 * frames are as they have to be and the gateway does not end it. What has to be the same whatever is asked: every stream and
 * connection ends, a stream with a reply that is one or broken off, a connection with GOAWAY or the end of what can be read; by
 * no fault of the gateway's own; nothing is logged; and nothing is left of it.
 *
 * <p>Behind each comes a good request on a stream of its own. Where frames are as they have to be it is answered, and so is, or
 * is broken off, what was asked before it.
 */
final class Http2Fuzz implements AutoCloseable {
    private static final int CLIENTS = 64;

    /** More than the longest reply has, which a mutant may make 30 MB long; it grants no more meanwhile. */
    private static final int BROAD = 1 << 30;

    private static final int INTERNAL_ERROR = 2;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int COMPRESSION_ERROR = 9;
    private static final int NO_ERROR = 0;
    private static final String RESET = "reset ";
    private static final String REFUSED = RESET + 1;
    private static final int INITIAL_WINDOW = 4;

    /** Between one mutant's first stream and the next one's: that of the good request is the last of them. */
    private static final int STREAM_STEP = 2 * MutatedFrames.STREAMS + 2;

    private final FuzzedGateway gateway;
    private final SSLContext tls;
    private final SortedMap<String, LongAdder> ends = new ConcurrentSkipListMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final AtomicLong longestNanos = new AtomicLong();

    Http2Fuzz(Path folder) throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.ca("ca");
        certificates.issue("ca", "gateway");
        tls = certificates.client("ca", null, null);
        gateway = new FuzzedGateway(
                folder,
                Map.of(
                        // A handshake is work, of which a machine may have much to do at once.
                        "gcx.http.head-timeout",
                        "20",
                        TlsFiles.KEYSTORE,
                        certificates
                                .storeOf("ca", "gateway", folder.resolve("gateway.p12"))
                                .toString(),
                        TlsFiles.PASSWORD,
                        Certificates.PASSWORD),
                tls);
    }

    /** Asks as many mutants of a seed; may be called once. */
    RequestFuzz.Outcome play(long seed, long count) throws Exception {
        MutatedFrames frames = new MutatedFrames(RequestFuzz.seeds(), seed);
        AtomicLong next = new AtomicLong();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> played = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            played.add(clients.submit(() -> {
                try (Client client = new Client(seed, frames)) {
                    for (long number = next.getAndIncrement();
                            number < count && complaints.size() < RequestFuzz.MOST_COMPLAINTS;
                            number = next.getAndIncrement()) {
                        long start = System.nanoTime();
                        client.play(number);
                        longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
                    }
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
        return new RequestFuzz.Outcome(
                counted, List.copyOf(complaints), gateway.calls(), Duration.ofNanos(longestNanos.get()));
    }

    private void count(String end) {
        ends.computeIfAbsent(end, first -> new LongAdder()).increment();
    }

    /** One that begins another connection whenever its last one has ended. */
    private final class Client implements AutoCloseable {
        private final long seed;
        private final MutatedFrames frames;
        private final Map<Integer, Partial> streams = new HashMap<>();
        private Http2Wire wire;
        private int next;

        Client(long seed, MutatedFrames frames) {
            this.seed = seed;
            this.frames = frames;
        }

        void play(long number) throws Exception {
            if (wire == null) {
                wire = Http2Wire.connect(tls, gateway.port(), FuzzedGateway.HANGS)
                        .begin(BROAD);
                wire.frame(Http2Wire.WINDOW_UPDATE, 0, 0, new byte[] {0x7f, 0, 0, 0});
                streams.clear();
                next = 1;
            }
            int stream = next;
            next += STREAM_STEP;
            Mutant mutant = frames.get(number, stream);
            try {
                play(mutant, stream);
            } catch (Complaint e) {
                complaints.add("%s (h2, seed %d, number %d, stream %d)%n> %s%n< %s"
                        .formatted(
                                e.getMessage(),
                                seed,
                                number,
                                stream,
                                RequestFuzz.shown(new String(mutant.bytes(), StandardCharsets.ISO_8859_1)),
                                streams));
                end("complaint");
            }
        }

        private void play(Mutant mutant, int stream) throws Complaint, Exception {
            int good = stream + STREAM_STEP - 2;
            try {
                wire.write(mutant.bytes());
                if (mutant.cut()) {
                    end("cut");
                    return;
                }
                wire.frame(
                        Http2Wire.SETTINGS,
                        0,
                        0,
                        ByteBuffer.allocate(6)
                                .putShort((short) INITIAL_WINDOW)
                                .putInt(BROAD)
                                .array());
                wire.get(good, "/gcx/budget");
            } catch (IOException e) {
                // What the gateway said before it left may still be there to be read.
            }
            try {
                while (!isOver(good) || mutant.framed() && !isOver(stream)) {
                    Http2Wire.Frame frame = wire.next();
                    if (frame == null) {
                        end("closed");
                        return;
                    }
                    if (frame.type() == Http2Wire.GO_AWAY) {
                        awaitEnd(frame, mutant, stream);
                        return;
                    }
                    take(frame, mutant, stream);
                }
            } catch (SocketTimeoutException e) {
                throw new Complaint("This does not end");
            } catch (IOException e) {
                end("reset");
                return;
            }
            if (!mutant.framed()) {
                // It may have opened a stream beyond those that are still to come, which are closed by that (RFC 9113,
                // 5.1.1).
                end("any frames");
            } else if (!"200".equals(streams.get(good).end)) {
                throw new Complaint("A good request is answered " + streams.get(good).end);
            }
        }

        private boolean isOver(int stream) {
            return streams.containsKey(stream) && streams.get(stream).end != null;
        }

        private void awaitEnd(Http2Wire.Frame farewell, Mutant mutant, int stream) throws Complaint, IOException {
            int code = farewell.code();
            if (code == INTERNAL_ERROR) {
                throw new Complaint("The gateway ends the connection by a fault of its own");
            }
            // What is no request may lose the connection, too: what comes behind it is of no stream then.
            boolean refused = streams.containsKey(stream) && REFUSED.equals(streams.get(stream).end);
            // Netty formats what it says of a name that is none with that name in the format itself, and takes it for
            // the
            // client's fault that this fails: it is the connection of whoever sent the name that ends.
            boolean ownName = mutant.percent() && code == COMPRESSION_ERROR;
            if (mutant.framed()
                    && !mutant.longHead()
                    && !refused
                    && !ownName
                    && code != NO_ERROR
                    && code != ENHANCE_YOUR_CALM) {
                throw new Complaint("Frames as they have to be lose the connection by " + code + ": "
                        + RequestFuzz.shown(new String(farewell.payload(), StandardCharsets.ISO_8859_1)));
            }
            try {
                while (wire.next() != null) {
                    // What was on its way before.
                }
            } catch (SocketTimeoutException e) {
                throw new Complaint("What is to go away does not");
            } catch (IOException e) {
                count("reset after goaway");
            }
            end("goaway " + code);
        }

        private void take(Http2Wire.Frame frame, Mutant mutant, int stream) throws Complaint, IOException {
            if (frame.stream() == 0) {
                return;
            }
            Partial partial = streams.computeIfAbsent(frame.stream(), first -> new Partial());
            // Netty writes on to a stream that it resets until it hears that the reset is written; and it resets a
            // stream that is
            // not begun yet for a PRIORITY that is at fault, behind which it may still be begun.
            boolean ended = partial.end != null && !partial.end.startsWith(RESET);
            if (ended && frame.type() != Http2Wire.RESET && frame.type() != Http2Wire.WINDOW_UPDATE) {
                throw new Complaint("A stream goes on behind its end");
            }
            if (frame.type() == Http2Wire.RESET) {
                if (frame.code() == INTERNAL_ERROR) {
                    throw new Complaint("The gateway breaks a stream off by a fault of its own");
                }
                if (partial.end == null) {
                    partial.end = RESET + frame.code();
                    count(partial.end);
                }
            } else if (frame.type() == Http2Wire.HEADERS) {
                partial.add(frame.headers());
            } else if (frame.type() == Http2Wire.DATA) {
                partial.body.write(frame.payload());
            }
            if (frame.isLast()) {
                Reply reply = partial.reply();
                partial.end = Integer.toString(reply.status());
                count(partial.end);
                judge(reply, frame.stream() == stream ? mutant : null);
            }
        }

        private void judge(Reply reply, Mutant asked) throws Complaint {
            if (reply.status() == 431 && reply.headers().size() == 1) {
                // Netty's own: nobody else has seen the head.
                return;
            }
            // A byte may have made a HEAD of anything.
            boolean perhapsHead = asked == null || !asked.framed() || asked.head();
            String length = reply.headers().get("content-length");
            String body = reply.body();
            if (length != null && !length.equals(Integer.toString(body.length())) && reply.status() != 304) {
                if (!perhapsHead || !body.isEmpty()) {
                    throw new Complaint("The length is " + length + ", and there are " + body.length());
                }
                body = null;
            }
            StrictReplies.judge(new Reply(reply.status(), reply.headers(), body));
            if (body != null) {
                StrictReplies.judgeText(body);
            }
            if (asked != null
                    && asked.framed()
                    && asked.path() != null
                    && RequestFuzz.mayBeTakenForAnother(asked.path())
                    && !RequestFuzz.REFUSALS.contains(reply.status())) {
                throw new Complaint("A path that may be taken for another is answered " + reply.status());
            }
        }

        private void end(String how) throws IOException {
            count(how);
            wire.close();
            wire = null;
        }

        @Override
        public void close() throws IOException {
            if (wire != null) {
                wire.close();
            }
        }
    }

    /** What has come of a reply. */
    private static final class Partial {
        private final Map<String, String> headers = new TreeMap<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private String end;

        void add(Http2Headers more) throws Complaint {
            if ("100".contentEquals(more.status())) {
                return;
            }
            for (Map.Entry<CharSequence, CharSequence> field : more) {
                if (headers.put(field.getKey().toString(), field.getValue().toString()) != null) {
                    throw new Complaint("There are two fields " + field.getKey());
                }
            }
        }

        Reply reply() throws Complaint {
            String status = headers.get(":status");
            if (status == null || !status.matches("[2-5][0-9]{2}")) {
                throw new Complaint("The status is " + status);
            }
            return new Reply(Integer.parseInt(status), headers, body.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public String toString() {
            return end == null ? headers + " …" : end;
        }
    }

    @Override
    public void close() throws IOException {
        gateway.close();
    }
}
