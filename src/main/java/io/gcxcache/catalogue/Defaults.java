package io.gcxcache.catalogue;

import java.time.Duration;

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
        Duration listTimeLimit) {}
