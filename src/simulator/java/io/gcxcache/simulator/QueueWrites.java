package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * The endpoints that make, change and delete queues, and what the list of queues shows of that: its index hears of a write
 * late, a queue by its id does not. Used on the event loop only.
 */
final class QueueWrites {
    private static final String QUEUE = Kind.QUEUE.path() + "/:queueId";

    /** What is the platform's to say, whatever a body says. */
    private static final Set<String> GIVEN =
            Set.of("id", "selfUri", "memberCount", "dateCreated", "dateModified", "createdBy", "modifiedBy");

    private final SimulatedOrganization organization;
    private final Clock clock;
    private final BiFunction<ApiRequest, ObjectNode, ObjectNode> view;
    private final Deque<Past> pasts = new ArrayDeque<>();

    /** @param view a queue as its list shows it */
    QueueWrites(SimulatedOrganization organization, Clock clock, BiFunction<ApiRequest, ObjectNode, ObjectNode> view) {
        this.organization = organization;
        this.clock = clock;
        this.view = view;
    }

    List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(HttpMethod.POST, Kind.QUEUE.path(), "routing:queue:add", this::create),
                new Endpoint(HttpMethod.PUT, QUEUE, "routing:queue:edit", this::change),
                new Endpoint(HttpMethod.DELETE, QUEUE, "routing:queue:delete", this::delete));
    }

    /** The queues as the list knows them. */
    Collection<ObjectNode> listed() {
        Instant now = clock.instant();
        while (!pasts.isEmpty() && !now.isBefore(pasts.element().until)) {
            pasts.remove();
        }
        return pasts.isEmpty() ? organization.all(Kind.QUEUE).values() : pasts.element().queues;
    }

    private Reply create(ApiRequest call) {
        ObjectNode queue = read(call, UUID.randomUUID().toString());
        queue.put("dateCreated", clock.instant().toString());
        fall();
        organization.add(Kind.QUEUE, queue);
        return Reply.json(200, view.apply(call, queue));
    }

    private Reply change(ApiRequest call) {
        ObjectNode old = find(call);
        ObjectNode queue = read(call, old.path("id").asText());
        for (String kept : List.of("division", "dateCreated")) {
            if (old.has(kept)) {
                queue.set(kept, old.get(kept));
            }
        }
        fall();
        organization.put(Kind.QUEUE, queue);
        return Reply.json(200, view.apply(call, queue));
    }

    private Reply delete(ApiRequest call) {
        String id = find(call).path("id").asText();
        fall();
        organization.remove(Kind.QUEUE, id);
        return new Reply(200, Map.of(), Buffer.buffer());
    }

    /** What is now is what the list shows until its index has heard of the write that comes. */
    private void fall() {
        if (!organization.indexLag().isZero()) {
            Instant until = clock.instant().plus(organization.indexLag());
            pasts.add(new Past(until, organization.all(Kind.QUEUE).values()));
        }
    }

    private ObjectNode find(ApiRequest call) {
        return organization.find(Kind.QUEUE, call.pathParameter("queueId")).orElseThrow(call::notFound);
    }

    /** The queue that a body describes; one without a name, or with another's, is refused. */
    private ObjectNode read(ApiRequest call, String id) {
        ObjectNode queue = AnalyticsQuery.read(call).body().deepCopy();
        queue.remove(GIVEN);
        queue.properties().removeIf(field -> field.getValue().isNull());
        String name = queue.path("name").asText().strip();
        if (name.isEmpty()) {
            throw new Refusal(ErrorReplies.of(400, "A queue needs a name", call.correlationId()));
        }
        if (organization.all(Kind.QUEUE).values().stream().anyMatch(other -> isNamed(other, name, id))) {
            throw new Refusal(
                    ErrorReplies.of(409, "There is a queue with the name " + name + " already", call.correlationId()));
        }
        ObjectNode made = Kind.QUEUE.make(id, 0, name).retain("id", "name", "division", "selfUri");
        made.setAll(queue);
        return made.put("dateModified", clock.instant().toString());
    }

    private static boolean isNamed(JsonNode queue, String name, String unless) {
        return queue.path("name").asText().equalsIgnoreCase(name)
                && !queue.path("id").asText().equals(unless);
    }

    private record Past(Instant until, Collection<ObjectNode> queues) {}
}
