package io.gcxcache.ask;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gcxcache.cache.CacheEntry;
import java.util.Locale;
import java.util.Set;

/**
 * What is told of an entry: all but its body.
 *
 * @param createdAt Unix seconds
 * @param age seconds, as are the others
 * @param interval the moments that it is about, if its key spells the end of that as now
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListedEntry(
        String key,
        Set<String> tags,
        String freshness,
        long createdAt,
        long age,
        long ttlSeconds,
        long staleSeconds,
        long bytes,
        int entryCount,
        String etag,
        String lastModified,
        String interval,
        String invalidationDirective) {
    /** As it answers who asks now. */
    public static ListedEntry of(CacheEntry entry, Ask ask, long now) {
        return of(entry, ask.lifetime(entry), now);
    }

    static ListedEntry of(CacheEntry entry, Lifetime lifetime, long now) {
        return new ListedEntry(
                entry.key(),
                entry.tags().names(),
                lifetime.freshness(entry.ageMillis(now)).name().toLowerCase(Locale.ROOT),
                entry.createdAt().getEpochSecond(),
                entry.ageMillis(now) / 1000,
                lifetime.ttl() / 1000,
                lifetime.window() / 1000,
                entry.size(),
                entry.entryCount(),
                entry.etag(),
                entry.lastModified(),
                entry.interval(),
                entry.directive().word());
    }
}
