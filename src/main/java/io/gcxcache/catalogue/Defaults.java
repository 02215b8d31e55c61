package io.gcxcache.catalogue;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * What the settings say of resources that say nothing themselves.
 *
 * @param directoryTtl {@code gcx.directory.ttl.*}
 * @param reportTtl {@code gcx.report.ttl.*}
 * @param staleWindow {@code gcx.stale.window}, of lists
 * @param reportStaleWindow {@code gcx.stale.report-window}, of all that is posted
 * @param listTimeLimit {@code gcx.list.time-limit}
 */
public record Defaults(
        ListTtl directoryTtl,
        TtlRules reportTtl,
        Duration staleWindow,
        Duration reportStaleWindow,
        Duration listTimeLimit) {
    /**
     * What a declaration takes of them that its answers are fresh by, in texts and numbers. The windows are not among it: who sets
     * them otherwise does not mean that what is cached is to be fetched anew.
     */
    List<Object> of(Given given) {
        boolean itsOwn = given.get("ttl") instanceof Long || given.get("ttl") instanceof List<?>;
        return switch (given.kind()) {
            case LIST ->
                itsOwn || !given.has("ttl")
                        ? List.of()
                        : List.of(new TreeMap<>(directoryTtl.byId()), directoryTtl.byDefault());
            case PAGE, OBJECT -> List.of();
            case QUERY, REPORT, JOB -> itsOwn ? List.of() : List.of(reportTtl.texts());
        };
    }
}
