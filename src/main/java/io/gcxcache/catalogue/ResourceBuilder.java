package io.gcxcache.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/**
 * A declaration that is being written, in Java or by the reader of YAML: what is not said follows from kind, name, path
 * and settings. Not thread-safe.
 *
 * <pre>{@code
 * ListResource.of("routing-queues").path("/api/v2/routing/queues").ttl(300).permission("routing:queue:view")
 * }</pre>
 */
public final class ResourceBuilder {
    private final Given given;

    ResourceBuilder(Kind kind, String name) {
        this.given = new Given(kind, Objects.requireNonNull(name, "name"), new LinkedHashMap<>());
    }

    /** The path at Genesys, from {@code /api/} on; one name in braces stands for the id asked for. Required. */
    public ResourceBuilder path(String path) {
        return set(Property.PATH, path);
    }

    /** The permission that Genesys asks for; named when it refuses. */
    public ResourceBuilder permission(String permission) {
        return set("permission", permission);
    }

    /** How long it is fresh, in seconds: 1 to 86400, directories 30 to 3600, what is posted 1 to 604800. */
    public ResourceBuilder ttl(int seconds) {
        return set("ttl", (long) seconds);
    }

    /** Rules for how long an answer to what is posted is fresh; see {@link TtlRules}. */
    public ResourceBuilder ttl(String... rules) {
        return set("ttl", Arrays.asList(rules));
    }

    /** What names a question, with the path's id in braces; follows from the name unless set. */
    public ResourceBuilder key(String key) {
        return set(Property.KEY, key);
    }

    /** More tags of every entry, perhaps with the path's id in braces. */
    public ResourceBuilder tags(String... tags) {
        return set("tags", Arrays.asList(tags));
    }

    /** The audit field that says which one was asked for. */
    public ResourceBuilder subject(String subject) {
        return set("subject", subject);
    }

    /** The rate-limit family that calls count against. */
    public ResourceBuilder family(String family) {
        return set("family", family);
    }

    /** The endpoint that fetches it, in place of the route of its kind. */
    public ResourceBuilder fetch(String endpoint) {
        return set("fetch", endpoint);
    }

    /** How much longer than its TTL it may be served, in seconds: 0 to 2678400. */
    public ResourceBuilder staleWindow(int seconds) {
        return set("staleWindow", (long) seconds);
    }

    /** How long a fetch may take in all, in seconds: 1 to 86400. */
    public ResourceBuilder timeLimit(int seconds) {
        return set("timeLimit", (long) seconds);
    }

    /** Whether shared caches in front of the gateway may keep it. */
    public ResourceBuilder shareable(boolean shareable) {
        return set("shareable", shareable);
    }

    /**
     * Writes that change it beside those at its path and below, for example {@code * /api/v2/users/*&#47;queues}; with
     * {@code !} before them, those below its path that do not.
     */
    public ResourceBuilder writtenBy(String... writes) {
        return set("writtenBy", Arrays.asList(writes));
    }

    /** Any property by its name in YAML; its value is a text, a whole number, a flag, a list of texts or a map. */
    public ResourceBuilder set(String property, Object value) {
        Object kept = value instanceof Integer number ? (Long) number.longValue() : value;
        given.values()
                .put(
                        Objects.requireNonNull(property, "property"),
                        kept instanceof List<?> list ? new ArrayList<>(list) : kept);
        return this;
    }

    /** Sets a property to what could not be read, which was told already. */
    void setUnreadable(String property) {
        given.values().put(property, Given.TOLD);
    }

    Kind kind() {
        return given.kind();
    }

    String name() {
        return given.name();
    }

    /** The endpoint that fetches it, if it is not that of its kind; else empty. */
    String ownFetch() {
        return given.text("fetch", "");
    }

    /** How it is told of in messages: {@code lists.routing-queues}. */
    String where() {
        return kind().section() + '.' + DeclarationException.word(name());
    }

    /**
     * The resource, complete.
     *
     * @throws DeclarationException if anything is not allowed; it tells all that is wrong
     */
    public Resource build(Defaults defaults) {
        List<Fault> faults = new DeclarationRules(given).faults();
        if (faults.isEmpty() && !given.values().containsValue(Given.TOLD)) {
            return new Completion(given, defaults).resource();
        }
        throw new DeclarationException(where(), faults);
    }
}
