package io.gcxcache.catalogue;

import java.time.Duration;
import java.util.Optional;

/**
 * A list that is fetched whole.
 *
 * @param ttls how long it is fresh
 * @param parameters how the query string is read where a page of it is asked for
 * @param pageSize how many entries a page asks for
 * @param scan whether pages are asked for by a limit and the cursor of the page before, not by number
 * @param idField the field that tells entries apart; {@code none} if there is none
 * @param directory whether its entries are those of a directory
 */
public record ListResource(
        Declaration declaration,
        ListTtl ttls,
        Parameters parameters,
        int pageSize,
        boolean scan,
        String idField,
        boolean directory)
        implements Resource.Read {
    /** Begins a declaration, for example {@code ListResource.of("users").path("/api/v2/users").ttl(600)}. */
    public static ResourceBuilder of(String name) {
        return new ResourceBuilder(Kind.LIST, name);
    }

    @Override
    public Duration ttl(String id) {
        return ttls.of(id);
    }

    /** Which one a key names; empty if that cannot be read from it. */
    public Optional<String> idOf(String key) {
        String address = Declaration.API_KEYS + declaration.kind().method() + ':';
        if (key.startsWith(address)) {
            int query = key.indexOf('?');
            return declaration.path().filledBy(key.substring(address.length(), query < 0 ? key.length() : query));
        }
        return declaration.key().filledBy(key);
    }

    /** The field of its document that says which one it is. */
    public String documentField() {
        return declaration.hasId() ? declaration.subject() : "name";
    }
}
