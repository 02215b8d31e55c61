package io.gcxcache.change;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.Tags;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * An update or an invalidation, as listeners and CDNs are told of it. Immutable.
 *
 * @param key the entry's key; null if everything with a tag was invalidated
 * @param tags the entry's tags, or the one that was invalidated
 * @param directive {@code FRESH} and {@code OVERWRITE} for an entry that was stored, {@code INVALIDATE} for one that was
 *     dropped
 * @param entryCount how many list entries it holds; 0 if it is no list or was dropped
 * @param etag its entity tag with its quotes; null if it was dropped
 * @param shareable whether shared caches may have kept it
 * @param millis when, in Unix milliseconds
 */
public record Change(
        String key,
        List<String> tags,
        Directive directive,
        int entryCount,
        String etag,
        boolean shareable,
        long millis) {

    /** The property of an exchange for {@code direct:gcx-changed} that holds the change. */
    public static final String PROPERTY = "GcxChange";

    public Change {
        tags = List.copyOf(tags);
    }

    public static Change of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Change.class);
    }

    /** An entry that is stored. */
    public static Change stored(CacheEntry entry) {
        return new Change(
                entry.key(),
                List.copyOf(entry.tags().names()),
                entry.directive(),
                entry.entryCount(),
                entry.etag(),
                entry.shareable(),
                entry.createdAt().toEpochMilli());
    }

    /** A key that is invalid, whether an entry of it was kept or not. */
    public static Change invalidated(String key, Tags tags, long millis) {
        return new Change(key, List.copyOf(tags.names()), Directive.INVALIDATE, 0, null, true, millis);
    }

    /** Everything that has a tag is invalid. */
    public static Change invalidated(String tag, long millis) {
        return new Change(null, List.of(tag), Directive.INVALIDATE, 0, null, true, millis);
    }

    /** What shared caches are to purge: the one entry by its key's tag, or everything with the tag. */
    public String purgeTag() {
        return key == null ? tags.get(0) : Tags.tag(key);
    }

    /** Whether it concerns everything with a tag, not one entry. */
    @JsonIgnore
    public boolean isOfTag() {
        return key == null;
    }
}
