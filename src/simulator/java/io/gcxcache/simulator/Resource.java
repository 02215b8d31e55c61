package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A list of the API and, if there is a path for them, the objects in it.
 *
 * @param family whose rate limit its calls count for
 * @param scope what a token must be allowed to do; empty if nothing
 * @param most how many entities a page may have
 * @param sortedBy the field of the entities that they are sorted by unless a call says otherwise; empty if by none
 * @param source all entities; throws {@link Refusal} if the path leads nowhere
 * @param view an entity as a call wants to see it
 */
record Resource(
        String family,
        String path,
        String scope,
        Envelope envelope,
        int most,
        String sortedBy,
        List<Filter> filters,
        Function<ApiRequest, Collection<ObjectNode>> source,
        BiFunction<ApiRequest, ObjectNode, ObjectNode> view) {

    /** A list in the usual envelope, of up to 500 entities a page, sorted by their names. */
    static Resource list(
            String family, String path, String scope, Function<ApiRequest, Collection<ObjectNode>> source) {
        return new Resource(
                family, path, scope, Envelope.WHOLE, 500, "name", List.of(), source, (call, entity) -> entity);
    }

    Resource in(Envelope other, int atMost) {
        return new Resource(family, path, scope, other, atMost, sortedBy, filters, source, view);
    }

    Resource sortedBy(String field) {
        return new Resource(family, path, scope, envelope, most, field, filters, source, view);
    }

    Resource by(Filter... some) {
        return new Resource(family, path, scope, envelope, most, sortedBy, List.of(some), source, view);
    }

    Resource shown(BiFunction<ApiRequest, ObjectNode, ObjectNode> other) {
        return new Resource(family, path, scope, envelope, most, sortedBy, filters, source, other);
    }

    Endpoint pages() {
        return Endpoint.get(path, scope, call -> envelope.reply(call, most, found(call)));
    }

    /** The objects of the list, by the value of a field; what the filters hide is not found. */
    Endpoint objects(String field) {
        return Endpoint.get(path + "/:objectId", scope, call -> found(call).stream()
                .filter(entity -> entity.path(field).asText().equals(call.pathParameter("objectId")))
                .findFirst()
                .map(entity -> Reply.json(200, entity))
                .orElseThrow(() -> call.notFound()));
    }

    private List<ObjectNode> found(ApiRequest call) {
        String field = call.parameter("sortBy").orElse(sortedBy);
        List<ObjectNode> kept = source.apply(call).stream()
                .filter(entity -> filters.stream().allMatch(filter -> filter.keeps(call, entity)))
                .sorted(Comparator.comparing(
                        entity -> entity.path(field).asText().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toList());
        if (call.parameter("sortOrder").orElse("").toLowerCase(Locale.ROOT).startsWith("d")) {
            Collections.reverse(kept);
        }
        return new GeneratedList(kept.size(), index -> view.apply(call, kept.get(index)));
    }
}
