package io.gcxcache;

import io.gcxcache.PeersFigures.Doing;
import io.gcxcache.consumer.NewConsumer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The gateway beside nginx, Varnish, HAProxy and bare Vert.x, which serve the same bytes with the same headers: hits of all
 * sizes, of many keys, not modified, with a token, posted; then bursts, misses and long lists. The servers take turns in
 * rounds. Prints what each gives, what CPU time it takes for it, and which goals that meets. What others do on the machine
 * meanwhile is told, and a round in which that is much is marked.
 */
final class PeersBench implements AutoCloseable {
    private static final List<String> PARTS =
            List.of("get", "keys", "304", "token", "post", "p99", "burst", "miss", "list");

    private static final String GATEWAY = "gcx-cache";
    private static final String ROUTE = "gcx-cache by the route";
    private static final String ORIGIN = "the origin itself";
    private static final String REPLAY = "gcx.http.replay";

    private static final String SMALL = PeersOrigin.DIRECTORIES + PeersOrigin.SMALL;
    private static final String KEY = "key-";
    private static final int KEYS = 1_000;
    private static final int CONNECTIONS = 32;
    private static final List<Integer> BURSTS = List.of(200, 2_000);
    private static final int MISSES = 400;
    private static final String QUERY = "/gcx/queries/conversations-aggregates";

    /** Of 300 bytes. */
    private static final String ASKED = """
            {"interval":"2024-01-01T00:00:00.000Z/2024-03-01T00:00:00.000Z","granularity":"P1D",\
            "groupBy":["queueId","mediaType"],"metrics":["nConnected","tAnswered","tHandle"],"filter":{"type":"and",\
            "predicates":[{"type":"dimension","dimension":"queueId","operator":"matches","value":"queue-1"}]}}""";

    private static final String GET_SMALL = "GET 0.5 KB";
    private static final String GET_MEDIUM = "GET 2 KB";
    private static final String GET_LARGE = "GET 100 KB";
    private static final String GET_KEYS = "GET 0.5 KB, 1,000 keys";
    private static final String NOT_MODIFIED = "304";
    private static final String WITHOUT_TOKEN = "GET 0.5 KB without a token";
    private static final String WITH_TOKEN = "GET 0.5 KB with a token";
    private static final String BESIDE_POST = "GET 0.5 KB beside POST";
    private static final String POST = "POST 300 B";
    private static final String HALF = "GET 0.5 KB at half of the maximum";
    private static final String MISS = "a miss";
    private static final String LIST = "a list of 40 pages of 50 ms";

    private static final String PER_SECOND = "requests/s";
    private static final String CPU = "µs of CPU a request";
    private static final String P50 = "ms p50";
    private static final String P99 = "ms p99";
    private static final String OVER = "ms p99 over the origin's 600 ms";
    private static final String CALLS = "calls to the origin";
    private static final String TAKEN = "ms";

    private final Path work;
    private final int rounds;
    private final Duration time;
    private final int warmUp;
    private final PeersOrigin origin = new PeersOrigin();
    private final List<Peer> peers = new ArrayList<>();
    private final PeersFigures figures = new PeersFigures();
    private Peer gateway;
    private Peer route;
    private String token;
    private int unique;

    private PeersBench(Path work, List<Integer> numbers) throws Exception {
        this.work = work;
        rounds = numbers.size() < 1 ? 6 : numbers.get(0);
        time = Duration.ofSeconds(numbers.size() < 2 ? 5 : numbers.get(1));
        warmUp = numbers.size() < 3 ? 100_000 : numbers.get(2);
    }

    private void start() throws Exception {
        String[] consumer = NewConsumer.of("bench", new SecureRandom()).split("\n\nsecret: ");
        Path consumers = Files.writeString(work.resolve("consumers.yaml"), consumer[0] + '\n');
        gateway = gateway(GATEWAY, consumers, "true");
        String settings = Files.readString(Distribution.PACKED.resolve("config").resolve("application.properties"));
        if (settings.contains("\n" + REPLAY + "=")) {
            route = gateway(ROUTE, consumers, "false");
        } else {
            route = gateway;
            System.out.println("the gateway has no setting " + REPLAY + "; it is measured once, as it is");
        }
        token = logIn(consumer[1].strip());
        List<String> sizes = List.of(PeersOrigin.SMALL, PeersOrigin.MEDIUM, PeersOrigin.LARGE);
        for (String id : sizes) {
            copy(id);
        }
        for (int i = 0; i < KEYS; i++) {
            copy(KEY + i);
        }
        Peer.nginx(work, origin.port()).ifPresent(peers::add);
        Peer.varnish(work, origin.port()).ifPresent(peers::add);
        Peer.haproxy(work, origin.port()).ifPresent(peers::add);
        peers.add(Peer.bareVertx(work, bare(sizes)));
        for (String id : sizes) {
            compare(PeersOrigin.DIRECTORIES + id);
        }
    }

