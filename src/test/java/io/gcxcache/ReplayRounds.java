package io.gcxcache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.consumer.Consumers;
import io.gcxcache.consumer.NewConsumer;
import io.gcxcache.http.Certificates;
import io.gcxcache.http.TlsFiles;
import io.gcxcache.simulator.GenesysSimulator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The same random requests to two gateways, of which one answers hits again without their routes and the other does not, while the
 * same happens to both: invalidations, changes at Genesys, writes, time that passes, routes that are suspended, consumers that are
 * edited, tokens that are revoked. Every reply, audit line and meter is compared.
 */
final class ReplayRounds {
    private static final List<String> CLIENTS = List.of("board", "board", "bot", "bot", "narrow", "exact");
    private static final Set<String> NAMES = new HashSet<>(CLIENTS);
    private static final List<String> ROUTES = List.of(
            "gateway-list", "gateway-directory", "gateway-api", "gcx-list", "gcx-directory", "gcx-api", "gcx-ask");
    private static final List<String> TAGS =
            List.of("directory", "directory-emergency_contacts", "list-users", "routing-queues", "users", "nothing");
    private static final List<String> KEYS = List.of(
            "gcx:directory:emergency_contacts",
            "gcx:directory:external_vendors",
            "gcx:routing-queues",
            "gcx:list:routing-queues",
            "gcx:list:users",
            "gcx:list:skills");
    private static final List<String> FAMILIES =
            List.of("routing-directories", "routing-queues", "routing", "users", "authorization", "organizations");

    private static final Duration LONGEST_FLIGHT = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 4;
    private static final int LARGEST_BATCH = 40;
    private static final int REQUESTS_PER_CHECK = 10_000;
    private static final int MOST_DIFFERENCES = 20;
    private static final int MANY = 1_000_000;

    /** Which line is the first of a day, and when it is noticed that an entry has expired: after how many look-ups chance has it. */
    private static final String NOTICED = "\"opens\":\"[^\"]*\",|\"timestamp\":\"[^\"]*\"(?=,\"event\":\"eviction\")";

    /** Fields that two gateways cannot share, beginning with what is before their values. */
    private static final List<String> OWN_FIELDS = List.of("ININ-Correlation-Id: ", "date: ", "Location: /gcx/runs/");

    /** What is told while it is changed behind the reply. */
    private static final List<String> CHANGING_FIELDS = List.of("RateLimit: ", "RateLimit-Policy: ", "inin-ratelimit-");

    /** The same in bodies and audit lines. */
    private static final Pattern OWN =
            Pattern.compile("(\"(?:access_token|contextId|prev)\":\")[^\"]*|(\"(?:seq|latency_ms)\":)[^,}]*");

    private static final String REFRESHING = "\r\nGCX-Refreshing: true\r\n";

    private static final Pattern FRESH = Pattern.compile("\r\nCache-Status: gcx; hit; ttl=(\\d+)\r\n");

    private static final Pattern RESET = Pattern.compile("(?<=;r=\\d{1,9};t=|inin-ratelimit-reset: )(\\d+)");

    /** What is measured of the process, in real time, or of Camel's exchanges, of which a hit has none. */
    private static final Pattern UNMEASURED =
            Pattern.compile("#.*|(?:jvm|process|system|executor|camel|Camel|http|logback|log4j)\\w*[ {].*"
                    + "|\\w+_(?:sum|max|bucket)[ {].*|gcx_(?:heap|audit_events_waiting|event_loop)\\w*[ {].*");

    /** Tells of each request to a route whose next one is stopped. */
    private static final String FAILURES = "io.gcxcache.http.Failures";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SplittableRandom random;
    private final boolean tls;
    private final SSLContext ssl;
    private final List<Side> sides = new ArrayList<>();
    private final Map<String, String> secrets = new HashMap<>();
    private final Map<String, String> credentials = new HashMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private final RandomReads reads;

    /** What was answered out of the cache, and until when: as long its answers lead to no call. */
    private final Map<String, Instant> settled = new HashMap<>();

    private final Set<String> uncached = new HashSet<>();
    private final Set<String> declared = new HashSet<>(NAMES);
    private final Instant start;
    private boolean consumers;
    private String out;
    private long requests;
    private long replayed;

