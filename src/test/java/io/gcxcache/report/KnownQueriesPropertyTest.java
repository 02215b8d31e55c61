package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.gcxcache.ask.Ask;
import io.gcxcache.catalogue.Align;
import io.gcxcache.catalogue.Dates;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.QueryResource;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.catalogue.TtlRules;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** A few bodies, asked again and again by clocks that move either way, in other zones, of other declarations. */
class KnownQueriesPropertyTest {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final Resource THINGS =
            DeclaredResources.resource(QueryResource.of("things").path("/api/v2/things/query"));

    private static final int BODIES = 4;
    private static final int ASKS = 60;
    private static final Duration SKEW = Duration.ofSeconds(10);
    private static final List<Reading> READINGS = List.of(
            reading(Align.LIVE, Dates.INSTANTS, true, "UTC"),
            reading(Align.LIVE, Dates.WORDS, false, "Europe/Berlin"),
            reading(Align.NONE, Dates.WORDS, true, "America/New_York"));

    private static final String[] DAYS = {"yesterday", "today", "tomorrow", "2026-03-01", "2026-060", "2026-W10-1"};
    private static final String[] MOMENTS = {
        "now",
        "2026-03-02T22:29:30.250Z",
        "2026-03-02T22:30:00Z",
        "2026-03-02T22:30:03.250Z",
        "2026-03-02T23:30:07+01:00",
        "2026-03-02T22:30:07",
        "2026-03-02T20",
        "2026-02-27T08:00:00.000Z",
    };
    private static final String[] ODD = {
        "", "..", "P1D", "PT30M", "PT90S", "0000-01-01T00Z", "9999-12-31T23:59Z", "soon"
    };
    private static final String[] ZONES = {"UTC", "Europe/Berlin", "-05:00", "EST", "Pacific/Kiritimati", "Mars"};
    private static final String[] LANGUAGES = {"de-de", "fr;q=0.5,it", "*", "de-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd"};
    private static final String[] VERSIONS = {"1", "2", " ", "\"", "1".repeat(101), "2".repeat(101)};

    private final List<Spelling.Rule> rules = new ArrayList<>();
    private Instant now;

    /** What became of a question; which rule its time is spelled by is told, whether it is refused in the end or not. */
    private record Outcome(String key, String canonical, String sent, List<?> asked, List<?> rules, String refused) {}

    @AfterContainer
    static void close() throws Exception {
        CONTEXT.close();
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aQueryThatIsKnownIsReadAsOneThatIsNot(@ForAll Random random) {
        KnownQueries known = new KnownQueries(() -> now);
        List<QueryReader> remembering = IntStream.range(0, READINGS.size())
                .mapToObj(i -> reader(i, known))
                .toList();
        List<String> bodies =
                IntStream.range(0, BODIES).mapToObj(i -> body(random)).toList();
        now = Instant.parse("2026-03-02T22:30:00.250Z");
        for (int ask = 0; ask < ASKS; ask++) {
            now = now.plus(step(random));
            int which = random.nextInt(READINGS.size());
            String body = bodies.get(random.nextInt(BODIES));
            Map<String, Object> headers = headers(random);

            Outcome outcome = ask(remembering.get(which), body, headers);

            assertThat(outcome)
                    .as("%s with %s at %s", body, headers, now)
                    .isEqualTo(ask(
                            new QueryReader(READINGS.get(which), SKEW, rules::add, () -> now, () -> now),
                            body,
                            headers));
        }
    }

    private QueryReader reader(int which, KnownQueries known) {
        return new QueryReader(
                READINGS.get(which), SKEW, rules::add, () -> now, () -> now, known.of(which, QueryReader::read));
    }

    private Outcome ask(QueryReader reader, String body, Map<String, Object> headers) {
        rules.clear();
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
        Ask.about(exchange, THINGS, null);
        String canonical;
        try {
            canonical = reader.read(exchange);
        } catch (Problem e) {
            return new Outcome(null, null, null, null, List.copyOf(rules), e.status() + " " + e.getMessage());
        }
        AskedQuery asked = (AskedQuery) Ask.of(exchange).posted();
        return new Outcome(
                Ask.of(exchange).question().key(),
                canonical,
                new String(asked.body(), StandardCharsets.UTF_8),
                List.of(asked.dates(), asked.spelling(), asked.rule(), String.valueOf(asked.locale())),
                List.copyOf(rules),
                null);
    }

    /** Mostly a poll later, sometimes into another day or back. */
    private static Duration step(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofMillis(random.nextInt(20_000) - 10_000);
            case 2 -> Duration.ofMinutes(random.nextInt(20) - 10);
            case 3 -> Duration.ofHours(random.nextInt(5) - 2);
            case 4 -> Duration.ofDays(random.nextInt(3) - 1);
            default -> Duration.ofMillis(random.nextInt(4_000));
        };
    }

    private static Map<String, Object> headers(Random random) {
        Map<String, Object> headers = new HashMap<>();
        put(headers, "timeZone", ZONES, 4, random);
        put(headers, "reportVersion", VERSIONS, 3, random);
        put(headers, "Accept-Language", LANGUAGES, 4, random);
        put(headers, "Prefer", new String[] {"exact", "respond-async"}, 3, random);
        return headers;
    }

    private static void put(Map<String, Object> headers, String name, String[] values, int seldom, Random random) {
        if (random.nextInt(seldom) == 0) {
            headers.put(name, any(values, random));
        }
    }

    private static String body(Random random) {
        List<String> fields = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            fields.add("'interval':'" + end(random) + (random.nextInt(20) == 0 ? "" : "/") + end(random) + "'");
        }
        for (String date : List.of("dateFrom", "dateTo")) {
            if (random.nextInt(3) == 0) {
                fields.add("'" + date + "':" + (random.nextInt(20) == 0 ? "5" : "'" + end(random) + "'"));
            }
        }
        if (random.nextInt(5) == 0) {
            fields.add("'timeZone':" + (random.nextBoolean() ? "null" : "'" + any(ZONES, random) + "'"));
        }
        fields.add("'metrics':[" + (random.nextBoolean() ? "'a','b'" : "'b','a','b'") + "]");
        fields.add("'view':{'type':'" + (random.nextBoolean() ? "interval" : "summary") + "','n':1.0}");
        fields.add(random.nextBoolean() ? "'order':'asc'" : "'name':'ü'");
        if (random.nextInt(20) == 0) {
            fields.add("'name':1,'name':2");
        }
        return "{" + String.join(",", fields).replace('\'', '"') + "}";
    }

    private static String end(Random random) {
        String[] ends = random.nextInt(3) > 0 ? MOMENTS : random.nextInt(3) > 0 ? DAYS : ODD;
        return random.nextInt(10) == 0 ? " " + any(ends, random) : any(ends, random);
    }

    private static String any(String[] texts, Random random) {
        return texts[random.nextInt(texts.length)];
    }

    private static Reading reading(Align align, Dates dates, boolean localized, String zone) {
        return new Reading(
                localized ? Set.of("metrics") : Set.of(),
                Map.of("order", TextNode.valueOf("asc")),
                Set.of(),
                Set.of("interval"),
                align,
                dates,
                localized,
                ZoneId.of(zone),
                TtlRules.parse(List.of("10 real-time view.type=interval", "30 real-time", "3600 span>P1D", "60")));
    }
}