    /** Has everyone answer with the same bytes, and tells how many there are. */
    private void compare(String path) throws Exception {
        String body = gateway.get(path).body();
        List<String> heads = new ArrayList<>();
        for (Peer peer : peers) {
            HttpResponse<String> reply = peer.get(path);
            // Each gateway tells in it when it fetched that.
            boolean same = peer.equals(route)
                    ? reply.body().length() == body.length()
                    : reply.body().equals(body);
            if (!same) {
                throw new IllegalStateException(peer.name() + " answers " + path + " with other bytes, "
                        + reply.statusCode() + ": " + reply.body());
            }
            heads.add(peer.name() + " " + head(reply));
        }
        System.out.printf("%s: %,d bytes; heads: %s%n", path, body.length(), String.join(", ", heads));
    }

    private static int head(HttpResponse<?> reply) {
        String end = "\r\n";
        return reply.headers().map().entrySet().stream()
                        .flatMap(
                                header -> header.getValue().stream().map(value -> header.getKey() + ": " + value + end))
                        .mapToInt(String::length)
                        .sum()
                + ("HTTP/1.1 200 OK" + end + end).length();
    }

    private Peer gateway(String name, Path consumers, String replay) throws IOException {
        Path folder = Files.createDirectories(work.resolve(name.replace(' ', '-')));
        Map<String, String> environment = new HashMap<>(Map.of(
                "GCX_GENESYS_API_URL", origin.url(),
                "GCX_GENESYS_LOGIN_URL", origin.url(),
                "GCX_GENESYS_CLIENT_ID", "id",
                "GCX_GENESYS_CLIENT_SECRET", "secret",
                "GCX_HTTP_PORT", "0",
                "GCX_HTTP_REPLAY", replay,
                "GCX_BUDGET_LIMIT", "1000000",
                "GCX_BUDGET_CLIENT_LIMIT", "1000000",
                "GCX_DIRECTORY_TTL_DEFAULT", "3600",
                "GCX_CONSUMERS_FILE", consumers.toString()));
        // A long run writes more than a day usually does; what is left out for that would make it faster.
        environment.put("GCX_AUDIT_MAX_BYTES", Long.toString(1L << 40));
        environment.put("GCX_AUDIT_DIR", folder.resolve("audit").toString());
        environment.put("GCX_TOKENS_KEY_FILE", work.resolve("tokens.key").toString());
        Distribution gcx = Distribution.start(Distribution.PACKED, folder, environment);
        Peer peer = new Peer(name, gcx.port(), ProcessHandle.of(gcx.pid()).orElseThrow());
        peers.add(peer);
        return peer;
    }

    private String logIn(String secret) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url("/oauth/token")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id=bench&client_secret=" + secret))
                .build();
        String granted = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return granted.replaceFirst("(?s).*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    /** Has the gateways fetch a directory, and the peers have it as the gateway does. */
    private void copy(String id) throws Exception {
        route.get(PeersOrigin.DIRECTORIES + id);
        gateway.get(PeersOrigin.DIRECTORIES + id);
        origin.copy(id, gateway.get(PeersOrigin.DIRECTORIES + id));
    }

    private List<String> bare(List<String> ids) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.add(Files.write(work.resolve("headers"), origin.headers(PeersOrigin.SMALL))
                .toString());
        for (String id : ids) {
            arguments.add(PeersOrigin.DIRECTORIES + id);
            arguments.add(Files.writeString(work.resolve(id), origin.body(id)).toString());
        }
        return arguments;
    }

    /** @param args which of the parts, if not all; and how many rounds, their seconds, and how many requests to warm up with */
    public static void main(String[] args) throws Exception {
        List<String> parts = Arrays.stream(args).filter(PARTS::contains).toList();
        List<Integer> numbers = Arrays.stream(args)
                .filter(arg -> !PARTS.contains(arg))
                .map(Integer::valueOf)
                .toList();
        if (!Program.isInstalled("wrk")) {
            throw new IllegalStateException("wrk is missing: apt-get install wrk");
        }
        try (PeersBench bench = new PeersBench(Files.createTempDirectory("gcx-peers-bench"), numbers)) {
            // Whoever interrupts it does not want them to stay.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> bench.peers.forEach(Peer::terminate)));
            bench.start();
            for (String part : parts.isEmpty() ? PARTS : parts) {
                bench.run(part);
            }
            bench.figures.print();
            bench.tellGoals();
        }
    }

