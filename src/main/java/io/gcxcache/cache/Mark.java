package io.gcxcache.cache;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * What is to be asked for anew. Immutable.
 *
 * @param names of what its kind says
 * @param since the fill by which a schema was found, by the steady clock; null for other kinds
 */
public record Mark(Kind kind, List<String> names, Instant since) {
    /** What a mark is about. */
    public enum Kind {
        /** One key. */
        KEY,
        /** What has one of these tags. */
        TAGS,
        /** The same, after a write: Genesys may answer for a while as if there had been none, and what was not there may be there. */
        WRITTEN,
        /** What is of another schema: of the keys that begin with the first name, and have the second as a tag, those not of the third. */
        SCHEMA,
        /** Everything. */
        ALL
    }

    public static final Mark ALL = new Mark(Kind.ALL, List.of(), null);

    public Mark {
        names = List.copyOf(names);
    }

    public static Mark key(String key) {
        return new Mark(Kind.KEY, List.of(key), null);
    }

    public static Mark tag(String tag) {
        return new Mark(Kind.TAGS, List.of(tag), null);
    }

    public static Mark written(Collection<String> tags) {
        return new Mark(Kind.WRITTEN, List.copyOf(tags), null);
    }

    public static Mark schema(String keys, String tag, String version, Instant fillStarted) {
        return new Mark(Kind.SCHEMA, List.of(keys, tag, version), fillStarted);
    }
}
