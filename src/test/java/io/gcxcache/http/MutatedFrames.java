package io.gcxcache.http;

import io.gcxcache.fuzz.TextChanges;
import io.gcxcache.http.Http2Wire.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;

/**
 * Mutated requests as frames of HTTP/2: of the same seed and number, the same ones. Most of them are frames as they have to
 * be, with a head and a body that are not; of an eighth the frames are others, or come in another order; the rest are any bytes.
 *
 * <p>Immutable.
 */
final class MutatedFrames {
    /** Of how many streams a mutant speaks at most, from its own one on. */
    static final int STREAMS = 4;

    /** Less than what a client may send before it is told that it may send more. */
    private static final int LONGEST_BODY = 30_000;

    private static final int PADDED = 8;
    private static final int PRIORITIZED = 0x20;
    private static final int LONGEST_PADDING = 256;
    private static final int LONGEST_FRAME = 16_384;
    private static final int PRIORITY = 2;
    private static final int PING = 6;
    private static final int PUSH_PROMISE = 5;
    private static final int MOST_CHANGES = 3;

    /** What means nothing in HTTP/2, or is no good in it. */
    private static final Set<String> OF_HTTP_1 = Set.of(
            "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te", "http2-settings");

    private static final List<String[]> FIELDS = List.of(
            new String[] {":path", "/gcx/budget"},
            new String[] {":path", ""},
            new String[] {":method", "GET"},
            new String[] {":scheme", "http"},
            new String[] {":scheme", ""},
            new String[] {":authority", "localhost"},
            new String[] {":authority", "evil.test"},
            new String[] {":authority", "localhost:x@y"},
            new String[] {":protocol", "websocket"},
            new String[] {":status", "200"},
            new String[] {":unknown", "x"},
            new String[] {":", ""},
            new String[] {"", ""},
            new String[] {"host", "localhost"},
            new String[] {"host", "evil.test"},
            new String[] {"te", "trailers"},
            new String[] {"content-length", "0"},
            new String[] {"content-length", "-1"},
            new String[] {"content-length", "4294967296"},
            new String[] {"X-Upper", "x"},
            new String[] {"x y", "z"},
            new String[] {"x", "y\r\nz: 1"},
            new String[] {"x", "\0"},
            new String[] {"cookie", "a=b"});

    private final MutatedRequests requests;
    private final long origin;

    /**
     * What is sent for one number.
     *
     * @param framed whether all frames are as they have to be, but for the fields and the body
     * @param cut whether its client breaks off after it
     * @param head whether HEAD is asked
     * @param path what is asked for; null if that is said more than once, or not at all
     * @param longHead whether the head is longer than any may be
     * @param percent whether a field's name has a percent sign
     */
    record Mutant(
            byte[] bytes, boolean framed, boolean cut, boolean head, String path, boolean longHead, boolean percent) {}

    /** @param seeds requests of HTTP/1.1 by names that begin with the status that each is answered with */
    MutatedFrames(SortedMap<String, String> seeds, long seed) {
        this.requests = new MutatedRequests(seeds, seed);
        this.origin = new SplittableRandom(seed).nextLong();
    }

    /** @param stream the first that may be used */
    Mutant get(long number, int stream) {
        SplittableRandom random = new SplittableRandom(origin + number);
        FramedRequest request = requests.request(random);
        List<String[]> fields = fields(request, random);
        String body = request.body()
                .substring(0, Math.min(LONGEST_BODY, request.body().length()));
        List<Frame> frames = frames(fields, body, stream, random);
        boolean framed = number % 8 < 6;
        if (number % 8 == 6) {
            for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
                change(frames, stream, random);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frames.forEach(frame -> bytes.writeBytes(frame.bytes()));
        byte[] sent = bytes.toByteArray();
        if (number % 8 == 7) {
            String text = new String(sent, StandardCharsets.ISO_8859_1);
            for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
                text = TextChanges.any(text, random);
            }
            sent = text.getBytes(StandardCharsets.ISO_8859_1);
        }
        boolean cut = random.nextInt(20) == 0;
        if (cut) {
            sent = Arrays.copyOf(sent, random.nextInt(sent.length + 1));
        }
        List<String> paths = fields.stream()
                .filter(field -> field[0].equals(":path"))
                .map(field -> field[1])
                .toList();
        return new Mutant(
                sent,
                framed,
                cut,
                fields.stream().anyMatch(field -> field[1].equals("HEAD")),
                paths.size() == 1 ? paths.get(0) : null,
                fields.stream()
                                .mapToInt(field -> field[0].length() + field[1].length() + 32)
                                .sum()
                        > GcxHttpServer.LONGEST_HEADERS,
                fields.stream().anyMatch(field -> field[0].contains("%")));
    }

