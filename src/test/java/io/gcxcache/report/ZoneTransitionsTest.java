package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.ask.Ask;
import io.gcxcache.catalogue.Align;
import io.gcxcache.catalogue.Dates;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.QueryResource;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Every time that the clocks of a zone are set from 2020 to 2030, compared with what its bare offsets have. */
class ZoneTransitionsTest {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2031-01-01T00:00:00Z");
    private static final Duration HISTORY = Duration.ofDays(10);
    private static final Resource QUERY =
            DeclaredResources.resource(QueryResource.of("things").path("/api/v2/things/query"));
    private static final Reading READING = new Reading(
            Set.of(),
            Map.of(),
            Set.of(),
            Set.of("interval"),
            Align.LIVE,
            Dates.INSTANTS,
            false,
            ZoneId.of("UTC"),
            DeclaredResources.rules("30 real-time", "3600 span>P1D", "300 span", "60"));

    private Instant now = FIRST;
    private final QueryReader reader =
            new QueryReader(READING, Duration.ofSeconds(10), rule -> {}, () -> now, () -> now);

    private record Transition(ZoneId zone, ZoneOffsetTransition of) {
        LocalDate day() {
            return LocalDate.ofInstant(of.getInstant(), zone);
        }
    }

    @AfterAll
    static void close() throws Exception {
        CONTEXT.close();
    }

    @Test
    void wordsForDaysMeanTheDaysOfTheZone() {
        assertThat(transitions()).hasSizeGreaterThan(3000).allSatisfy(transition -> {
            for (long seconds : new long[] {-86_400, -1, 0, 1, 3_600, 86_400}) {
                now = transition.of().getInstant().plusSeconds(seconds);
                LocalDate day = local(now, transition.zone()).toLocalDate();

                assertMeans(
                        "yesterday/today",
                        transition.zone(),
                        startOf(day.minusDays(1), transition.zone()),
                        startOf(day, transition.zone()));
                assertMeans("today/now", transition.zone(), startOf(day, transition.zone()), now);
            }
        });
    }

    @Test
    void aDayBackFromNowIsTheSameTimeTheDayBefore() {
        assertThat(transitions()).allSatisfy(transition -> {
            ZoneRules rules = transition.zone().getRules();
            for (long minutes : new long[] {-1, 0, 30, 90, 1_380, 1_410, 1_440, 1_470, 1_500}) {
                now = transition.of().getInstant().plusSeconds(60 * minutes);
                LocalDateTime dayBefore = local(now, transition.zone()).minusDays(1);

                assertMeans("P1D/now", transition.zone(), instant(dayBefore, rules.getOffset(now), rules), now);
            }
        });
    }

    @Test
    void theEndOfADayIsTheBeginningOfTheNext() {
        assertThat(transitions()).allSatisfy(transition -> {
            now = transition.of().getInstant().plus(HISTORY);
            for (int days = -1; days <= 1; days++) {
                LocalDate day = transition.day().plusDays(days);
                Instant from = startOf(day, transition.zone());
                Instant to = startOf(day.plusDays(1), transition.zone());

                assertMeans(day + "T00:00/" + day + "T24:00", transition.zone(), from, to);
                assertMeans(day + "/" + day.plusDays(1), transition.zone(), from, to);
            }
        });
    }

    @Test
    void aLocalTimeThatIsSkippedOrComesTwiceIsReadByTheOffsetBefore() {
        assertThat(transitions()).allSatisfy(transition -> {
            ZoneOffsetTransition of = transition.of();
            now = of.getInstant().plus(HISTORY);
            LocalDateTime first = of.isGap() ? of.getDateTimeBefore() : of.getDateTimeAfter();
            LocalDateTime middle = first.plus(of.getDuration().abs().dividedBy(2));
            for (LocalDateTime local : List.of(first, middle)) {
                Instant read = local.toInstant(of.getOffsetBefore());

                assertMeans(local + "/" + local.plusDays(3), transition.zone(), read, null);
                assertMeans(
                        local + of.getOffsetAfter().getId() + "/" + local.plusDays(3),
                        transition.zone(),
                        local.toInstant(of.getOffsetAfter()),
                        null);
            }
        });
    }

