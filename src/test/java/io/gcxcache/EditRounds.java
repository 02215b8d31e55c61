package io.gcxcache;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Declarations and routes are edited while hits, misses and management are asked for at full rate: added, changed, deleted, moved to
 * another file, commented, saved in two halves, and broken.
 */
final class EditRounds {
    private static final String SITES = "/api/v2/telephony/providers/edges/sites";
    private static final String OWN = "own.resources.yaml";
    private static final String BROKEN = "lists:\n  sites: {path: " + SITES + ", tll: 7}\n";
    private static final String OWN_ROUTES = "own.camel.yaml";
    private static final int CLIENTS = 4;
    private static final Pattern EXCHANGED = Pattern.compile("exchanged in (\\d+) ms");

    /** Fetched anew each second, by a route that is edited. */
    private static final String FETCHED = "lists:\n  fetched: {path: /api/v2/users, ttl: 1, fetch: direct:fetched}\n";

    /** What is asked for, and declared all the time. */
    private static final List<String> ASKED = List.of(
            "/gcx/directories/emergency_contacts",
            "/gcx/directories/emergency_contacts",
            "/gcx/directories/internal_agents",
            "/gcx/lists/routing-queues",
            "/gcx/lists/fetched",
            "/own",
            "/gcx/entries",
            "/gcx/routes",
            "/gcx/budget");

    private final Gateway gateway;
    private final Path routes;
    private final SplittableRandom random;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong requests = new AtomicLong();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final List<Long> millis = new ArrayList<>();
    private int applied;
    private int refused;
    private int halves;

    /**
     * @param requests how many were answered
     * @param failed those that were not, or not as they are to be
     * @param applied how many edits held
     * @param refused how many were told to be wrong, and changed nothing
     * @param halves how many were saved in two halves, of which the first is not to hold
     * @param millis from saving to seeing, of each edit, in their order
     * @param exchanges milliseconds that exchanges of routes took
     * @param threads how many more there are than after half of the edits
     * @param bytes how many more are on the heap than after half of the edits
     */
    record Outcome(
            long requests,
            List<String> failed,
            int applied,
            int refused,
            int halves,
            List<Long> millis,
            List<Long> exchanges,
            int threads,
            long bytes) {}

    private EditRounds(Gateway gateway, Path routes, long seed) {
        this.gateway = gateway;
        this.routes = routes;
        this.random = new SplittableRandom(seed);
    }

    /** @param folder empty */
    static Outcome run(Path folder, int edits, long seed) throws Exception {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
        Files.writeString(routes.resolve("fetched.resources.yaml"), FETCHED);
        Files.writeString(routes.resolve(OWN_ROUTES), routes(0));
        try (Gateway gateway = Gateway.start(folder, Map.of("gcx.routes.dir", routes.toString()))) {
            return new EditRounds(gateway, routes, seed).run(edits);
        }
    }

