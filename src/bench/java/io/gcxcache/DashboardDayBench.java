package io.gcxcache;

import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * A day of dashboards in simulated time: how many calls would have gone to Genesys, how many went, and how many the TTLs
 * allow at least. They write words such as now; with {@code --cut}, the rate limit's remainder is 8 % for an hour at noon.
 * With {@code --clocks}, they build their times from their clocks.
 */
final class DashboardDayBench {
    private static final int DASHBOARDS = 60;
    private static final int LIMIT = 300;
    private static final long MINUTE = 60_000;
    private static final Duration DAY = Duration.ofDays(1);
    private static final long NOON = Duration.ofHours(12).toMillis();
    private static final long CUT_END = NOON + Duration.ofHours(1).toMillis();
    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    /** The kinds of question: how many there are, and the TTL and greatest age that the shipped rules give them. */
    private enum Kind {
        REAL_TIME_INTERVAL(
                20,
                10,
                60,
                "\"dateFrom\":\"today\",\"dateTo\":\"now\",\"view\":{\"type\":\"interval\"},\"metrics\":[\"realTime\"]"),
        TODAY(40, 30, 60, "\"dateFrom\":\"today\",\"dateTo\":\"now\",\"metrics\":[\"nOffered\"]"),
        LAST_WEEK(70, 3600, 3600 + 86_400, "\"dateFrom\":\"2026-02-16\",\"dateTo\":\"2026-02-22\""),
        LAST_QUARTER(70, 86_400, 2 * 86_400, "\"dateFrom\":\"2025-10-01\",\"dateTo\":\"2025-12-31\"");

        private final int queries;
        private final int ttl;
        private final int oldest;
        private final String fields;

        Kind(int queries, int ttl, int oldest, String fields) {
            this.queries = queries;
            this.ttl = ttl;
            this.oldest = oldest;
            this.fields = fields;
        }
    }

    /** One question, and what became of it. */
    private static final class Query {
        private final Kind kind;
        private final byte[] body;
        private long asked;
        private long minimum;
        private long nextMinimum = Long.MIN_VALUE;
        private long filled = Long.MIN_VALUE;

        Query(Kind kind, int number) {
            this.kind = kind;
            this.body = ("{\"panel\":" + number + "," + kind.fields + "}").getBytes(StandardCharsets.UTF_8);
        }
    }

    private final boolean cut;
    private final Map<Kind, Long> calls = new TreeMap<>();
    private final Dashboards dashboards;
    private long windowStart = Long.MIN_VALUE;
    private int remaining;
    private long tooMany;
    private long refused;
    private long staleDenied;
    private long staleInCut;
    private long askedInCut;
    private Query current;

    private DashboardDayBench(boolean cut) throws Exception {
        this.cut = cut;
        this.dashboards = new Dashboards(
                MIDNIGHT, new Random(60_200), folder(), Map.of("gcx.budget.max-wait", "0"), this::answer);
    }

    /** @param args {@code --cut}, or {@code --clocks ms} or {@code mixed} */
    public static void main(String[] args) throws Exception {
        switch (String.join(" ", args)) {
            case "" -> new DashboardDayBench(false).run();
            case "--cut" -> new DashboardDayBench(true).run();
            case "--clocks ms" -> print(ClockedDay.play(ClockedDay.Clocks.MS, DASHBOARDS, MIDNIGHT, DAY, folder()));
            case "--clocks mixed" ->
                print(ClockedDay.play(ClockedDay.Clocks.MIXED, DASHBOARDS, MIDNIGHT, DAY, folder()));
            default -> throw new IllegalArgumentException("day [--cut | --clocks ms | --clocks mixed]");
        }
    }

    private static Path folder() throws IOException {
        return Files.createTempDirectory("gcx-day-bench");
    }

