package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gcxcache.ask.Ask;
import io.gcxcache.ask.Preference;
import io.gcxcache.catalogue.Align;
import io.gcxcache.catalogue.Dates;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.CanonicalForm;
import io.gcxcache.json.CanonicalJson;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Reads a posted query strictly, checks its dates, and names it. */
final class QueryReader {
    static final int LONGEST_BODY = 512_000;

    private static final String DEFAULT_LOCALE = "en-US";

    /** What the longest tags that are in use need (RFC 5646, section 4.4.1). */
    private static final int LONGEST_LOCALE = 35;

    /** What languages were called before. */
    private static final Map<String, String> RENAMED = Map.of("iw", "he", "ji", "yi", "in", "id");

    /** Browsers send less than a tenth; reading a list costs the square of its length. */
    private static final int LONGEST_LANGUAGES = 1000;

    /** The zone of a query that names none; any other is sent, declared or asked for. */
    private static final ZoneId GENESYS_ASSUMES = ZoneId.of("UTC");

    private final Reading reading;
    private final CanonicalForm form;
    private final Duration skew;
    private final Consumer<Spelling.Rule> asked;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Function<byte[], KnownQuery> queries;

    /** One that reads every body anew. */
    QueryReader(
            Reading reading, Duration skew, Consumer<Spelling.Rule> asked, InstantSource clock, InstantSource steady) {
        this(reading, skew, asked, clock, steady, QueryReader::read);
    }

    /**
     * @param skew how far a client's clock may be from the gateway's
     * @param asked told which rule each question was spelled by
     * @param clock the time of day, that words such as today mean
     * @param steady the time by which ages are counted
     * @param queries reads bodies, or knows what {@link #read(byte[])} made of them for this reader
     */
    QueryReader(
            Reading reading,
            Duration skew,
            Consumer<Spelling.Rule> asked,
            InstantSource clock,
            InstantSource steady,
            Function<byte[], KnownQuery> queries) {
        this.reading = reading;
        this.form = CanonicalForm.of(reading.sets(), reading.defaults(), reading.empties());
        this.skew = skew;
        this.asked = asked;
        this.clock = clock;
        this.steady = steady;
        this.queries = queries;
    }

