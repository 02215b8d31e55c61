package io.gcxcache;

import static io.gcxcache.RawServer.json;
import static io.gcxcache.RawServer.status;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that write and read the same few things through the gateway, while others invalidate, entries are evicted and time
 * passes quickly: whether anybody is shown what is older than the last write that was answered before he asked.
 *
 * <p>Genesys tells the version of everything as of the moment at which it is asked, and may take its time to say so.
 */
final class WriteRounds implements AutoCloseable {
    private static final int READERS = 8;
    private static final int WRITERS = 3;
    private static final int THINGS = 3;
    private static final String QUEUES = "/api/v2/routing/queues";
    private static final String USERS = "/api/v2/users";
    private static final String SEARCH = "/api/v2/users/search";
    private static final String ROWS = "/api/v2/flows/datatables/t/rows";
    private static final Pattern VERSION = Pattern.compile("\"id\":\"(\\w+)\",\"v\":(\\d+)");

    private final RawServer genesys = new RawServer();
    private final Gateway gateway;
    private final Random seeds;
    private final Map<String, Thing> things = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean over = new AtomicBoolean();

    /** Everything in it only grows. */
    private static final class Thing {
        private final List<Boolean> exists = new ArrayList<>(List.of(true));
        private int answered;

        synchronized int version() {
            return exists.size() - 1;
        }

        synchronized boolean exists() {
            return exists.get(exists.size() - 1);
        }

        synchronized void write(boolean there) {
            exists.add(there);
        }

        synchronized void answeredAtLeast(int version) {
            answered = Math.max(answered, version);
        }

        synchronized int floor() {
            return answered;
        }

        synchronized boolean wasGoneSince(int version) {
            return exists.subList(version, exists.size()).contains(false);
        }
    }

    /**
     * @param counts what happened
     * @param violations what must not happen; empty if nobody was shown anything old
     */
    record Outcome(Map<String, Long> counts, List<String> violations) {}