    private static List<String[]> fields(FramedRequest request, SplittableRandom random) {
        List<String[]> fields = new ArrayList<>();
        String authority = null;
        boolean keepsAll = random.nextInt(8) == 0;
        for (String line : request.headers()) {
            int colon = line.indexOf(':');
            String name = (colon < 0 ? line : line.substring(0, colon)).toLowerCase(Locale.ROOT);
            String value = colon < 0 ? "" : line.substring(colon + 1).strip();
            if (authority == null && name.equals("host")) {
                authority = value;
            } else if (keepsAll || !OF_HTTP_1.contains(name)) {
                fields.add(new String[] {name, value});
            }
        }
        fields.add(0, new String[] {":path", request.target()});
        fields.add(0, new String[] {":authority", authority == null ? "localhost" : authority});
        fields.add(0, new String[] {":scheme", "https"});
        fields.add(0, new String[] {":method", request.method()});
        if (!request.body().isEmpty() && random.nextBoolean()) {
            int length = Math.min(LONGEST_BODY, request.body().length());
            fields.add(new String[] {
                "content-length", Integer.toString(random.nextInt(16) == 0 ? random.nextInt(1_000) : length)
            });
        }
        while (random.nextInt(3) == 0) {
            change(fields, random);
        }
        return fields;
    }

    private static void change(List<String[]> fields, SplittableRandom random) {
        int at = random.nextInt(fields.size());
        String[] field = fields.get(at);
        switch (random.nextInt(8)) {
            case 0 -> fields.add(random.nextInt(fields.size() + 1), field);
            case 1 -> fields.add(random.nextInt(fields.size()), fields.remove(at));
            case 2 -> {
                if (fields.size() > 1) {
                    fields.remove(at);
                }
            }
            case 3 -> fields.set(at, new String[] {TextChanges.any(field[0], random), field[1]});
            case 4 -> fields.set(at, new String[] {field[0], TextChanges.any(field[1], random)});
            default -> fields.add(random.nextInt(fields.size() + 1), TextChanges.one(FIELDS, random));
        }
    }