    @Test
    void aDayIsOneDayForItsTtlHoweverLongItIs() {
        assertThat(transitions()).allSatisfy(transition -> {
            now = transition.of().getInstant().plus(HISTORY);
            for (int days = -1; days <= 1; days++) {
                LocalDate day = transition.day().plusDays(days);

                assertThat(read(day + "/" + day.plusDays(1), transition.zone())
                                .rule()
                                .ttl())
                        .as("%s in %s", day, transition.zone())
                        .hasSeconds(300);
                assertThat(read(day + "/" + day.plusDays(2), transition.zone())
                                .rule()
                                .ttl())
                        .as("%s and the next in %s", day, transition.zone())
                        .hasSeconds(3600);
            }
        });
    }

    /**
     * What was written means these moments, what goes upstream too, and that means the same when it is read again.
     *
     * @param to null for whatever it is
     */
    private void assertMeans(String interval, ZoneId zone, Instant from, Instant to) {
        AskedQuery asked = read(interval, zone);
        String sent = CanonicalJson.read(asked.body()).path("interval").textValue();
        String[] ends = sent.split("/");
        QueryDates again = read(sent, zone).dates();

        String what = interval + " in " + zone + " at " + now + " sent as " + sent;
        assertThat(asked.dates().from()).as(what).isEqualTo(from);
        assertThat(asked.dates().to())
                .as(what)
                .isEqualTo(to == null ? asked.dates().to() : to);
        assertThat(OffsetDateTime.parse(ends[0]).toInstant()).as(what).isEqualTo(from);
        assertThat(OffsetDateTime.parse(ends[1]).toInstant())
                .as(what)
                .isEqualTo(asked.dates().to());
        assertThat(again.from()).as(what).isEqualTo(from);
        assertThat(again.to()).as(what).isEqualTo(asked.dates().to());
    }

    private AskedQuery read(String interval, ZoneId zone) {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("interval", interval);
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setHeader(GcxHeaders.TIME_ZONE, zone.getId());
        exchange.getMessage().setBody(query.toString().getBytes(StandardCharsets.UTF_8));
        Ask.about(exchange, QUERY, null);
        reader.read(exchange);
        return (AskedQuery) Ask.of(exchange).posted();
    }

    private static LocalDateTime local(Instant moment, ZoneId zone) {
        return LocalDateTime.ofEpochSecond(
                moment.getEpochSecond(), moment.getNano(), zone.getRules().getOffset(moment));
    }

    /** Midnight, the first if there are two; the moment at which the clocks are set if there is none. */
    private static Instant startOf(LocalDate day, ZoneId zone) {
        LocalDateTime midnight = day.atTime(0, 0);
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(midnight);
        return offsets.isEmpty()
                ? zone.getRules().getTransition(midnight).getInstant()
                : midnight.toInstant(offsets.get(0));
    }

    /** A local time at the offset that is wanted if it can be, or else at the one before the clocks are set. */
    private static Instant instant(LocalDateTime local, ZoneOffset wanted, ZoneRules rules) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (offsets.isEmpty()) {
            return local.toInstant(rules.getTransition(local).getOffsetBefore());
        }
        return local.toInstant(offsets.contains(wanted) ? wanted : offsets.get(0));
    }

    private static List<Transition> transitions() {
        List<Transition> transitions = new ArrayList<>();
        for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            ZoneRules rules = ZoneId.of(id).getRules();
            ZoneOffsetTransition next = rules.nextTransition(FIRST);
            while (next != null && next.getInstant().isBefore(LAST)) {
                transitions.add(new Transition(ZoneId.of(id), next));
                next = rules.nextTransition(next.getInstant());
            }
        }
        return transitions;
    }
}