    private void run(String part) throws Exception {
        switch (part) {
            case "get" -> {
                throughput(each(GET_SMALL, peers, PeersOrigin.SMALL));
                throughput(each(GET_MEDIUM, peers, PeersOrigin.MEDIUM));
                throughput(each(GET_LARGE, peers, PeersOrigin.LARGE));
            }
            case "keys" -> {
                List<String> script = Wrk.inTurn(work, PeersOrigin.DIRECTORIES + KEY, KEYS);
                throughput(each(GET_KEYS, caches(), PeersOrigin.SMALL, script));
            }
            case "304" -> {
                String tag = gateway.get(SMALL).headers().firstValue("ETag").orElseThrow();
                // wrk takes HAProxy's for no answers at all.
                List<Peer> able = caches().stream()
                        .filter(peer -> !peer.name().equals(Peer.HAPROXY))
                        .toList();
                throughput(each(NOT_MODIFIED, able, PeersOrigin.SMALL, List.of("-H", "If-None-Match: " + tag)));
            }
            case "token" -> {
                List<Line> lines = new ArrayList<>(each(WITHOUT_TOKEN, gateways(), PeersOrigin.SMALL));
                lines.addAll(each(
                        WITH_TOKEN, gateways(), PeersOrigin.SMALL, List.of("-H", "Authorization: Bearer " + token)));
                throughput(lines);
            }
            case "post" -> {
                List<Line> lines = new ArrayList<>(each(BESIDE_POST, List.of(route), PeersOrigin.SMALL));
                List<String> script = Wrk.posting(work, ASKED);
                gateways().forEach(peer -> lines.add(new Line(POST, peer, with(script, peer.url(QUERY)))));
                throughput(lines);
            }
            case "p99" -> p99();
            case "burst" -> {
                for (int clients : BURSTS) {
                    burst(clients);
                }
            }
            case "miss" -> miss();
            default -> list();
        }
    }

    private static List<Line> each(String what, List<Peer> peers, String id) {
        return each(what, peers, id, List.of());
    }

    private static List<Line> each(String what, List<Peer> peers, String id, List<String> options) {
        return peers.stream()
                .map(peer -> new Line(what, peer, with(options, peer.url(PeersOrigin.DIRECTORIES + id))))
                .toList();
    }

    private static List<String> with(List<String> options, String url) {
        return Stream.concat(options.stream(), Stream.of(url)).toList();
    }

    private List<Peer> gateways() {
        return Stream.of(gateway, route).distinct().toList();
    }

    /** All that ask an origin for what they do not have. */
    private List<Peer> caches() {
        return peers.stream().filter(peer -> !peer.name().equals(Peer.BARE)).toList();
    }

    private void throughput(List<Line> lines) throws Exception {
        for (Line line : lines) {
            for (long asked = 0; asked < warmUp; ) {
                asked += Wrk.run(Duration.ofSeconds(1), line.options).requests();
            }
        }
        for (int round = 1; round <= rounds; round++) {
            for (Line line : turned(lines, round)) {
                int calls = origin.calls();
                Watch watch = new Watch();
                Duration before = CpuTime.ofTree(line.peer.process());
                Wrk found = Wrk.run(time, line.options);
                Duration used = CpuTime.ofTree(line.peer.process()).minus(before);
                double strangers = watch.strangers();
                double micros = used.toNanos() / 1e3 / found.requests();
                Doing doing = new Doing(line.what, line.peer.name());
                figures.add(doing, PER_SECOND, found.perSecond(), strangers);
                figures.add(doing, CPU, micros, strangers);
                tell(
                        round,
                        doing,
                        strangers,
                        "%,.0f requests/s, %.1f µs of CPU a request".formatted(found.perSecond(), micros));
                if (origin.calls() > calls) {
                    System.out.printf("  not all were hits: the origin was asked %d times%n", origin.calls() - calls);
                }
            }
        }
    }

