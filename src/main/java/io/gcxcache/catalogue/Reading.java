package io.gcxcache.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a posted query is read and how long its answer is good for.
 *
 * @param sets paths of arrays whose order does not count
 * @param defaults values that mean the same as nothing, by their paths
 * @param empties paths of arrays that mean the same as nothing if they are empty
 * @param instants fields of the query that are intervals
 * @param align whether an end that is now is taken for now
 * @param dates how Genesys is told the time
 * @param localized whether the answer depends on the language
 * @param timeZone the time zone of queries that name none
 * @param ttl how long an answer is fresh
 */
public record Reading(
        Set<String> sets,
        Map<String, JsonNode> defaults,
        Set<String> empties,
        Set<String> instants,
        Align align,
        Dates dates,
        boolean localized,
        ZoneId timeZone,
        TtlRules ttl) {
    public Reading {
        sets = Set.copyOf(sets);
        defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        empties = Set.copyOf(empties);
        instants = Collections.unmodifiableSortedSet(new TreeSet<>(instants));
    }

    static boolean isZone(String text) {
        try {
            ZoneId.of(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