    private void run() throws Exception {
        List<Query> queries = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < kind.queries; i++) {
                queries.add(new Query(kind, queries.size()));
            }
        }
        try (Dashboards polling = dashboards) {
            polling.poll(DASHBOARDS, queries, DAY, (query, dashboard) -> ask(query));
        }
        print(queries);
    }

    private void ask(Query query) {
        long now = dashboards.passedMillis();
        current = query;
        query.asked++;
        if (now >= query.nextMinimum) {
            query.minimum++;
            query.nextMinimum = now + query.kind.ttl * 1000L;
        }
        boolean staleAllowed = query.filled != Long.MIN_VALUE && now - query.filled < query.kind.oldest * 1000L;
        Exchange answer = dashboards.ask(query.body);
        boolean inCut = cut && now >= NOON && now < CUT_END;
        if (inCut) {
            askedInCut++;
        }
        if (answer.getException() instanceof Problem) {
            refused++;
            if (staleAllowed) {
                staleDenied++;
            }
        } else if (answer.getException() != null) {
            throw new IllegalStateException(answer.getException());
        } else if (inCut
                && answer.getMessage().getHeader("Cache-Status", String.class).contains("ttl=-")) {
            staleInCut++;
        }
    }

    /** Stands in for Genesys: a window of a minute that answers 429 when it is spent. */
    private void answer(Exchange exchange) {
        long now = dashboards.passedMillis();
        Message message = exchange.getMessage();
        long window = Math.floorDiv(now, MINUTE) * MINUTE;
        if (window != windowStart) {
            windowStart = window;
            remaining = cut && window >= NOON && window < CUT_END ? LIMIT * 8 / 100 : LIMIT;
        }
        boolean spent = remaining == 0;
        remaining = Math.max(0, remaining - 1);
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, spent ? 429 : 200);
        message.setHeader("X-RateLimit-Limit", LIMIT);
        message.setHeader("X-RateLimit-Remaining", remaining);
        message.setHeader(
                "X-RateLimit-Reset", MIDNIGHT.plusMillis(window + MINUTE).getEpochSecond());
        message.setBody("{\"results\":[]}".getBytes(StandardCharsets.UTF_8));
        if (spent) {
            tooMany++;
        } else {
            current.filled = now;
            calls.merge(current.kind, 1L, Long::sum);
        }
    }

    private void print(List<Query> queries) {
        long asked = 0;
        long went = 0;
        long least = 0;
        System.out.printf(
                "%-20s %10s %8s %8s %10s %12s%n", "TTL class", "asked", "calls", "minimum", "reduction", "of minimum");
        for (Kind kind : Kind.values()) {
            long askedHere = queries.stream()
                    .filter(q -> q.kind == kind)
                    .mapToLong(q -> q.asked)
                    .sum();
            long leastHere = queries.stream()
                    .filter(q -> q.kind == kind)
                    .mapToLong(q -> q.minimum)
                    .sum();
            row(
                    kind.name().toLowerCase().replace('_', '-') + " " + kind.ttl + " s",
                    askedHere,
                    calls.getOrDefault(kind, 0L),
                    leastHere);
            asked += askedHere;
            went += calls.getOrDefault(kind, 0L);
            least += leastHere;
        }
        row("all", asked, went, least);
        System.out.printf(
                "429 provoked: %d; refused: %d, of these with a permissible stale answer: %d%n",
                tooMany, refused, staleDenied);
        if (cut) {
            System.out.printf("during the cut: %d asked, %d answered stale%n", askedInCut, staleInCut);
        }
    }

    private static void row(String name, long asked, long went, long least) {
        System.out.printf(
                "%-20s %10d %8d %8d %9.2f%% %12.3f%n",
                name,
                asked,
                went,
                least,
                100.0 * (asked - went) / Math.max(1, asked),
                (double) went / Math.max(1, least));
    }

    private static void print(ClockedDay.Outcome outcome) {
        String line = "%-16s %-21s %10d %8d %9.2f%% %10d%n";
        System.out.printf(
                "%-16s %-21s %10s %8s %10s %10s%n", "asked for", "spelled in", "asked", "calls", "saved", "literal");
        outcome.rows()
                .forEach((kind, bySpelling) -> bySpelling.forEach((spelling, row) -> System.out.printf(
                        line,
                        words(kind),
                        words(spelling),
                        row.asked(),
                        row.calls(),
                        100 * row.saved(),
                        row.literal())));
        ClockedDay.Row all = outcome.all();
        System.out.printf(line, "all", "", all.asked(), all.calls(), 100 * all.saved(), all.literal());
        System.out.println("by rule: " + outcome.rules());
        System.out.println("violations: " + (outcome.violations().isEmpty() ? 0 : outcome.violations()));
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