    private Outcome run(int edits) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (LogCapture log = LogCapture.ofAll("io.gcxcache.wiring.Generations")) {
            edit();
            List<Future<Void>> asking = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                SplittableRandom own = random.split();
                Callable<Void> client = () -> {
                    ask(own);
                    return null;
                };
                asking.add(clients.submit(client));
            }
            while (applied + refused < edits / 2) {
                edit();
            }
            int threads = threads();
            long bytes = bytes();
            while (applied + refused < edits) {
                edit();
            }
            int more = threads() - threads;
            long moreBytes = bytes() - bytes;
            over.set(true);
            for (Future<Void> client : asking) {
                client.get();
            }
            return new Outcome(
                    requests.get(),
                    List.copyOf(failed),
                    applied,
                    refused,
                    halves,
                    millis,
                    log.lines().stream()
                            .map(EXCHANGED::matcher)
                            .filter(Matcher::find)
                            .map(found -> Long.valueOf(found.group(1)))
                            .toList(),
                    more,
                    moreBytes);
        } finally {
            over.set(true);
            clients.shutdownNow();
        }
    }

    /** Once what was edited before has ended. */
    private static int threads() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> thread.getName().contains("timer://own"))
                                .count()
                        <= 1);
        return Thread.activeCount();
    }

    private static long bytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void ask(SplittableRandom own) throws IOException, InterruptedException {
        while (!over.get()) {
            if (own.nextInt(50) == 0) {
                gateway.post("/gcx/invalidations", "{\"directory_id\":\"emergency_contacts\"}");
            }
            String path = ASKED.get(own.nextInt(ASKED.size()));
            HttpResponse<String> reply = gateway.get(path);
            requests.incrementAndGet();
            if (reply.statusCode() != 200) {
                failed.add(path + ": " + reply.statusCode() + ' ' + reply.body());
            }
            HttpResponse<String> edited = gateway.get("/gcx/lists/sites");
            requests.incrementAndGet();
            if (edited.statusCode() != 200 && edited.statusCode() != 404) {
                failed.add("/gcx/lists/sites: " + edited.statusCode() + ' ' + edited.body());
            }
        }
    }

    private void edit() throws Exception {
        int ttl = 100 + random.nextInt(1_000);
        String declared = "lists:\n  sites: {path: " + SITES + ", ttl: " + ttl + "}\n";
        switch (random.nextInt(10)) {
            case 0 -> {
                save(OWN, "lists: {}\n", () -> gateway.get("/gcx/lists/sites").statusCode() == 404);
                save(OWN, declared, () -> sitesAreFreshFor(ttl));
            }
            case 1 -> {
                refuse(OWN, BROKEN);
                save(OWN, declared, () -> sitesAreFreshFor(ttl));
            }
            case 2 -> {
                halves++;
                // The half of it is YAML, and allowed.
                Files.writeString(routes.resolve(OWN), declared.substring(0, declared.indexOf(", ttl")) + "}\n");
                save(OWN, declared, () -> sitesAreFreshFor(ttl));
            }
            case 3 -> {
                Files.deleteIfExists(routes.resolve(OWN));
                save("moved.resources.yaml", declared, () -> sitesAreFreshFor(ttl));
                Files.writeString(routes.resolve(OWN), declared);
                Files.delete(routes.resolve("moved.resources.yaml"));
            }
            case 4, 5, 6 -> {
                halves++;
                int number = 1 + random.nextInt(1_000_000);
                Files.writeString(routes.resolve(OWN_ROUTES), routes(number).substring(0, 150 + random.nextInt(100)));
                save(OWN_ROUTES, routes(number), () -> own().equals(Integer.toString(number)));
            }
            case 7 -> {
                refuse(OWN_ROUTES, routes(1).replace("setBody", "setBodi"));
                int number = 1 + random.nextInt(1_000_000);
                save(OWN_ROUTES, routes(number), () -> own().equals(Integer.toString(number)));
            }
            default -> save(OWN, "# edited\n" + declared, () -> sitesAreFreshFor(ttl));
        }
    }

    private void save(String file, String text, Callable<Boolean> seen) throws IOException {
        Files.writeString(routes.resolve(file), text);
        await(seen);
        applied++;
    }

    /** A path, a timer, a schedule, and what fetches a list. */
    private static String routes(int number) {
        return """
                - route:
                    from:
                      uri: gcx-http:/own
                      steps:
                        - to: direct:number
                - route:
                    from:
                      uri: direct:number
                      steps:
                        - setBody: {constant: "%d"}
                - route:
                    from:
                      uri: timer:own?period=50
                      steps:
                        - to: direct:number
                - route:
                    from:
                      uri: gcx-quartz:own/number
                      parameters: {cron: "%d 0 3 * * ?"}
                      steps:
                        - to: direct:number
                - route:
                    from:
                      uri: direct:fetched
                      steps:
                        - bean: {ref: gcxList, method: ask}
                        - to: "direct:gcx-pages?block=false"
                        - bean: {ref: gcxList, method: render}
                """.formatted(number, number % 60);
    }

    private String own() throws Exception {
        return gateway.get("/own").body();
    }

    private void refuse(String file, String text) throws IOException {
        Files.writeString(routes.resolve(file), text);
        await(() -> declarations().has("not_applied"));
        refused++;
    }

    private void await(Callable<Boolean> seen) {
        long start = System.nanoTime();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(seen);
        millis.add((System.nanoTime() - start) / 1_000_000);
    }

    private boolean sitesAreFreshFor(int ttl) throws Exception {
        HttpResponse<String> sites = gateway.get("/gcx/lists/sites");
        return sites.statusCode() == 200
                && Gateway.json(sites).path("ttl_seconds").asInt() == ttl;
    }

    private JsonNode declarations() throws Exception {
        return Gateway.json(gateway.get("/gcx/routes")).path("declarations");
    }
}
