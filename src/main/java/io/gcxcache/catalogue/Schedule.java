package io.gcxcache.catalogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a resource is asked for by the clock, and what is asked of it.
 *
 * @param cron a cron expression of Quartz
 * @param zone where its times of day are
 * @param id which one of the resource's things; null if it has none
 * @param query what is posted, in JSON; null if nothing is
 * @param locale the language that the answer is to have; null for the one of those who ask for none
 */
public record Schedule(String cron, ZoneId zone, String id, String query, String locale) {
    static final String CRON = "cron";
    static final String TIME_ZONE = "timeZone";
    static final String ID = "id";
    static final String QUERY = "query";
    static final String LOCALE = "locale";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LEAST_FIELDS = 6;
    private static final int MOST_FIELDS = 7;

    /** When it is due for the first time after a moment; nothing if it is not any more. */
    public Optional<Instant> after(Instant moment) {
        try {
            return after(cron, zone, moment);
        } catch (ParseException e) {
            throw new IllegalStateException("A schedule is only made of what is a cron expression", e);
        }
    }

    private static Optional<Instant> after(String cron, ZoneId zone, Instant moment) throws ParseException {
        CronExpression expression = new CronExpression(cron);
        expression.setTimeZone(TimeZone.getTimeZone(zone));
        return Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(moment)))
                .map(Date::toInstant);
    }

    /** Whether it is one, and is ever due: Quartz reads on in silence behind the year, and knows a 30th of February. */
    static boolean isCron(String text) {
        int fields = text.strip().split("\\s+").length;
        try {
            return fields >= LEAST_FIELDS
                    && fields <= MOST_FIELDS
                    && after(text, ZoneId.of("UTC"), Instant.EPOCH).isPresent();
        } catch (ParseException e) {
            return false;
        }
    }

    /** @param said a cron expression, or a mapping with it, once it is allowed */
    static Schedule of(Object said) {
        Map<?, ?> fields = said instanceof Map<?, ?> map ? map : Map.of(CRON, said);
        Object query = fields.get(QUERY);
        String zone = (String) fields.get(TIME_ZONE);
        return new Schedule(
                (String) fields.get(CRON),
                ZoneId.of(zone == null ? "UTC" : zone),
                (String) fields.get(ID),
                query == null ? null : JSON.valueToTree(query).toString(),
                (String) fields.get(LOCALE));
    }
}
