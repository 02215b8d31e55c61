package io.gcxcache.cache;

import java.util.Locale;

/** Why an entry stands as it does: a first fill, a replacement after a mismatch, or an invalidation. */
public enum Directive {
    FRESH,
    OVERWRITE,
    INVALIDATE;

    /** The word that replies and notifications carry. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
