package io.gcxcache.consumer;

import java.util.List;

/**
 * An application that asks, as it is declared. Immutable.
 *
 * @param id its name, which it logs in with
 * @param credentials of the secrets that it may log in with: one, or two while it is changed
 * @param allowed what it may ask for
 * @param rate how many requests a minute; 0 if any number
 * @param cache what it makes of the cache
 * @param exact whether the times of its queries are always taken as they are written
 * @param admin whether it manages the gateway
 * @param declared whether it is, or anybody may call himself so
 */
public record Consumer(
        String id,
        List<Credential> credentials,
        Allowed allowed,
        int rate,
        CacheUse cache,
        boolean exact,
        boolean admin,
        boolean declared) {
    /** The exchange property of a request whose consumer is known. */
    public static final String PROPERTY = "GcxConsumer";

    /** What a consumer makes of the cache. */
    public enum CacheUse {
        /** It is answered from it. */
        USE,
        /** Each of its answers is fetched anew, and kept for others. */
        REFRESH,
        /** At Genesys's own paths it asks Genesys; elsewhere as if it were {@link #REFRESH}. */
        BYPASS
    }

    public Consumer {
        credentials = List.copyOf(credentials);
    }

    /** Whoever comes where no consumers are declared. */
    public static Consumer anybody(String id) {
        return new Consumer(id, List.of(), null, 0, CacheUse.USE, false, false, false);
    }

    /** Whether it may ask for a path. */
    boolean may(String method, String path) {
        return allowed == null || allowed.fits(method, path);
    }

    /** Whether a token that was given for a credential is still good. */
    boolean has(String credential) {
        // By index: an iterator would be garbage of every request.
        for (int i = 0; i < credentials.size(); i++) {
            if (credentials.get(i).name().equals(credential)) {
                return true;
            }
        }
        return false;
    }
}