    private void p99() throws Exception {
        byte[] question = Connections.get(SMALL);
        Map<Peer, Double> halves = new HashMap<>();
        for (Peer peer : peers) {
            Optional<Double> known = figures.median(new Doing(GET_SMALL, peer.name()), PER_SECOND);
            double most = known.isPresent()
                    ? known.get()
                    : Wrk.run(time, List.of(peer.url(SMALL))).perSecond();
            halves.put(peer, most / 2);
        }
        for (int round = 0; round <= rounds; round++) {
            for (Peer peer : turned(peers, round)) {
                Watch watch = new Watch();
                long[] taken;
                try (Connections connections = new Connections(peer.port(), CONNECTIONS)) {
                    taken = connections.evenly(question, halves.get(peer), time);
                }
                if (round > 0) {
                    double strangers = watch.strangers();
                    Doing doing = new Doing(HALF, peer.name());
                    double p50 = Connections.at(taken, 0.5);
                    double p99 = Connections.at(taken, 0.99);
                    figures.add(doing, P50, p50, strangers);
                    figures.add(doing, P99, p99, strangers);
                    tell(
                            round,
                            doing,
                            strangers,
                            "p50 %.2f ms, p99 %.2f ms at %,.0f requests/s".formatted(p50, p99, halves.get(peer)));
                }
            }
        }
    }

    private void burst(int clients) throws Exception {
        for (int round = 0; round <= rounds; round++) {
            for (Peer peer : turned(caches(), round)) {
                String id = PeersOrigin.LATE + unique++;
                Watch watch = new Watch();
                long[] taken;
                try (Connections connections = new Connections(peer.port(), clients)) {
                    connections.atOnce(Connections.get(SMALL));
                    taken = connections.atOnce(Connections.get(PeersOrigin.DIRECTORIES + id));
                }
                if (round > 0) {
                    double strangers = watch.strangers();
                    double over = Connections.at(taken, 0.99) - PeersOrigin.LATE_MILLIS;
                    Doing doing = new Doing(burstOf(clients), peer.name());
                    figures.add(doing, OVER, over, strangers);
                    figures.add(doing, CALLS, origin.calls(id), strangers);
                    tell(
                            round,
                            doing,
                            strangers,
                            "p99 %.1f ms over the origin's, %d calls".formatted(over, origin.calls(id)));
                }
            }
        }
    }

    private static String burstOf(int clients) {
        return "a cold burst of %,d".formatted(clients);
    }

    /** One question after the other, of each server in turn, so that what else the machine does meets all. */
    private void miss() throws Exception {
        List<Peer> caches = caches();
        Map<String, Connections> askers = new LinkedHashMap<>();
        try {
            askers.put(ORIGIN, new Connections(origin.port(), 1));
            for (Peer peer : caches) {
                askers.put(peer.name(), new Connections(peer.port(), 1));
            }
            for (int round = 0; round <= rounds; round++) {
                Watch watch = new Watch();
                Map<String, long[]> taken = new LinkedHashMap<>();
                for (int i = 0; i < MISSES; i++) {
                    String id = "miss-" + unique++;
                    for (String asked : askers.keySet()) {
                        String path = asked.equals(ORIGIN) ? PeersOrigin.page(id, 1) : PeersOrigin.DIRECTORIES + id;
                        taken.computeIfAbsent(asked, first -> new long[MISSES])[i] =
                                askers.get(asked).atOnce(Connections.get(path))[0];
                    }
                }
                double strangers = watch.strangers();
                for (String asked : round > 0 ? taken.keySet() : Set.<String>of()) {
                    double p50 = Connections.at(
                            Arrays.stream(taken.get(asked)).sorted().toArray(), 0.5);
                    Doing doing = new Doing(MISS, asked);
                    figures.add(doing, P50, p50, strangers);
                    tell(round, doing, strangers, "p50 %.2f ms".formatted(p50));
                }
            }
        } finally {
            for (Connections connections : askers.values()) {
                connections.close();
            }
        }
    }

    private void list() throws Exception {
        try (Connections direct = new Connections(origin.port(), 1)) {
            for (int round = 0; round <= rounds; round++) {
                String id = PeersOrigin.LONG + unique++;
                Watch watch = new Watch();
                long start = System.nanoTime();
                for (int page = 1; page <= PeersOrigin.PAGES; page++) {
                    direct.atOnce(Connections.get(PeersOrigin.page(id, page)));
                }
                double sequential = (System.nanoTime() - start) / 1e6;
                start = System.nanoTime();
                HttpResponse<String> whole = gateway.get(PeersOrigin.DIRECTORIES + id);
                double walked = (System.nanoTime() - start) / 1e6;
                if (!whole.body().contains(PeersOrigin.LAST_ENTRY)) {
                    throw new IllegalStateException("a list is not whole: " + whole);
                }
                if (round > 0) {
                    double strangers = watch.strangers();
                    Doing doing = new Doing(LIST, GATEWAY);
                    figures.add(doing.by(ORIGIN), TAKEN, sequential, strangers);
                    figures.add(doing, TAKEN, walked, strangers);
                    tell(round, doing, strangers, "%.0f ms; one after the other %.0f ms".formatted(walked, sequential));
                }
            }
        }
    }

