package io.gcxcache.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Set;

/**
 * A posted query that was read, and what came of it when it was asked last, for one declaration. What does not depend on the
 * moment of asking is not worked out again. Thread-safe; nobody writes to its JSON.
 */
final class KnownQuery {
    private static final int LONGEST_VERSION = 100;

    private final ObjectNode json;
    private volatile Time time;
    private volatile Name name;

    /** @param fixed by which rule its end is not now, or null */
    private record Time(ZoneId zone, QueryDates dates, Spelling.Rule fixed, Spelling spelling) {}

    /**
     * What named the question, and by what it did.
     *
     * @param zone as it is written
     * @param day the day of asking; null if none of the query's dates changes with it
     * @param canonical the text that the hash is of
     */
    record Name(String zone, String version, LocalDate day, Spelling spelling, String canonical, String hash) {
        boolean isOf(String otherZone, String otherVersion, LocalDate otherDay, Spelling otherSpelling) {
            return zone.equals(otherZone)
                    && Objects.equals(version, otherVersion)
                    && Objects.equals(day, otherDay)
                    && spelling.equals(otherSpelling);
        }
    }

    KnownQuery(ObjectNode json) {
        this.json = json;
    }

    ObjectNode json() {
        return json;
    }

    /** The time that it asks about, see {@link QueryDates#of}. */
    QueryDates dates(Set<String> intervals, Moments moments) {
        Time last = time;
        return last != null && last.zone().equals(moments.zone())
                ? last.dates()
                : QueryDates.of(json, intervals, moments);
    }

    /** How its key spells that time. */
    Spelling spelling(QueryDates dates, Moments moments, Spelling.Liberty liberty) {
        Spelling.Rule fixed = Spelling.fixed(dates, moments.now(), liberty);
        Time last = time;
        if (last != null && last.dates() == dates && last.fixed() == fixed) {
            return last.spelling();
        }
        Spelling spelling = Spelling.of(dates, fixed);
        if (dates.standing()) {
            time = new Time(moments.zone(), dates, fixed, spelling);
        }
        return spelling;
    }

    /** The name that it had last, or null. */
    Name name() {
        return name;
    }

    /** One of a long version is not remembered: that comes beside the body, by whose length the room is counted. */
    void remember(Name last) {
        if (last.version() == null || last.version().length() <= LONGEST_VERSION) {
            name = last;
        }
    }
}
