package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The organization of the simulator, to be scripted: its users, queues and their members. What there is of each kind is
 * generated when it is first asked for, the same at every run. Every change takes effect at once; safe for threads.
 */
public final class SimulatedOrganization {
    private final Map<Kind, Map<String, ObjectNode>> all = new EnumMap<>(Kind.class);
    private final Set<Membership> joined = new LinkedHashSet<>();
    private final Set<Membership> left = new HashSet<>();

    SimulatedOrganization() {}

    /** The users are replaced by this many generated ones, of whom some are inactive or deleted; by default 300. */
    public SimulatedOrganization users(int count) {
        return replace(Kind.USER, count);
    }

    /** The queues are replaced by this many generated ones, by default 60. */
    public SimulatedOrganization queues(int count) {
        return replace(Kind.QUEUE, count);
    }

    /** There is one more active user, whose id is answered. */
    public synchronized String addUser(String name) {
        String id = UUID.randomUUID().toString();
        String mail = id + "@example.com";
        ObjectNode added = Kind.USER.make(id, 0, name).put("email", mail).put("username", mail);
        change(Kind.USER, users -> {
            users.put(id, added);
            return users;
        });
        return id;
    }

    /** A user has another name from now on. */
    public synchronized void renameUser(String id, String name) {
        ObjectNode renamed = user(id).deepCopy().put("name", name);
        renamed.put("version", renamed.path("version").asInt() + 1);
        change(Kind.USER, users -> {
            users.put(id, renamed);
            return users;
        });
    }

    /** A user is unknown from now on, and a member of nothing. */
    public synchronized void removeUser(String id) {
        user(id);
        change(Kind.USER, users -> {
            users.remove(id);
            return users;
        });
    }

    /** The ids of the active users, in no particular order. */
    public List<String> userIds() {
        return all(Kind.USER).values().stream()
                .filter(SimulatedOrganization::isActive)
                .map(user -> user.path("id").asText())
                .toList();
    }

    /** The ids of the queues, in no particular order. */
    public List<String> queueIds() {
        return List.copyOf(all(Kind.QUEUE).keySet());
    }

    /** A user is a member of a queue from now on. */
    public synchronized void addMember(String queueId, String userId) {
        Membership membership = membership(queueId, userId);
        left.remove(membership);
        joined.add(membership);
    }

    /** A user is no member of a queue any more. */
    public synchronized void removeMember(String queueId, String userId) {
        Membership membership = membership(queueId, userId);
        joined.remove(membership);
        left.add(membership);
    }

    /** All of a kind by their ids; nobody changes the map or a node in it. */
    synchronized Map<String, ObjectNode> all(Kind kind) {
        return all.computeIfAbsent(kind, unasked -> generate(unasked, unasked.count()));
    }

    Optional<ObjectNode> find(Kind kind, String id) {
        return Optional.ofNullable(all(kind).get(id));
    }

    /** The active users that are members of a queue, a group or a team. */
    synchronized List<ObjectNode> members(String ownerId) {
        int first = Math.floorMod(ownerId.hashCode(), Kind.USER.count());
        int count = 4 + first % 41;
        Stream<Membership> generated = IntStream.range(first, first + count)
                .mapToObj(index -> new Membership(ownerId, Kind.USER.id(index % Kind.USER.count())))
                .filter(membership -> !left.contains(membership));
        return Stream.concat(generated, joined.stream().filter(membership -> membership.ownerId.equals(ownerId)))
                .map(Membership::userId)
                .distinct()
                .flatMap(id -> find(Kind.USER, id).stream())
                .filter(SimulatedOrganization::isActive)
                .toList();
    }

    /** Whether a member of a queue takes its conversations now. */
    synchronized boolean isJoined(String queueId, String userId) {
        Membership membership = new Membership(queueId, userId);
        return joined.contains(membership) || Math.floorMod(membership.hashCode(), 4) > 0;
    }

    static boolean isActive(ObjectNode user) {
        return user.path("state").asText().equals("active");
    }

    private synchronized SimulatedOrganization replace(Kind kind, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of things must not be negative: " + count);
        }
        all.put(kind, generate(kind, count));
        return this;
    }

    private void change(Kind kind, UnaryOperator<Map<String, ObjectNode>> change) {
        all.put(kind, change.apply(new LinkedHashMap<>(all(kind))));
    }

    private ObjectNode user(String id) {
        return find(Kind.USER, id).orElseThrow(() -> new IllegalArgumentException("there is no user " + id));
    }

    private Membership membership(String queueId, String userId) {
        user(userId);
        find(Kind.QUEUE, queueId).orElseThrow(() -> new IllegalArgumentException("there is no queue " + queueId));
        return new Membership(queueId, userId);
    }

    private static Map<String, ObjectNode> generate(Kind kind, int count) {
        Map<String, ObjectNode> generated = new LinkedHashMap<>();
        for (int index = 0; index < count; index++) {
            generated.put(kind.id(index), kind.make(index));
        }
        return generated;
    }

    private record Membership(String ownerId, String userId) {}
}
