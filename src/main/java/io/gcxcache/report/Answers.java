package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.cache.Body;
import io.gcxcache.catalogue.Kind;
import io.gcxcache.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/**
 * Makes answers of what Genesys sent to posted queries: how long they are fresh, and what they say of themselves.
 *
 * <p>Genesys works over the last days again, and says of some answers how far their data reaches ({@code
 * dataAvailabilityDate}): those are not good for as long as their span would have it.
 *
 * @param provisional how long an answer about more than what is available lives, stale or not
 */
record Answers(Supplier<Duration> provisional) {
    /** The fields by which an answer says what its schema is and how far its data reaches. */
    static final Set<String> OF_ITSELF = Set.of("schemaVersion", "metricDefinitions", "dataAvailabilityDate");

    /** Younger data than this is worked over again. */
    private static final Duration UNSETTLED = Duration.ofHours(72);

    private static final Duration LONGEST_UNSETTLED = Duration.ofHours(1);

    /** @param json what the answer says of itself, at least */
    Answer of(Exchange exchange, Body body, JsonNode json) {
        Ask ask = Ask.of(exchange);
        AskedQuery asked = (AskedQuery) ask.posted();
        boolean settles = ask.resource().declaration().kind() != Kind.REPORT
                && asked.dates().to() != null;
        Instant available = availability(json);
        boolean isProvisional =
                settles && available != null && asked.dates().to().isAfter(available);
        boolean isUnsettled =
                settles && asked.dates().to().isAfter(asked.moments().now().minus(UNSETTLED));
        Duration ttl = asked.rule().ttl();
        Duration window = ask.resource().declaration().staleWindow();
        if (isProvisional || isUnsettled) {
            Duration longest = isProvisional ? provisional.get() : LONGEST_UNSETTLED;
            ttl = shorter(ttl, longest);
            window = shorter(window, longest.minus(ttl));
        }
        return new Answer(body, ttl, window, null, schemaVersion(json), isProvisional, false);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** How far Genesys says that its data reaches; null if it does not say, or not as ISO 8601 has it. */
    private static Instant availability(JsonNode json) {
        try {
            JsonNode date = json.path("dataAvailabilityDate");
            return date.isTextual() ? OffsetDateTime.parse(date.textValue()).toInstant() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** What the answer says of its schema's version; else a fingerprint of its metric definitions; else null. */
    private static String schemaVersion(JsonNode json) {
        if (json.path("schemaVersion").isValueNode() && json.hasNonNull("schemaVersion")) {
            return json.path("schemaVersion").asText();
        }
        JsonNode metrics = json.path("metricDefinitions");
        if (metrics.isMissingNode() || metrics.isNull()) {
            return null;
        }
        try {
            byte[] canonical = CanonicalJson.write(metrics).getBytes(StandardCharsets.UTF_8);
            return Body.fingerprint(canonical);
        } catch (NumberFormatException e) {
            // A number beyond all range passes as it came, but has no canonical spelling.
            return null;
        }
    }
}
