package io.gcxcache.catalogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Set;

/**
 * How a posted query is read and how long its answer is good for.
 *
 * @param sets names of fields whose order does not count
 * @param defaults fields that mean the same if they are left out
 * @param timeZone the time zone of queries that name none
 * @param ttl how long an answer is fresh
 */
public record Reading(Set<String> sets, ObjectNode defaults, ZoneId timeZone, TtlRules ttl) {
    public Reading {
        sets = Set.copyOf(sets);
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
