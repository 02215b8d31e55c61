package io.gcxcache.report;

import java.time.Duration;

/**
 * What the settings say of posted queries.
 *
 * @param liveSkew {@code gcx.live.skew}: how far from the gateway's clock an end may be that is taken for now
 * @param provisionalTtl {@code gcx.report.ttl.provisional}: the longest TTL of an answer that Genesys calls provisional
 */
public record ReportSettings(Duration liveSkew, Duration provisionalTtl) {}
