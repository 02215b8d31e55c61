package io.gcxcache.ask;

import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;

/** A part of an answer, which alone is asked for: a page of a list. */
public interface Cut {
    /** Whether an entry has it. */
    boolean isIn(CacheEntry entry);

    /** Whether it was made of this entry before, and is at hand. */
    boolean isMade(CacheEntry entry);

    /** The part of an entry that {@linkplain #isIn has} it. */
    Body of(CacheEntry entry);

    /** Whether who was answered by it out of an entry is answered out of the same again, and not out of an earlier one. */
    boolean goesOnIn(CacheEntry entry);
}
