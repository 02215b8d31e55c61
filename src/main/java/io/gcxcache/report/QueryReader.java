package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.ask.Ask;
import io.gcxcache.cache.CanonicalJson;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.upstream.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Reads a posted query strictly, checks its dates, and names it. */
final class QueryReader {
    static final int LONGEST_BODY = 512_000;

    private static final String DEFAULT_LOCALE = "en-US";

    /** What the longest tags that are in use need (RFC 5646, section 4.4.1). */
    private static final int LONGEST_LOCALE = 35;

    /** The zone of a query that names none; any other is sent, declared or asked for. */
    private static final ZoneId GENESYS_ASSUMES = ZoneId.of("UTC");

    private final Reading reading;
    private final InstantSource clock;
    private final InstantSource steady;

    /**
     * @param clock the time of day, that words such as today mean
     * @param steady the time by which ages are counted
     */
    QueryReader(Reading reading, InstantSource clock, InstantSource steady) {
        this.reading = reading;
        this.clock = clock;
        this.steady = steady;
    }

    /** Names the exchange's question by the query in its body. */
    void read(Exchange exchange) {
        Message message = exchange.getMessage();
        ObjectNode query = read(message.getBody(byte[].class));
        ZoneId asked = zone(message, query);
        Instant now = clock.instant();
        QueryDates dates = QueryDates.of(query, asked, now);
        String hash = hash(query, asked, first(message, GcxHeaders.REPORT_VERSION, "reportVersion"), now);
        String locale = locale(first(message, GcxHeaders.LOCALE, "locale", "Accept-Language"));
        resolveDays(query, asked, now);
        if (query.hasNonNull("timeZone") || !asked.equals(GENESYS_ASSUMES)) {
            query.put("timeZone", asked.getId());
        }
        byte[] body = query.toString().getBytes(StandardCharsets.UTF_8);
        Ask.of(exchange)
                .name(
                        exchange,
                        new AskedQuery(query, body, locale, dates, now, reading.ttl()),
                        ':' + hash + ':' + locale,
                        steady);
    }

    /**
     * SHA-256 (hex) over the canonical JSON of query, time zone and report version: the same for all spellings of one question at one moment, and never the same for two
     * questions.
     */
    String hash(ObjectNode query, ZoneId asked, String version, Instant now) {
        ObjectNode named = query.objectNode();
        named.set("query", essence(query, asked, now));
        named.put("timeZone", asked.getId());
        named.put("reportVersion", version);
        try {
            byte[] canonical = CanonicalJson.write(named, reading.sets()).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The query without what means nothing, and with the days that its relative dates mean now. */
    private ObjectNode essence(ObjectNode query, ZoneId asked, Instant now) {
        ObjectNode dated = query.objectNode();
        dated.setAll(query);
        resolveDays(dated, asked, now);
        ObjectNode essence = query.objectNode();
        for (Map.Entry<String, JsonNode> field : dated.properties()) {
            String name = field.getKey();
            boolean isDefault = reading.defaults().containsKey(name)
                    && spelled(name, reading.defaults().get(name)).equals(spelled(name, dated.get(name)));
            if (!isDefault && !name.equals("timeZone")) {
                essence.set(name, field.getValue());
            }
        }
        return essence;
    }

    /** Writes days for the words that mean them, so that upstream answers about the days that the key names. */
    private static void resolveDays(ObjectNode query, ZoneId asked, Instant now) {
        for (String dated : new String[] {"dateFrom", "dateTo", "interval"}) {
            if (query.path(dated).isTextual()) {
                query.put(dated, daysResolved(query.path(dated).textValue(), asked, now));
            }
        }
    }

    private static String daysResolved(String dates, ZoneId asked, Instant now) {
        return Arrays.stream(dates.split("/", -1))
                .map(String::trim)
                .map(date -> {
                    Integer day = QueryDates.DAYS.get(date);
                    return day == null
                            ? date
                            : LocalDate.ofInstant(now, asked).plusDays(day).toString();
                })
                .collect(Collectors.joining("/"));
    }

    private String spelled(String field, JsonNode value) {
        ObjectNode alone = JsonNodeFactory.instance.objectNode();
        return CanonicalJson.write(alone.set(field, value), reading.sets());
    }

    private static ObjectNode read(byte[] body) {
        if (body != null && body.length > LONGEST_BODY) {
            throw Problem.tooLarge("A query has at most " + LONGEST_BODY + " bytes");
        }
        try {
            JsonNode json = CanonicalJson.read(body == null ? new byte[0] : body);
            if (json instanceof ObjectNode query) {
                return query;
            }
            throw new IllegalArgumentException("it is not an object");
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The body is to be one JSON object, but " + e.getMessage());
        }
    }

    private ZoneId zone(Message message, ObjectNode query) {
        String named = first(message, GcxHeaders.TIME_ZONE, "timeZone");
        if (named == null && query.hasNonNull("timeZone")) {
            named = query.path("timeZone").asText();
        }
        if (named == null) {
            return reading.timeZone();
        }
        try {
            return ZoneId.of(named);
        } catch (DateTimeException e) {
            throw Problem.unprocessable(
                    "timeZone is no time zone; allowed are names such as Europe/Berlin and offsets");
        }
    }

    /** The first language asked for, as BCP 47 spells it. */
    static String locale(String asked) {
        if (asked == null || asked.isBlank()) {
            return DEFAULT_LOCALE;
        }
        String tag = asked.split("[,;]", 2)[0].trim();
        if (tag.equals("*")) {
            return DEFAULT_LOCALE;
        }
        if (tag.length() > LONGEST_LOCALE) {
            throw Problem.badRequest("The locale is longer than " + LONGEST_LOCALE + " characters");
        }
        try {
            return new Locale.Builder().setLanguageTag(tag).build().toLanguageTag();
        } catch (IllformedLocaleException e) {
            throw Problem.badRequest("The locale is no language tag; allowed are tags such as en-US");
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
