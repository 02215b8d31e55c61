package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

    /** Of these, nobody is a member but who was made one. */
    private final Set<String> memberless = new HashSet<>();

    private Duration indexLag = Duration.ZERO;

    SimulatedOrganization() {}

    /** The users are replaced by this many generated ones, of whom some are inactive or deleted; by default 300. */
    public SimulatedOrganization users(int count) {
        return replace(Kind.USER, count);
    }

    /** The queues are replaced by this many generated ones, by default 60. */
    public SimulatedOrganization queues(int count) {
        return replace(Kind.QUEUE, count);
    }

    /** How long after a write the list of queues shows it, by the simulator's clock; by default at once. */
    public synchronized SimulatedOrganization indexLag(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("an index cannot know what is still to come: " + duration);
        }
        indexLag = duration;
        return this;
    }

    synchronized Duration indexLag() {
        return indexLag;
    }

    /** There is one more active user, whose id is answered. */
    public synchronized String addUser(String name) {
        String id = UUID.randomUUID().toString();
        String mail = id + "@example.com";
        ObjectNode added = Kind.USER.make(id, 0, name).put("email", mail).put("username", mail);
        put(Kind.USER, added);
        return id;
    }

    /** A user has another name from now on. */
    public synchronized void renameUser(String id, String name) {
        ObjectNode renamed = user(id).deepCopy().put("name", name);
        renamed.put("version", renamed.path("version").asInt() + 1);
        put(Kind.USER, renamed);
    }

    /** A user is unknown from now on, and a member of nothing. */
    public synchronized void removeUser(String id) {
        user(id);
        remove(Kind.USER, id);
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

    /** There is one more of a kind, which has no members. */
    synchronized void add(Kind kind, ObjectNode entity) {
        memberless.add(entity.path("id").asText());
        put(kind, entity);
    }

    synchronized void put(Kind kind, ObjectNode entity) {
        Map<String, ObjectNode> changed = new LinkedHashMap<>(all(kind));
        changed.put(entity.path("id").asText(), entity);
        all.put(kind, changed);
    }

    synchronized void remove(Kind kind, String id) {
        Map<String, ObjectNode> changed = new LinkedHashMap<>(all(kind));
        changed.remove(id);
        all.put(kind, changed);
    }

    Optional<ObjectNode> find(Kind kind, String id) {
        return Optional.ofNullable(all(kind).get(id));
    }

    /** The active users that are members of a queue, a group or a team. */
    synchronized List<ObjectNode> members(String ownerId) {
        int first = Math.floorMod(ownerId.hashCode(), Kind.USER.count());
        int count = memberless.contains(ownerId) ? 0 : 4 + first % 41;
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