    WriteRounds(Path folder, long seed) throws Exception {
        seeds = new Random(seed);
        genesys.on("/oauth/token", json("{\"access_token\":\"t\",\"expires_in\":86400000}"));
        for (String kind : List.of("q", "m", "u", "r")) {
            for (int i = 0; i < THINGS; i++) {
                things.put(kind + i, new Thing());
            }
        }
        genesys.onQueries(USERS, query -> page(query, "u"));
        genesys.onBodies(SEARCH, body -> entities("u", 0, THINGS, "\"total\":3"));
        for (int i = 0; i < THINGS; i++) {
            String q = "q" + i;
            String m = "m" + i;
            String u = "u" + i;
            String r = "r" + i;
            on("GET " + QUEUES + '/' + q, () -> one(q));
            on("PUT " + QUEUES + '/' + q, () -> write(true, q));
            on("GET " + QUEUES + '/' + q + "/members", () -> entities("m", thing(m), thing(m) + 1, "\"total\":2"));
            on("PATCH " + QUEUES + '/' + q + "/members", () -> write(true, m));
            on("GET " + USERS + '/' + u, () -> one(u));
            on("PATCH " + USERS + '/' + u, () -> write(true, u));
            on("PATCH " + USERS + '/' + u + "/queues", () -> write(true, "m0", "m1", "m2"));
            on("GET " + ROWS + '/' + r, () -> things.get(r).exists() ? one(r) : status(404, "{}"));
            on("PUT " + ROWS + '/' + r, () -> write(true, r));
            on("DELETE " + ROWS + '/' + r, () -> write(false, r));
        }
        genesys.onQueries(QUEUES, query -> page(query, "q"));
        String url = genesys.url().toString();
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.genesys.api-url",
                        url,
                        "gcx.genesys.login-url",
                        url,
                        "gcx.budget.limit",
                        "1000000",
                        "gcx.cache.max-entries",
                        "8"));
    }

    private static int thing(String name) {
        return Integer.parseInt(name.substring(1));
    }

    private interface Genesys {
        RawServer.Answer now();
    }

    private void on(String call, Genesys answer) {
        genesys.on(call, out -> answer.now().write(out));
    }

    private String told(String name) {
        return "{\"id\":\"" + name + "\",\"v\":" + things.get(name).version() + '}';
    }

    private RawServer.Answer one(String name) {
        return slowly(json(told(name)));
    }

    private RawServer.Answer entities(String kind, int from, int to, String more) {
        List<String> told = new ArrayList<>();
        for (int i = from; i < Math.min(to, THINGS); i++) {
            told.add(told(kind + i));
        }
        return slowly(json("{\"entities\":[" + String.join(",", told) + "]," + more + '}'));
    }

    private RawServer.Answer page(String query, String kind) {
        int size = parameter(query, "pageSize", 25);
        int number = parameter(query, "pageNumber", 1);
        String more = "\"pageSize\":" + size + ",\"pageNumber\":" + number + ",\"total\":" + THINGS + ",\"pageCount\":"
                + (THINGS + size - 1) / size;
        return entities(kind, (number - 1) * size, number * size, more);
    }

    private static int parameter(String query, String name, int otherwise) {
        Matcher found = Pattern.compile("(?:^|&)" + name + "=(\\d+)").matcher(query);
        return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
    }

    private RawServer.Answer slowly(RawServer.Answer answer) {
        long nanos = random().nextInt(10) < 3 ? random().nextInt(20_000_000) : 0;
        return out -> {
            LockSupport.parkNanos(nanos);
            answer.write(out);
        };
    }

    private static Random random() {
        return ThreadLocalRandom.current();
    }

    private RawServer.Answer write(boolean there, String... names) {
        for (String name : names) {
            things.get(name).write(there);
        }
        return switch (random().nextInt(12)) {
            case 0 -> status(503, "{}");
            case 1 -> status(409, "{}");
            case 2 ->
                out -> {
                    throw new IOException("cut");
                };
            default -> slowly(json("{}"));
        };
    }

    /**
     * May be called again, to go on.
     *
     * @param questions how many each reader asks
     */
    Outcome play(int questions) throws Exception {
        over.set(false);
        ExecutorService pool = Executors.newFixedThreadPool(READERS + WRITERS + 1);
        try {
            List<Future<?>> readers = new ArrayList<>();
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(seeds.nextLong());
                readers.add(pool.submit(() -> readAll(random, questions)));
            }
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(seeds.nextLong());
                int thing = i;
                others.add(pool.submit(() -> writeAll(random, thing)));
            }
            Random random = new Random(seeds.nextLong());
            others.add(pool.submit(() -> letTimePass(random)));
            for (Future<?> reader : readers) {
                reader.get();
            }
            over.set(true);
            for (Future<?> other : others) {
                other.get();
            }
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((what, count) -> sums.put(what, count.sum()));
        return new Outcome(sums, List.copyOf(violations));
    }

    private Void readAll(Random random, int questions) throws Exception {
        String token = gateway.logIn();
        Map<String, HttpResponse<String>> had = new HashMap<>();
        for (int i = 0; i < questions; i++) {
            read(random, token, had);
        }
        return null;
    }

    private Void writeAll(Random random, int thing) throws Exception {
        String token = gateway.logIn();
        while (!over.get()) {
            writeThrough(random, token, thing);
            LockSupport.parkNanos(random.nextInt(30_000_000));
        }
        return null;
    }

    private Void letTimePass(Random random) {
        while (!over.get()) {
            gateway.clock.advance(Duration.ofMillis(random.nextInt(random.nextInt(20) == 0 ? 400_000 : 4_000)));
            if (random.nextInt(10) == 0) {
                gateway.post("/gcx/invalidations", "{\"tag\":\"list-users\",\"reason\":\"round\"}");
            }
            LockSupport.parkNanos(20_000_000);
        }
        return null;
    }

    private void writeThrough(Random random, String token, int i) throws Exception {
        String[] names;
        String method = "PATCH";
        String path;
        switch (random.nextInt(5)) {
            case 0 -> {
                method = "PUT";
                path = QUEUES + "/q" + i;
                names = new String[] {"q" + i};
            }
            case 1 -> {
                path = QUEUES + "/q" + i + "/members";
                names = new String[] {"m" + i};
            }
            case 2 -> {
                path = USERS + "/u" + i;
                names = new String[] {"u" + i};
            }
            case 3 -> {
                path = USERS + "/u" + i + "/queues";
                names = new String[] {"m0", "m1", "m2"};
            }
            default -> {
                method = random.nextBoolean() ? "PUT" : "DELETE";
                path = ROWS + "/r" + i;
                names = new String[] {"r" + i};
            }
        }
        Map<String, Integer> before = new HashMap<>();
        for (String name : names) {
            before.put(name, things.get(name).version());
        }
        int sent = genesys.requests(method + ' ' + path);
        int status =
                gateway.send(method, path, "Authorization", "Bearer " + token).statusCode();
        if (genesys.requests(method + ' ' + path) != sent + 1) {
            violations.add(method + ' ' + path + " sent " + (genesys.requests(method + ' ' + path) - sent) + " times, "
                    + status);
        }
        for (String name : names) {
            // Others may have written it too, and not been answered.
            things.get(name).answeredAtLeast(before.get(name) + 1);
        }
        count("written " + status);
    }

    private void read(Random random, String token, Map<String, HttpResponse<String>> had) throws Exception {
        int i = random.nextInt(THINGS);
        String search = null;
        String path =
                switch (random.nextInt(12)) {
                    case 0 -> QUEUES + "/q" + i;
                    case 1 -> QUEUES + "?pageSize=2&pageNumber=" + (1 + random.nextInt(2));
                    case 2 -> QUEUES + "?pageSize=1&name=a&pageNumber=" + (1 + i);
                    case 3 -> QUEUES + "/q" + i + "/members";
                    case 4 -> QUEUES + "/q" + i + "/members?pageNumber=2";
                    case 5 -> USERS + "?expand=presence&pageSize=1&pageNumber=" + (1 + i);
                    case 6 -> USERS + "?pageSize=2&pageNumber=" + (1 + random.nextInt(2));
                    case 7 -> USERS + "/u" + i;
                    case 8 -> SEARCH;
                    case 9 -> "/gcx/queries/users-search";
                    case 10 -> "/gcx/lists/routing-queues";
                    default -> ROWS + "/r" + i;
                };
        if (path.endsWith("search")) {
            search =
                    "{\"query\":[{\"type\":\"EXACT\",\"fields\":[\"name\"],\"value\":\"v" + random.nextInt(2) + "\"}]}";
        }
        Map<String, Integer> floors = new HashMap<>();
        things.forEach((name, thing) -> floors.put(name, thing.floor()));
        HttpResponse<String> before = had.get(path);
        List<String> headers = new ArrayList<>(List.of("Authorization", "Bearer " + token));
        if (before != null && search == null && random.nextInt(3) == 0) {
            headers.addAll(
                    List.of("If-None-Match", before.headers().firstValue("ETag").orElse("\"none\"")));
        }
        String[] sent = headers.toArray(String[]::new);
        HttpResponse<String> reply = search == null ? gateway.get(path, sent) : gateway.post(path, search, sent);
        String cache = reply.headers().firstValue("Cache-Status").orElse("");
        count("read " + reply.statusCode() + (cache.startsWith("gcx; hit") ? " from the cache" : ""));
        HttpResponse<String> shown = reply.statusCode() == 304 ? before : reply;
        if (reply.statusCode() == 200) {
            had.put(path, reply);
        }
        if (reply.statusCode() == 404 && path.startsWith(ROWS)) {
            if (!things.get("r" + i).wasGoneSince(floors.get("r" + i))) {
                violations.add(path + " is 404 though it is there since " + floors.get("r" + i) + ' '
                        + reply.headers().map());
            }
        } else if (shown.statusCode() == 200) {
            Matcher versions = VERSION.matcher(shown.body());
            while (versions.find()) {
                int floor = floors.get(versions.group(1));
                if (Integer.parseInt(versions.group(2)) < floor) {
                    violations.add(path + ' ' + reply.statusCode() + ' ' + cache + " shows " + versions.group()
                            + " after " + floor);
                }
            }
        } else {
            count("refused with " + reply.statusCode());
        }
    }

    private void count(String what) {
        counts.computeIfAbsent(what, first -> new LongAdder()).increment();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        genesys.close();
    }
}