    private static <T> List<T> turned(List<T> all, int round) {
        List<T> turned = new ArrayList<>(all);
        Collections.rotate(turned, -round);
        return turned;
    }

    private static void tell(int round, Doing doing, double strangers, String found) {
        System.out.printf(
                "%d  %s, %s: %s; strangers %.0f %%%s%n",
                round,
                doing.what(),
                doing.server(),
                found,
                100 * strangers,
                strangers > PeersFigures.QUIET ? " (!)" : "");
    }

    private void tellGoals() {
        for (String what : List.of(GET_SMALL, GET_MEDIUM)) {
            faster(what, GATEWAY, Peer.NGINX, 1.3);
            faster(what, GATEWAY, Peer.HAPROXY, 1.1);
            Doing doing = new Doing(what, GATEWAY);
            figures.atMost(what + ", CPU of bare Vert.x's", doing, doing.by(Peer.BARE), CPU, 1);
        }
        faster(GET_KEYS, GATEWAY, Peer.NGINX, 1.15);
        faster(GET_KEYS, GATEWAY, Peer.HAPROXY, 1);
        faster(GET_LARGE, GATEWAY, Peer.NGINX, 1.2);
        faster(GET_LARGE, GATEWAY, Peer.HAPROXY, 1.1);
        faster(NOT_MODIFIED, GATEWAY, Peer.NGINX, 1.2);
        for (String what : List.of(GET_SMALL, GET_MEDIUM, GET_KEYS, GET_LARGE, NOT_MODIFIED)) {
            faster(what, ROUTE, Peer.NGINX, 1);
        }
        figures.atLeast(
                WITH_TOKEN + ", of without",
                new Doing(WITH_TOKEN, GATEWAY),
                new Doing(WITHOUT_TOKEN, GATEWAY),
                PER_SECOND,
                0.95);
        figures.atLeast(
                POST + ", of GET by the route",
                new Doing(POST, GATEWAY),
                new Doing(BESIDE_POST, route.name()),
                PER_SECOND,
                0.8);
        Doing half = new Doing(HALF, GATEWAY);
        figures.atMostMore(HALF + ", than nginx", half, half.by(Peer.NGINX), P99, 1);
        for (int clients : BURSTS) {
            Doing burst = new Doing(burstOf(clients), GATEWAY);
            figures.hardLimit(burst.what(), burst, CALLS, 1);
            figures.limit(burst.what(), burst, OVER, 50);
        }
        Doing miss = new Doing(MISS, GATEWAY);
        figures.atMostMore(MISS + ", than the origin", miss, miss.by(ORIGIN), P50, 3);
        Doing list = new Doing(LIST, GATEWAY);
        figures.atMost(LIST + ", of one after the other", list, list.by(ORIGIN), TAKEN, 0.25);
        figures.printGoals();
    }

    private void faster(String what, String server, String other, double times) {
        Doing doing = new Doing(what, server);
        String who = server.equals(GATEWAY) ? what : what + " by the route";
        figures.atLeast(who + ", of " + other + "'s", doing, doing.by(other), PER_SECOND, times);
    }

    @Override
    public void close() throws IOException {
        peers.forEach(Peer::close);
        origin.close();
        // Audit files of some gigabytes.
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * What wrk asks a server for.
     *
     * @param options of wrk, and the address
     */
    private record Line(String what, Peer peer, List<String> options) {}

    /** Sees what others do on the machine from its beginning on. */
    private final class Watch {
        private final long start = System.nanoTime();
        private final Duration busy = CpuTime.ofMachine();
        private final Duration ours = ours();

        Watch() throws IOException {}

        /** Their share of the machine's CPU time. */
        double strangers() throws IOException {
            Duration others = CpuTime.ofMachine().minus(busy).minus(ours().minus(ours));
            long whole = (System.nanoTime() - start) * Runtime.getRuntime().availableProcessors();
            return Math.max(0, (double) others.toNanos() / whole);
        }

        private Duration ours() throws IOException {
            return peers.stream()
                    .map(peer -> CpuTime.ofTree(peer.process()))
                    .reduce(CpuTime.ofThisProcess(), Duration::plus);
        }
    }
}