    private static List<Frame> frames(List<String[]> fields, String body, int stream, SplittableRandom random) {
        List<Frame> frames = new ArrayList<>();
        boolean trailers = random.nextInt(16) == 0;
        boolean last = body.isEmpty() && !trailers;
        addHead(frames, block(fields, random), last, stream, random);
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; ) {
            int most = random.nextInt(4) == 0 ? 1 + random.nextInt(200) : LONGEST_FRAME - LONGEST_PADDING;
            int to = Math.min(bytes.length, from + most);
            boolean ends = to == bytes.length && !trailers;
            frames.add(padded(
                    frame(Http2Wire.DATA, ends ? Http2Wire.END_STREAM : 0, stream, Arrays.copyOfRange(bytes, from, to)),
                    random));
            from = to;
        }
        if (trailers) {
            List<String[]> more = random.nextBoolean()
                    ? List.<String[]>of(new String[] {"x-checked", "1"})
                    : List.<String[]>of(TextChanges.one(FIELDS, random));
            addHead(frames, block(more, random), true, stream, random);
        }
        return frames;
    }

    private static void addHead(List<Frame> frames, byte[] block, boolean last, int stream, SplittableRandom random) {
        int most = random.nextInt(8) == 0 ? 1 + block.length / (1 + random.nextInt(8)) : LONGEST_FRAME - 300;
        int first = Math.min(most, block.length);
        int flags = (last ? Http2Wire.END_STREAM : 0) | (first == block.length ? Http2Wire.END_HEADERS : 0);
        byte[] begin = Arrays.copyOf(block, first);
        if (random.nextInt(6) == 0) {
            flags |= PRIORITIZED;
            begin = ByteBuffer.allocate(5 + first)
                    .putInt(random.nextBoolean() ? random.nextInt(stream) : random.nextInt() & ~stream)
                    .put((byte) random.nextInt())
                    .put(begin)
                    .array();
        }
        frames.add(padded(frame(Http2Wire.HEADERS, flags, stream, begin), random));
        for (int from = first; from < block.length; ) {
            int to = Math.min(block.length, from + most);
            frames.add(frame(
                    Http2Wire.CONTINUATION,
                    to == block.length ? Http2Wire.END_HEADERS : 0,
                    stream,
                    Arrays.copyOfRange(block, from, to)));
            from = to;
        }
    }

    private static Frame padded(Frame frame, SplittableRandom random) {
        if (random.nextInt(6) != 0) {
            return frame;
        }
        int length = random.nextInt(LONGEST_PADDING);
        return frame(
                frame.type(),
                frame.flags() | PADDED,
                frame.stream(),
                ByteBuffer.allocate(1 + frame.payload().length + length)
                        .put((byte) length)
                        .put(frame.payload())
                        .array());
    }

    /** Names and values as they are, some of which are to be kept (RFC 7541, section 6.2). */
    private static byte[] block(List<String[]> fields, SplittableRandom random) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String[] field : fields) {
            block.write(random.nextInt(4) == 0 ? 0x40 : 0x10);
            for (String part : field) {
                byte[] bytes = part.getBytes(StandardCharsets.ISO_8859_1);
                if (bytes.length < 127) {
                    block.write(bytes.length);
                } else {
                    block.write(127);
                    int left = bytes.length - 127;
                    while (left >= 128) {
                        block.write(left & 127 | 128);
                        left >>= 7;
                    }
                    block.write(left);
                }
                block.writeBytes(bytes);
            }
        }
        return block.toByteArray();
    }

    private static void change(List<Frame> frames, int stream, SplittableRandom random) {
        if (frames.isEmpty()) {
            frames.add(any(stream, random));
            return;
        }
        int at = random.nextInt(frames.size());
        Frame frame = frames.get(at);
        switch (random.nextInt(10)) {
            case 0 -> frames.add(random.nextInt(frames.size() + 1), frame);
            case 1 -> frames.add(random.nextInt(frames.size()), frames.remove(at));
            case 2 -> frames.remove(at);
            case 3 ->
                frames.set(
                        at,
                        frame(frame.type(), frame.flags() ^ 1 << random.nextInt(8), frame.stream(), frame.payload()));
            case 4 -> frames.set(at, frame(frame.type(), frame.flags(), stream(stream, random), frame.payload()));
            case 5 -> frames.set(at, frame(random.nextInt(11), frame.flags(), frame.stream(), frame.payload()));
            case 6 -> {
                String payload = TextChanges.any(new String(frame.payload(), StandardCharsets.ISO_8859_1), random);
                frames.set(
                        at,
                        frame(
                                frame.type(),
                                frame.flags(),
                                frame.stream(),
                                payload.getBytes(StandardCharsets.ISO_8859_1)));
            }
            default -> frames.add(random.nextInt(frames.size() + 1), any(stream, random));
        }
    }

    private static Frame frame(int type, int flags, int stream, byte[] payload) {
        return new Frame(type, flags, stream, payload, null);
    }

    private static int stream(int stream, SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> stream + 1;
            case 2 -> Math.max(1, stream - 2);
            case 3 -> random.nextInt();
            default -> stream + 2 * random.nextInt(STREAMS);
        };
    }

    private static Frame any(int first, SplittableRandom random) {
        int stream = stream(first, random);
        return switch (random.nextInt(10)) {
            case 0 ->
                frame(
                        PRIORITY,
                        0,
                        stream,
                        ByteBuffer.allocate(5)
                                .putInt(random.nextBoolean() ? stream : stream(first, random))
                                .array());
            case 1 -> frame(Http2Wire.RESET, 0, stream, new byte[] {0, 0, 0, (byte) random.nextInt(16)});
            case 2 -> settings(random);
            case 3 -> frame(PUSH_PROMISE, Http2Wire.END_HEADERS, stream, new byte[] {0, 0, 0, 2, (byte) 0x82});
            case 4 -> frame(PING, random.nextInt(2), random.nextInt(4) == 0 ? stream : 0, new byte[8]);
            case 5 -> frame(Http2Wire.GO_AWAY, 0, 0, new byte[8 + random.nextInt(8)]);
            case 6 ->
                frame(
                        Http2Wire.WINDOW_UPDATE,
                        0,
                        random.nextBoolean() ? 0 : stream,
                        ByteBuffer.allocate(4)
                                .putInt(random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(2_000))
                                .array());
            case 7 -> frame(Http2Wire.CONTINUATION, random.nextInt(2) * 4, stream, new byte[] {(byte) 0x82});
            case 8 -> frame(Http2Wire.DATA, random.nextInt(2), stream, new byte[random.nextInt(20)]);
            default ->
                frame(
                        random.nextInt(256),
                        random.nextInt(256),
                        stream,
                        new byte[random.nextInt(random.nextInt(20) == 0 ? 20_000 : 20)]);
        };
    }

    private static Frame settings(SplittableRandom random) {
        int count = random.nextInt(4);
        ByteBuffer payload = ByteBuffer.allocate(6 * count);
        for (int i = 0; i < count; i++) {
            payload.putShort((short) random.nextInt(10))
                    .putInt(random.nextBoolean() ? random.nextInt(3) : random.nextInt());
        }
        return frame(Http2Wire.SETTINGS, random.nextInt(8) == 0 ? 1 : 0, 0, payload.array());
    }
}
