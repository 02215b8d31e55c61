package io.gcxcache;

import static io.gcxcache.RawServer.json;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A gateway whose OAuth client may make {@link #LIMIT} calls a minute, before a server that holds it to that, says nothing of
 * it in its headers, and answers 429 beyond it. Every question is another one, in one of three families.
 */
final class PacingRounds implements AutoCloseable {
    static final int LIMIT = 30;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final List<String> FAMILIES = List.of("calls", "letters", "mails");

    private static final String REFUSED =
            "{\"message\":\"Rate limit exceeded\",\"status\":429,\"limit\":{\"key\":\"%s\",\"value\":" + LIMIT + "}}";

    private final RawServer genesys = new RawServer();
    private final Queue<Instant> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    final Gateway gateway;

    /** @param settings what differs from a gateway that knows its limit */
    PacingRounds(Path folder, Map<String, String> settings) throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        for (String file : new String[] {"fetch.camel.yaml", "gateway.camel.yaml", "cdn.camel.yaml"}) {
            Files.copy(Path.of("routes", file), routes.resolve(file));
        }
        StringBuilder declared = new StringBuilder("queries:\n");
        for (String family : FAMILIES) {
            declared.append("  " + family + ": {path: /api/v2/" + family + "/query}\n");
            genesys.on("/api/v2/" + family + "/query", this::answer);
        }
        Files.writeString(routes.resolve("pacing.resources.yaml"), declared);
        genesys.on("/oauth/token", json("{\"access_token\":\"t\",\"expires_in\":86400}"));
        Map<String, String> given = new HashMap<>(Map.of(
                "gcx.genesys.api-url", genesys.url().toString(),
                "gcx.genesys.login-url", genesys.url().toString(),
                "gcx.routes.dir", routes.toString(),
                "gcx.budget.client.limit", Integer.toString(LIMIT)));
        given.putAll(settings);
        gateway = Gateway.start(folder, given);
    }

    private synchronized void answer(OutputStream out) throws IOException, InterruptedException {
        Instant now = gateway.clock.instant();
        if (within(now) >= LIMIT) {
            refusals.incrementAndGet();
            String body = REFUSED.formatted("client.credentials.token.rate.per.minute");
            RawServer.status(429, body, "Retry-After: 20").write(out);
        } else {
            arrivals.add(now);
            json("{\"results\":[]}").write(out);
        }
    }

    private long within(Instant now) {
        return arrivals.stream()
                .filter(arrival -> arrival.isAfter(now.minus(WINDOW)))
                .count();
    }

    /** Asks another question of a family. */
    CompletableFuture<HttpResponse<String>> ask(String family) {
        return gateway.postAsync(
                "/gcx/queries/" + family,
                "{\"interval\":\"2024-01-01T00:00:00Z/2024-01-02T00:00:00Z\",\"n\":" + questions.incrementAndGet()
                        + "}");
    }

    /** Asks so many questions of every family at once, and waits for the answers. */
    List<HttpResponse<String>> askAll(int ofEach) {
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        IntStream.range(0, ofEach).forEach(n -> FAMILIES.forEach(family -> asked.add(ask(family))));
        return asked.stream().map(CompletableFuture::join).toList();
    }

    int calls() {
        return arrivals.size();
    }

    int refusals() {
        return refusals.get();
    }

    int questions() {
        return questions.get();
    }

    /** The most calls that came in any stretch of a window's length. */
    int mostInAWindow() {
        Instant[] sorted = arrivals.toArray(Instant[]::new);
        Arrays.sort(sorted);
        int most = 0;
        for (int first = 0, next = 0; first < sorted.length; first++) {
            while (next < sorted.length && sorted[next].isBefore(sorted[first].plus(WINDOW))) {
                next++;
            }
            most = Math.max(most, next - first);
        }
        return most;
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        genesys.close();
    }
}
