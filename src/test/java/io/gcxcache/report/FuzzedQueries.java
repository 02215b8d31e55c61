package io.gcxcache.report;

import static io.gcxcache.fuzz.FuzzedParser.require;

import com.fasterxml.jackson.databind.node.TextNode;
import io.gcxcache.ask.Ask;
import io.gcxcache.catalogue.Align;
import io.gcxcache.catalogue.Dates;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.QueryResource;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.fuzz.JsonChanges;
import io.gcxcache.json.CanonicalJson;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * Headers, a line each, and the query behind them: it gets a key of bounded length, and what is sent upstream of it is the
 * very question that was asked.
 */
public final class FuzzedQueries implements FuzzedParser {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final Instant NOW = Instant.parse("2026-03-02T22:30:00.250Z");
    private static final Set<String> HEADERS =
            Set.of("timeZone", "locale", "Accept-Language", "reportVersion", "Prefer");
    private static final Pattern HASH = Pattern.compile("gcx:query:things:[0-9a-f]{64}");
    private static final Pattern LOCALIZED = Pattern.compile(HASH + ":[A-Za-z0-9-]{1,35}");
    private static final Pattern INTERVAL = Pattern.compile("[0-9TZ:.+-]{20,35}/[0-9TZ:.+-]{20,35}");
    private static final Resource THINGS =
            DeclaredResources.resource(QueryResource.of("things").path("/api/v2/things/query"));

    private static final List<QueryReader> READERS = List.of(
            reader(Align.LIVE, Dates.INSTANTS, false, "UTC"),
            reader(Align.LIVE, Dates.WORDS, true, "Europe/Berlin"),
            reader(Align.NONE, Dates.INSTANTS, false, "America/New_York"));

    @Override
    public String name() {
        return "queries";
    }

    @Override
    public String changed(String input, String other, SplittableRandom random) {
        int query = input.indexOf('{');
        return query < 0 || random.nextInt(4) == 0
                ? FuzzedParser.super.changed(input, other, random)
                : input.substring(0, query) + JsonChanges.any(input.substring(query), other, random);
    }

    @Override
    public String read(String input) {
        int which = Math.floorMod(input.hashCode(), READERS.size());
        Exchange asked = asked(input);
        try {
            READERS.get(which).read(asked);
        } catch (Problem e) {
            return FuzzedParser.kind(e);
        }
        AskedQuery query = (AskedQuery) Ask.of(asked).posted();
        requireUsable(Ask.of(asked).question().key(), query, which == 1);
        requireSame(input, READERS.get(which));
        return "read: " + query.spelling().rule().word();
    }

    private static void requireUsable(String key, AskedQuery query, boolean localized) {
        require((localized ? LOCALIZED : HASH).matcher(key).matches(), "The key is %s", key);
        require((query.locale() != null) == localized, "The language is %s", query.locale());
        String interval = query.interval();
        require(interval == null || INTERVAL.matcher(interval).matches(), "GCX-Interval is %s", interval);
        Duration longest = query.longestAge(NOW);
        require(longest == null || !longest.isNegative(), "Served until it is %s old", longest);
        Instant earliest = query.earliestFill();
        require(earliest == null || !earliest.isAfter(NOW), "No fill is good that began before %s", earliest);
    }

    /** Of whoever wants his own moments, nothing is respelled: then what is sent has to be the same question. */
    private static void requireSame(String input, QueryReader reader) {
        Exchange asked = asked(input);
        asked.getMessage().setHeader("Prefer", "exact");
        String canonical = reader.read(asked);
        String version = asked.getMessage().getHeader("reportVersion", String.class);
        require(
                version == null
                        || version.isBlank()
                        || canonical.contains("\"reportVersion\":" + CanonicalJson.write(TextNode.valueOf(version))),
                "The version is not in %s",
                canonical);
        byte[] sent = Ask.of(asked).posted().body();
        if (sent.length > QueryReader.LONGEST_BODY) {
            return;
        }
        asked.getMessage().setBody(sent);
        Ask.about(asked, THINGS, null);
        String sentCanonical = reader.read(asked);
        require(sentCanonical.equals(canonical), "%s is sent as %s", canonical, sentCanonical);
    }

    private static Exchange asked(String input) {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setHeader(GcxHeaders.QUERY_NAME, "things");
        int query = 0;
        for (int end = input.indexOf('\n'); end >= 0; end = input.indexOf('\n', query)) {
            String[] header = FuzzedParser.text(input.substring(query, end)).split(": ", 2);
            if (header.length < 2 || !HEADERS.contains(header[0])) {
                break;
            }
            exchange.getMessage().setHeader(header[0], header[1]);
            query = end + 1;
        }
        exchange.getMessage().setBody(FuzzedParser.bytes(input.substring(query)));
        Ask.about(exchange, THINGS, null);
        return exchange;
    }

    private static QueryReader reader(Align align, Dates dates, boolean localized, String zone) {
        Reading reading = new Reading(
                Set.of("metrics", "groupBy", "..predicates"),
                Map.of("order", TextNode.valueOf("asc")),
                Set.of("groupBy", "..predicates"),
                Set.of("interval"),
                align,
                dates,
                localized,
                ZoneId.of(zone),
                DeclaredResources.rules("10 real-time view.type=interval", "30 real-time", "3600 span>P1D", "60"));
        return new QueryReader(reading, Duration.ofSeconds(10), rule -> {}, () -> NOW, () -> NOW);
    }
}
