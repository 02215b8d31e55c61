package io.gcxcache;

import io.gcxcache.context.GcxHeaders;
import io.gcxcache.upstream.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A day of dashboards in simulated time, through the real routes down to the HTTP step, which is replaced: how many calls
 * would have gone to Genesys, how many went, and how many the TTLs allow at least. With {@code --cut}, the rate limit's
 * remainder is 8 % for an hour at noon.
 */
final class DashboardDayBench {
    private static final int DASHBOARDS = 60;
    private static final int PANELS = 30;
    private static final int QUERIES = 200;
    private static final int LIMIT = 300;
    private static final long MINUTE = 60_000;
    private static final long DAY = Duration.ofDays(1).toMillis();
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

    private record Poll(long at, Query query, long period) {}

    private final boolean cut;
    private final AtomicLong now = new AtomicLong();
    private final InstantSource clock = () -> MIDNIGHT.plusMillis(now.get());
    private final Random random = new Random(60_200);
    private final Map<Kind, Long> calls = new TreeMap<>();
    private long windowStart = Long.MIN_VALUE;
    private int remaining;
    private long tooMany;
    private long refused;
    private long staleDenied;
    private long staleInCut;
    private long askedInCut;
    private Query current;

    private DashboardDayBench(boolean cut) {
        this.cut = cut;
    }

    public static void main(String[] args) throws Exception {
        new DashboardDayBench(List.of(args).contains("--cut")).run();
    }

    private void run() throws Exception {
        Path audit = Files.createTempDirectory("gcx-day-bench");
        CamelContext camel = new DefaultCamelContext();
        camel.addRoutes(new Bundle(
                GcxSettings.of(Map.of(
                        "gcx.genesys.client-id", "bench",
                        "gcx.genesys.client-secret", "bench",
                        "gcx.budget.max-wait", "0",
                        "gcx.audit.dir", audit.toString())),
                clock,
                clock,
                random::nextDouble,
                List.of(),
                List.of()));
        AdviceWith.adviceWith(camel, "gcx-call", route -> route.weaveById("call-genesys")
                .replace()
                .process(this::answer));
        AdviceWith.adviceWith(camel, "gcx-login", route -> route.weaveById("call-login")
                .replace()
                .process(exchange -> {
                    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
                    exchange.getMessage().setBody("{\"access_token\":\"t\",\"expires_in\":172800}");
                }));
        camel.start();
        MeterRegistry meters =
                camel.getRegistry().lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class);
        List<Query> queries = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < kind.queries; i++) {
                queries.add(new Query(kind, queries.size()));
            }
        }
        Collections.shuffle(queries, random);
        PriorityQueue<Poll> polls = new PriorityQueue<>(Comparator.comparingLong(Poll::at));
        for (int i = 0; i < DASHBOARDS; i++) {
            for (Query query : panels(queries)) {
                long period = 10_000 + random.nextInt(50_001);
                polls.add(new Poll(random.nextInt((int) period), query, period));
            }
        }
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            while (polls.peek().at() < DAY) {
                Poll poll = polls.remove();
                now.set(poll.at());
                ask(template, poll.query());
                while (meters.get("gcx.flights").gauge().value() > 0) {
                    Thread.onSpinWait();
                }
                polls.add(new Poll(poll.at() + poll.period(), poll.query(), poll.period()));
            }
        }
        camel.stop();
        print(queries);
    }

    private Set<Query> panels(List<Query> queries) {
        Set<Query> panels = new HashSet<>();
        while (panels.size() < PANELS) {
            panels.add(queries.get((int) Math.pow(QUERIES, random.nextDouble()) - 1));
        }
        return panels;
    }

    private void ask(ProducerTemplate template, Query query) {
        current = query;
        query.asked++;
        if (now.get() >= query.nextMinimum) {
            query.minimum++;
            query.nextMinimum = now.get() + query.kind.ttl * 1000L;
        }
        boolean staleAllowed = query.filled != Long.MIN_VALUE && now.get() - query.filled < query.kind.oldest * 1000L;
        Exchange answer = template.send("direct:gcx-query", exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.QUERY_NAME, "conversations-aggregates");
            exchange.getMessage().setBody(query.body);
        });
        boolean inCut = cut && now.get() >= NOON && now.get() < CUT_END;
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
        Message message = exchange.getMessage();
        long window = Math.floorDiv(now.get(), MINUTE) * MINUTE;
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
            current.filled = now.get();
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
}