    /**
     * @param requests how many were sent to each
     * @param replayed how many were answered without their route
     * @param counts what happened
     * @param differences what was not the same, at most {@value #MOST_DIFFERENCES}
     */
    record Outcome(long requests, long replayed, Map<String, Long> counts, List<String> differences) {}

    /** One of the gateways, and what its clients have of it. */
    private static final class Side implements AutoCloseable {
        final Gateway gateway;
        final Path folder;
        final List<RawConnection> connections = new ArrayList<>();
        final Map<String, String> tokens = new HashMap<>();
        private final Gauge flights;

        Side(Gateway gateway, Path folder, SocketFactory sockets) {
            this.gateway = gateway;
            this.folder = folder;
            this.flights = gateway.camel
                    .getRegistry()
                    .findSingleByType(MeterRegistry.class)
                    .get("gcx.flights")
                    .gauge();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(new RawConnection(sockets, gateway.url("/").getPort()));
            }
        }

        String told(String text) {
            String own = text;
            if (text.indexOf('{') >= 0) {
                for (String name : NAMES) {
                    own = own.replace("{" + name + '}', tokens.getOrDefault(name, "none"));
                }
            }
            return own;
        }

        boolean isCalm() {
            return flights.value() == 0;
        }

        long replayed() throws IOException {
            long sum = 0;
            for (JsonNode route : JSON.readTree(gateway.template().requestBody("direct:gcx-routes", null, String.class))
                    .path("routes")) {
                sum += route.path("replayed").asLong();
            }
            return sum;
        }