    /** Names the exchange's question by the query in its body; answers the canonical text that its hash is of. */
    String read(Exchange exchange) {
        Message message = exchange.getMessage();
        KnownQuery query = queries.apply(message.getBody(byte[].class));
        String named = zone(message, query.json());
        String zone = named == null ? reading.timeZone().getId() : named;
        Moments moments = new Moments(zone(zone), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        QueryDates dates = query.dates(reading.instants(), moments);
        Spelling spelling = query.spelling(dates, moments, liberty(Preference.isExact(exchange)));
        asked.accept(spelling.rule());
        String version = first(message, GcxHeaders.REPORT_VERSION, "reportVersion");
        KnownQuery.Name name = name(query, dates, spelling, moments, zone, version);
        String locale = locale(
                message.getHeader(GcxHeaders.LOCALE, String.class),
                message.getHeader("locale", String.class),
                message.getHeader("Accept-Language", String.class));
        String sentZone = named != null || !moments.zone().equals(GENESYS_ASSUMES) ? zone : null;
        if (!dates.isSentInAllZones()) {
            sent(query.json(), dates, moments, sentZone);
        }
        Ask.of(exchange)
                .name(
                        exchange,
                        new AskedQuery(
                                () -> sent(query.json(), dates, moments, sentZone),
                                reading.localized() ? locale : null,
                                dates,
                                spelling,
                                moments,
                                steady.instant(),
                                reading.ttl().fitting(query.json(), dates.asked(moments))),
                        reading.localized() ? ':' + name.hash() + ':' + locale : ':' + name.hash(),
                        steady);
        return name.canonical();
    }

    private Spelling.Liberty liberty(boolean exact) {
        return new Spelling.Liberty(skew, reading.align() == Align.LIVE, exact);
    }

    private KnownQuery.Name name(
            KnownQuery query, QueryDates dates, Spelling spelling, Moments moments, String zone, String version) {
        LocalDate day = dates.standing() ? null : moments.today();
        KnownQuery.Name last = query.name();
        if (last != null && last.isOf(zone, version, day, spelling)) {
            return last;
        }
        String canonical = canonical(essence(query.json(), dates, spelling, moments), zone, version);
        KnownQuery.Name name = new KnownQuery.Name(zone, version, day, spelling, canonical, hash(canonical));
        query.remember(name);
        return name;
    }

    /** The query with its time as the key spells it; its zone is named beside it. */
    private static ObjectNode essence(ObjectNode query, QueryDates dates, Spelling spelling, Moments moments) {
        ObjectNode essence = copy(query);
        essence.remove("timeZone");
        dates.spell(essence, spelling.from(), spelling.to(), moments);
        return essence;
    }

    /** Another object with the same fields. */
    private static ObjectNode copy(ObjectNode query) {
        ObjectNode copy = query.objectNode();
        copy.setAll(query);
        return copy;
    }

    /** What names a query that is asked at a moment. */
    String hash(ObjectNode query, Moments moments, String version) {
        QueryDates dates = QueryDates.of(query, reading.instants(), moments);
        return hash(canonical(
                essence(query, dates, Spelling.of(dates, moments.now(), liberty(false)), moments),
                moments.zone().getId(),
                version));
    }

    /**
     * The canonical JSON of query, time zone as it is written and report version: the same for all spellings of one question at one moment, and
     * never the same for two questions.
     */
    private String canonical(ObjectNode essence, String zone, String reportVersion) {
        String version = reportVersion == null ? "" : ",\"reportVersion\":" + spelled(reportVersion);
        return "{\"query\":" + CanonicalJson.write(essence, form) + version + ",\"timeZone\":" + spelled(zone) + '}';
    }

    /** SHA-256 in hex. */
    private static String hash(String canonical) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static String spelled(String text) {
        return CanonicalJson.write(TextNode.valueOf(text));
    }

    /**
     * The query as it is sent upstream: in whole moments, or with words where it has them.
     *
     * @param zone null if it is left as it is
     * @throws Problem (422) if it cannot be sent
     */
    private ObjectNode sent(ObjectNode query, QueryDates dates, Moments moments, String zone) {
        ObjectNode sent = copy(query);
        if (reading.dates() == Dates.INSTANTS) {
            dates.send(sent, moments);
        } else {
            dates.sendWords(sent, moments);
        }
        if (zone != null) {
            sent.put("timeZone", zone);
        }
        return sent;
    }

    /**
     * Reads a body strictly.
     *
     * @throws Problem (400, 413) if it is not one JSON object
     */
    static KnownQuery read(byte[] body) {
        if (body != null && body.length > LONGEST_BODY) {
            throw Problem.tooLarge("A query has at most " + LONGEST_BODY + " bytes");
        }
        try {
            JsonNode json = CanonicalJson.read(body == null ? new byte[0] : body);
            if (json instanceof ObjectNode query) {
                return new KnownQuery(query);
            }
            throw new IllegalArgumentException("it is not an object");
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The body is to be one JSON object, but " + e.getMessage());
        }
    }

    /** The zone that is asked for, as it is written; null if none is. */
    private static String zone(Message message, ObjectNode query) {
        String named = first(message, GcxHeaders.TIME_ZONE, "timeZone");
        return named == null && query.hasNonNull("timeZone")
                ? query.path("timeZone").asText()
                : named;
    }

    private static ZoneId zone(String named) {
        try {
            return ZoneId.of(named, ZoneId.SHORT_IDS);
        } catch (DateTimeException e) {
            throw Problem.unprocessable(
                    "timeZone is no time zone; allowed are names such as Europe/Berlin and offsets");
        }
    }

    /**
     * The language asked for, as BCP 47 spells it: that of the first text that can be read.
     *
     * @param texts as {@code Accept-Language} has them; null if there is none
     */
    static String locale(String... texts) {
        for (String text : texts) {
            String tag = text == null || text.isBlank() ? null : preferred(text);
            if (tag != null) {
                return tag;
            }
        }
        return DEFAULT_LOCALE;
    }

    /** The tag of the greatest weight, or null if there is none that can be read. */
    private static String preferred(String text) {
        try {
            List<Locale.LanguageRange> ranges =
                    text.length() > LONGEST_LANGUAGES ? List.of() : Locale.LanguageRange.parse(text);
            for (Locale.LanguageRange range : ranges) {
                String tag = range.getWeight() > 0 ? tag(range.getRange()) : null;
                if (tag != null) {
                    return tag;
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // the latter for nothing but hyphens; told below if it is too long, else as if it was not sent
        }
        refuseLong(text.split("[,;]", 2)[0].trim());
        return null;
    }

    /** The range as a tag, or null if it has no language of its own. */
    private static String tag(String range) {
        refuseLong(range);
        try {
            new Locale.Builder().setLanguageTag(range);
            return written(range);
        } catch (IllformedLocaleException e) {
            return null;
        }
    }

    /** A tag as BCP 47 writes it. No {@link Locale} is made, since the JDK keeps each of them for minutes. */
    private static String written(String tag) {
        String[] parts = tag.toLowerCase(Locale.ROOT).split("-");
        parts[0] = RENAMED.getOrDefault(parts[0], parts[0]);
        boolean language = parts[0].length() > 1;
        for (int i = 1; language && i < parts.length && parts[i].length() > 1; i++) {
            if (parts[i].length() == 2) {
                parts[i] = parts[i].toUpperCase(Locale.ROOT);
            } else if (parts[i].length() == 4) {
                parts[i] = parts[i].substring(0, 1).toUpperCase(Locale.ROOT) + parts[i].substring(1);
            }
        }
        return String.join("-", parts);
    }

    private static void refuseLong(String tag) {
        if (tag.length() > LONGEST_LOCALE) {
            throw Problem.badRequest("The locale is longer than " + LONGEST_LOCALE + " characters");
        }
    }

    private static String first(Message message, String... names) {
        for (String name : names) {
            String value = message.getHeader(name, String.class);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
