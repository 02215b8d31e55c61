package io.gcxcache.change;

import io.gcxcache.cache.Directive;
import io.gcxcache.cache.Tags;
import java.util.List;

/** Makes changes of which only what a test is about is told. */
public final class TestChange {
    private TestChange() {}

    public static Change update(String key, String... tags) {
        return update(0, key, tags);
    }

    /** @param millis tells one update of a key from another */
    public static Change update(long millis, String key, String... tags) {
        return new Change(key, List.of(tags), Directive.FRESH, 1, "\"e\"", true, millis);
    }

    public static Change unshared(String key) {
        return new Change(key, List.of(), Directive.FRESH, 1, "\"e\"", false, 0);
    }

    public static Change invalidated(String key, String... tags) {
        return Change.invalidated(key, Tags.of(List.of(tags)), 0);
    }

    public static Change invalidatedTag(String tag) {
        return Change.invalidated(tag, 0);
    }

    /** It has happened, and may be told. */
    public static void happens(Outbox outbox, Change change) {
        outbox.release(change);
    }
}