        @Override
        public void close() throws IOException {
            for (RawConnection connection : connections) {
                connection.close();
            }
            gateway.close();
        }
    }

    private ReplayRounds(Path folder, long seed, boolean tls) throws Exception {
        this.random = new SplittableRandom(seed);
        this.tls = tls;
        Map<String, String> settings = new HashMap<>(Map.of("gcx.budget.limit", Integer.toString(MANY)));
        SocketFactory sockets = SocketFactory.getDefault();
        if (tls) {
            Certificates issued = new Certificates(folder);
            issued.ca("ca");
            issued.issue("ca", "gateway");
            settings.put(
                    TlsFiles.KEYSTORE,
                    issued.storeOf("ca", "gateway", folder.resolve("gateway.p12"))
                            .toString());
            settings.put(TlsFiles.PASSWORD, Certificates.PASSWORD);
            settings.put("gcx.http.origins", "https://board.example.org");
            ssl = issued.client("ca", null, null);
            sockets = ssl.getSocketFactory();
        } else {
            ssl = null;
        }
        for (boolean replay : new boolean[] {true, false}) {
            Path own = Files.createDirectory(folder.resolve(replay ? "replay" : "route"));
            settings.put("gcx.http.replay", Boolean.toString(replay));
            settings.put("gcx.consumers.file", own.resolve("consumers.yaml").toString());
            GenesysSimulator.Builder genesys = GenesysSimulator.builder();
            FAMILIES.forEach(family -> genesys.rateLimit(family, MANY, Duration.ofMinutes(1)));
            sides.add(new Side(Gateway.start(own, settings, genesys), own, sockets));
        }
        start = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(2, ChronoUnit.HOURS);
        // No list has more than two pages: pages that are fetched side by side come in any order, and so do their rate
        // limits.
        for (Side side : sides) {
            side.gateway.clock.stop();
            side.gateway.clock.advance(Duration.between(side.gateway.clock.instant(), start));
            side.gateway.genesys.directory("emergency_contacts").entries(12);
            side.gateway.genesys.directory("external_vendors").entries(40);
            side.gateway.genesys.directory("internal_agents").entries(450);
            side.gateway.genesys.organization().users(120);
        }
        GenesysSimulator genesys = sides.get(0).gateway.genesys;
        this.reads = new RandomReads(
                random,
                CLIENTS,
                new TreeMap<>(Map.of(
                        "/api/v2/routing/queues", genesys.organization().queueIds(),
                        "/api/v2/users", genesys.organization().userIds())));
        for (String name : NAMES) {
            String[] parts = NewConsumer.of(name, new SecureRandom()).split("\n\nsecret: ");
            credentials.put(name, parts[0] + '\n');
            secrets.put(name, parts[1].strip());
        }
    }

    /**
     * @param folder empty
     * @param tls whether they are asked over TLS, where nobody is declared and pages of another origin may ask; else in clear, and
     *     after a while consumers are declared
     */
    static Outcome play(Path folder, int requests, long seed, boolean tls) throws Exception {
        ReplayRounds rounds = new ReplayRounds(folder, seed, tls);
        Level before = LogManager.getLogger(FAILURES).getLevel();
        Configurator.setLevel(FAILURES, Level.OFF);
        try {
            rounds.logInAll();
            rounds.play(requests);
        } finally {
            Configurator.setLevel(FAILURES, before);
            for (Side side : rounds.sides) {
                side.close();
            }
        }
        rounds.compareAudit();
        return new Outcome(rounds.requests, rounds.replayed, rounds.counts, rounds.differences);
    }

    private void play(int most) throws Exception {
        long checked = 0;
        while (requests < most && differences.size() < MOST_DIFFERENCES) {
            if (!tls && !consumers && requests > most / 4) {
                declare();
                logInAll();
            }
            if (out != null && random.nextInt(20) == 0) {
                restore();
                countReplayed();
            } else if (random.nextInt(30) == 0) {
                happen();
            }
            ask();
            if (requests - checked >= REQUESTS_PER_CHECK) {
                checked = requests;
                compareMeters();
            }
        }
        restore();
        countReplayed();
        compareMeters();
    }

    private void countReplayed() throws IOException {
        long now = sides.get(0).replayed();
        if (now < replayed || sides.get(1).replayed() != 0) {
            differs("replayed " + replayed + " before, now " + now + ", where it is off "
                    + sides.get(1).replayed());
        }
        replayed = now;
    }

    private void ask() throws IOException {
        List<RandomReads.Read> batch = new ArrayList<>();
        int most = random.nextInt(2) == 0 ? 2 + random.nextInt(LARGEST_BATCH - 1) : 1;
        RandomReads.Read read = reads.next();
        while (read.mayComeBack() && !isSettled(read)) {
            // Whether it has to come back depends on who is faster, it or the call.
            read = reads.next();
        }
        batch.add(read);
        while (batch.size() < most && isSettled(read) && !read.mayBeLast()) {
            read = reads.next();
            if (isSettled(read)) {
                batch.add(read);
            }
        }
        int atOnce = random.nextInt(300) == 0 ? 1 : random.nextInt(30) == 0 ? 37 : Integer.MAX_VALUE;
        count(batch.size() == 1 ? "alone" : "pipelined", batch.size());
        List<List<String>> replies = exchange(batch, atOnce);
        boolean calm = true;
        for (int i = 0; i < replies.get(0).size(); i++) {
            RandomReads.Read asked = batch.get(i);
            String reply = replies.get(0).get(i);
            compare(
                    asked.text(),
                    reply,
                    i < replies.get(1).size() ? replies.get(1).get(i) : "nothing");
            reads.answered(asked, reply);
            count(kind(reply), 1);
            Matcher hit = FRESH.matcher(reply);
            if (hit.find() && !reply.contains(REFRESHING)) {
                settled.put(asked.target(), now().plusSeconds(Long.parseLong(hit.group(1))));
            } else if (!isSettled(asked)) {
                calm = false;
            }
        }
        if (replies.get(0).size() != replies.get(1).size()) {
            differs("replies " + replies.get(0).size() + " and "
                    + replies.get(1).size() + " to " + batch);
        }
        if (!calm) {
            awaitCalm();
        }
        if (replies.get(0).get(0).startsWith("HTTP/1.1 401") && random.nextInt(30) == 0) {
            logInAll();
        }
    }

    private boolean isSettled(RandomReads.Read read) {
        Instant until = settled.get(read.target());
        return until != null && now().isBefore(until) && !uncached.contains(read.client());
    }

    private Instant now() {
        return sides.get(0).gateway.clock.instant();
    }

    private static String kind(String reply) {
        return reply.substring(9, 12) + (reply.contains("\r\nCache-Status: gcx; hit") ? " hit" : "");
    }

    private List<List<String>> exchange(List<RandomReads.Read> batch, int most) throws IOException {
        int connection = random.nextInt(CONNECTIONS);
        for (Side side : sides) {
            String text = batch.stream().map(read -> side.told(read.text())).collect(Collectors.joining());
            side.connections.get(connection).send(text, most);
        }
        requests += batch.size();
        List<List<String>> replies = new ArrayList<>();
        for (Side side : sides) {
            List<String> own = new ArrayList<>();
            RawConnection from = side.connections.get(connection);
            for (RandomReads.Read read : batch) {
                if (own.isEmpty() || from.isOpen()) {
                    own.add(reply(from, read, batch));
                }
            }
            replies.add(own);
        }
        return replies;
    }

    private String reply(RawConnection from, RandomReads.Read read, List<RandomReads.Read> batch) throws IOException {
        try {
            return from.reply(read.method());
        } catch (IOException e) {
            throw new IOException("No reply to " + read + " of " + batch + " behind " + requests + " requests", e);
        }
    }

    /** Asks something else of both, each in its own words. */
    private List<String> tell(String method, String target, String body, String... fields) throws IOException {
        StringBuilder text = new StringBuilder(method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n");
        List.of(fields).forEach(field -> text.append(field).append("\r\n"));
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        text.append("\r\n").append(body);
        List<String> replies = new ArrayList<>();
        for (Side side : sides) {
            RawConnection connection = side.connections.get(0);
            connection.send(side.told(text.toString()), Integer.MAX_VALUE);
            replies.add(connection.reply(method));
        }
        compare(text.toString(), replies.get(0), replies.get(1));
        count(method + ' ' + target.replaceAll("/[0-9a-f-]{36}", "/{id}") + ' ' + kind(replies.get(0)), 1);
        settled.clear();
        awaitCalm();
        return replies;
    }

    private void happen() throws Exception {
        switch (random.nextInt(23)) {
            case 0, 1, 2, 3, 4, 5, 6 ->
                pass(random.nextInt(4) == 0 ? random.nextInt(1_000) : 1_000L * random.nextInt(20) + random.nextInt(3));
            case 7, 8 -> pass(1_000L * random.nextInt(400));
            case 9 -> pass(1_000L * random.nextInt(random.nextInt(12) == 0 ? 90_000 : 4_000));
            case 10, 11 -> invalidate("key", one(KEYS));
            case 12 -> invalidate("tag", one(TAGS));
            case 13 -> change();
            case 14, 15 -> write();
            case 16, 17 -> {
                restore();
                takeOut();
            }
            case 18, 19 -> {
                if (random.nextInt(3) == 0) {
                    revoke();
                } else {
                    logInAll();
                }
            }
            default -> {
                if (consumers) {
                    declare();
                } else if (tls) {
                    askOverHttp2();
                }
            }
        }
    }

    private void pass(long millis) {
        count("time passes", 1);
        sides.forEach(side -> side.gateway.clock.advance(Duration.ofMillis(millis)));
    }

    private void invalidate(String by, String what) throws IOException {
        tell("POST", "/gcx/invalidations", "{\"" + by + "\":\"" + what + "\"}", "Content-Type: application/json");
    }

    private void change() {
        count("changes at Genesys", 1);
        int what = random.nextInt(4);
        int number = random.nextInt(200);
        for (Side side : sides) {
            GenesysSimulator genesys = side.gateway.genesys;
            switch (what) {
                case 0 -> genesys.directory("emergency_contacts").change();
                case 1 -> genesys.directory("external_vendors").entries(number);
                case 2 -> genesys.organization().users(100 + number / 2);
                default -> genesys.directory("internal_agents").change();
            }
        }
    }

    private void write() throws IOException {
        List<String> ids = sides.get(0).gateway.genesys.organization().queueIds();
        tell(
                "PUT",
                "/api/v2/routing/queues/" + ids.get(random.nextInt(ids.size())),
                "{\"name\":\"queue " + random.nextInt(1_000_000) + "\"}",
                "Content-Type: application/json",
                RandomReads.TOKEN.formatted("board"));
    }

    private void takeOut() throws Exception {
        out = one(ROUTES);
        boolean stop = random.nextInt(3) == 0;
        count((stop ? "stopped " : "suspended ") + out, 1);
        for (Side side : sides) {
            if (stop) {
                side.gateway.camel.getRouteController().stopRoute(out);
            } else {
                side.gateway.camel.getRouteController().suspendRoute(out);
            }
        }
    }

    private void restore() throws Exception {
        if (out != null) {
            for (Side side : sides) {
                if (side.gateway.camel.getRouteController().getRouteStatus(out).isSuspended()) {
                    side.gateway.camel.getRouteController().resumeRoute(out);
                } else {
                    side.gateway.camel.getRouteController().startRoute(out);
                }
            }
            out = null;
        }
    }

    private void revoke() throws IOException {
        tell("DELETE", "/api/v2/tokens/me", "", RandomReads.TOKEN.formatted(one(CLIENTS)));
    }

    private void logInAll() throws IOException {
        for (String name : new TreeMap<>(secrets).keySet()) {
            logIn(name);
        }
    }

    private void logIn(String name) throws IOException {
        if (!declared.contains(name)) {
            return;
        }
        List<String> replies = tell(
                "POST",
                "/oauth/token",
                "grant_type=client_credentials&client_id=" + name + "&client_secret=" + secrets.get(name),
                "Content-Type: application/x-www-form-urlencoded");
        for (int i = 0; i < sides.size(); i++) {
            String reply = replies.get(i);
            sides.get(i)
                    .tokens
                    .put(
                            name,
                            JSON.readTree(reply.substring(reply.indexOf("\r\n\r\n")))
                                    .path("access_token")
                                    .asText());
        }
    }

    /** Edits who may ask: everybody's entry anew. */
    private void declare() throws IOException {
        count("consumers edited", 1);
        consumers = true;
        uncached.clear();
        declared.clear();
        declared.addAll(NAMES);
        if (random.nextInt(4) == 0) {
            declared.remove(one(CLIENTS));
        }
        StringBuilder file = new StringBuilder();
        for (String name : declared) {
            file.append(credentials.get(name));
            if (name.equals("bot")) {
                file.append("  rate: ").append(1 + random.nextInt(40)).append('\n');
            }
            if (name.equals("narrow")) {
                file.append("  allow: [")
                        .append(one(List.of(
                                "\"GET /api/v2/routing/**\"",
                                "\"GET /gcx/**\"",
                                "\"GET /gcx/lists/*\", \"GET /api/v2/users\"")))
                        .append("]\n");
            }
            if (name.equals("exact")) {
                file.append(
                        one(List.of("  align: exact\n", "  cache: refresh\n", "  cache: bypass\n", "  rate: 90\n")));
            }
        }
        if (file.indexOf("  cache: ") >= 0) {
            uncached.add("exact");
        }
        for (Side side : sides) {
            Files.writeString(side.folder.resolve("consumers.yaml"), file);
            Consumers read = side.gateway.camel.getRegistry().lookupByNameAndType("gcxConsumers", Consumers.class);
            read.readIfChanged();
            read.readIfChanged();
        }
    }

    private void askOverHttp2() throws Exception {
        List<String> told = new ArrayList<>();
        for (Side side : sides) {
            HttpClient client = HttpClient.newBuilder().sslContext(ssl).build();
            URI url = URI.create("https://localhost:" + side.gateway.url("/").getPort());
            long before = side.replayed();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                HttpResponse<String> reply = client.send(
                        HttpRequest.newBuilder(url.resolve("/gcx/directories/emergency_contacts"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (i > 0) {
                    // The first may have been answered while it was refreshed.
                    text.append(reply.version())
                            .append(' ')
                            .append(reply.statusCode())
                            .append("\r\n");
                    new TreeMap<>(reply.headers().map())
                            .forEach((name, values) ->
                                    values.forEach(value -> text.append(name + ": " + value + "\r\n")));
                    text.append(reply.body()).append("\r\n");
                }
                awaitCalm();
            }
            if (side.replayed() != before) {
                differs("replayed over HTTP/2");
            }
            told.add(text.append("\r\n\r\n").toString());
        }
        count("HTTP/2", 4);
        compare("over HTTP/2", told.get(0), told.get(1));
    }

    /** Waits until no flight is in progress: its end decides what the next are told. */
    private void awaitCalm() {
        long end = System.nanoTime() + LONGEST_FLIGHT.toNanos();
        for (Side side : sides) {
            while (!side.isCalm()) {
                LockSupport.parkNanos(20_000);
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("A flight is in progress for " + LONGEST_FLIGHT);
                }
            }
        }
    }

    private void compareMeters() throws IOException {
        tell("GET", "/gcx/consumers", "");
        tell("GET", "/gcx/budget", "");
        tell("GET", "/gcx/entries", "");
        List<Set<String>> meters = new ArrayList<>();
        for (Side side : sides) {
            RawConnection connection = side.connections.get(0);
            connection.send("GET /observe/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", Integer.MAX_VALUE);
            meters.add(Arrays.stream(connection.reply("GET").split("\n"))
                    .filter(line -> line.matches("[a-z]\\w+[ {].*")
                            && !UNMEASURED.matcher(line).matches())
                    .collect(Collectors.toSet()));
        }
        for (int i = 0; i < 2; i++) {
            Set<String> own = new HashSet<>(meters.get(i));
            own.removeAll(meters.get(1 - i));
            if (!own.isEmpty()) {
                differs((i == 0 ? "meters with replay: " : "meters without: ") + own);
            }
        }
        count("meters compared", meters.get(0).size());
    }

    private void compareAudit() throws IOException {
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (int i = 0; i < 2; i++) {
            int one = i == 0 ? 1 : -1;
            try (Stream<Path> files = Files.list(sides.get(i).folder.resolve("audit"))) {
                for (Path file : files.sorted().toList()) {
                    try (BufferedReader reader = Files.newBufferedReader(file)) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            count("audit lines", i == 0 ? 1 : 0);
                            if (isBefore(line)) {
                                continue;
                            }
                            lines.merge(
                                    OWN.matcher(line).replaceAll("$1$2-").replaceAll(NOTICED, ""),
                                    one,
                                    (before, more) -> before + more == 0 ? null : before + more);
                        }
                    }
                }
            }
        }
        lines.forEach((line, more) -> differs("audit lines, " + more + " more with replay: " + line));
    }

    /** Whether something happened before both clocks were set. */
    private boolean isBefore(String auditLine) {
        int at = auditLine.indexOf("\"timestamp\":\"");
        return at >= 0 && auditLine.substring(at + 13).compareTo(start.toString()) < 0
                // Genesys is asked for a token at the start, too.
                || auditLine.contains("\"event\":\"token_refreshed\"");
    }

    private void compare(String asked, String replay, String route) {
        if (!replay.equals(route)) {
            String own = comparable(replay);
            String other = comparable(route);
            if (!own.equals(other) && !isSameButForASecond(own, other)) {
                differs("request " + requests + ", " + asked + "\n-- with replay:\n" + shortened(own)
                        + "\n-- without:\n" + shortened(other));
            }
        }
    }

    /** When a rate limit has more is told once a second, by the moment in it when somebody asked first. */
    private static boolean isSameButForASecond(String own, String other) {
        if (!RESET.matcher(own).replaceAll("").equals(RESET.matcher(other).replaceAll(""))) {
            return false;
        }
        Iterator<MatchResult> others = RESET.matcher(other).results().iterator();
        return RESET.matcher(own)
                .results()
                .allMatch(reset -> Math.abs(Long.parseLong(reset.group(1))
                                - Long.parseLong(others.next().group(1)))
                        <= 1);
    }

    private static String comparable(String reply) {
        int end = reply.indexOf("\r\n\r\n");
        boolean changing = reply.lastIndexOf(REFRESHING, end) >= 0;
        StringBuilder text = new StringBuilder();
        for (String line : reply.substring(0, end).split("\r\n")) {
            text.append(comparable(line, changing)).append("\r\n");
        }
        return text.append(OWN.matcher(reply.substring(end)).replaceAll("$1$2-"))
                .toString();
    }

    private static String comparable(String line, boolean changing) {
        for (String field : OWN_FIELDS) {
            if (line.startsWith(field)) {
                return field;
            }
        }
        return changing && CHANGING_FIELDS.stream().anyMatch(line::startsWith) ? "" : line;
    }

    private static String shortened(String reply) {
        return reply.length() < 3_000 ? reply : reply.substring(0, 3_000) + "… (" + reply.length() + ')';
    }

    private void differs(String how) {
        if (differences.size() < MOST_DIFFERENCES) {
            differences.add(how);
        }
    }

    private void count(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
