package io.gcxcache;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is behind the gateway and its peers: a Genesys for the one, and for the others what the gateway made of it, with the
 * same bytes and headers at the same paths. What a directory's id begins with says how large it is, and how late it comes.
 */
final class PeersOrigin implements AutoCloseable {
    static final String DIRECTORIES = "/gcx/directories/";
    static final String SMALL = "small";
    static final String MEDIUM = "medium";
    static final String LARGE = "large";

    /** Of one page, that takes long. */
    static final String LATE = "late-";

    static final long LATE_MILLIS = 600;

    /** Of many pages. */
    static final String LONG = "long-";

    static final int PAGES = 40;
    private static final long PAGE_MILLIS = 50;
    private static final int PAGE_SIZE = 250;

    /** The id of the last entry of one of many pages. */
    static final String LAST_ENTRY = PAGES + "-" + (PAGE_SIZE - 1);

    private static final String ENTRIES_OF = "/api/v2/routing/directories/";

    /** What every server makes anew, and what would have HAProxy not keep the answer. */
    private static final Set<String> NOT_COPIED = Set.of("age", "date", "content-length", "vary");

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Copy> made = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final int port;

    PeersOrigin() throws Exception {
        port = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setAcceptBacklog(4_096))
                .requestHandler(this::answer)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Where a page of a directory is. */
    static String page(String id, int number) {
        return ENTRIES_OF + id + "/entries?pageSize=" + PAGE_SIZE + "&pageNumber=" + number;
    }

    /** Has the peers answer what the gateway did. */
    void copy(String id, HttpResponse<String> reply) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        reply.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        headers.keySet().removeAll(NOT_COPIED);
        headers.put("Cache-Control", "public, max-age=3600");
        made.put(id, new Copy(headers, Buffer.buffer(reply.body())));
    }

    /** How often it was asked for a directory. */
    int calls(String id) {
        return calls.getOrDefault(id, new AtomicInteger()).get();
    }

    /** How often it was asked for anything. */
    int calls() {
        return calls.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** What goes with the body of a copy, a line each. */
    List<String> headers(String id) {
        return made.get(id).headers().entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toList();
    }

    String body(String id) {
        return made.get(id).body().toString();
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        HttpServerResponse response = request.response();
        if (path.equals("/oauth/token")) {
            json(response, "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":86400}");
            return;
        }
        boolean isOfGenesys = path.startsWith(ENTRIES_OF);
        String id = isOfGenesys
                ? path.substring(ENTRIES_OF.length(), path.length() - "/entries".length())
                : path.substring(path.lastIndexOf('/') + 1);
        calls.computeIfAbsent(id, first -> new AtomicInteger()).incrementAndGet();
        if (!isOfGenesys && !path.startsWith(DIRECTORIES)) {
            request.end().onComplete(whole -> json(response, "{\"results\":[" + entry("0", 500) + "]}"));
            return;
        }
        Runnable answer = isOfGenesys
                ? () -> json(response, pageOf(id, request.getParam("pageNumber", "1")))
                : () -> sendCopy(response, id);
        if (id.startsWith(LATE)) {
            vertx.setTimer(LATE_MILLIS, over -> answer.run());
        } else if (id.startsWith(LONG)) {
            vertx.setTimer(PAGE_MILLIS, over -> answer.run());
        } else {
            answer.run();
        }
    }

    private void sendCopy(HttpServerResponse response, String id) {
        Copy copy = made.getOrDefault(id, made.get(SMALL));
        copy.headers().forEach(response::putHeader);
        response.end(copy.body());
    }

    private static void json(HttpServerResponse response, String body) {
        response.putHeader("Content-Type", "application/json");
        response.end(Buffer.buffer(body));
    }

    private static String pageOf(String id, String number) {
        if (id.startsWith(LONG)) {
            return page(number, PAGES, PAGE_SIZE, 20);
        }
        return switch (id) {
            case LARGE -> page(number, 1, PAGE_SIZE, 370);
            case MEDIUM -> page(number, 1, 5, 360);
            default -> page(number, 1, 1, 365);
        };
    }

    private static String page(String number, int pages, int entries, int size) {
        return "{\"pageNumber\":" + number + ",\"pageCount\":" + pages + ",\"total\":" + pages * entries
                + ",\"entities\":["
                + IntStream.range(0, entries)
                        .mapToObj(index -> entry(number + '-' + index, size))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String entry(String id, int size) {
        return "{\"id\":\"" + id + "\",\"name\":\"n\",\"note\":\"" + "x".repeat(size) + "\"}";
    }

    private record Copy(Map<String, String> headers, Buffer body) {}

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
