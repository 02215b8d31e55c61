package io.gcxcache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.cdn.Receiver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What clients got, what a webhook was told, and whether the one follows from the other. Thread-safe.
 *
 * <p>Needs the clients of one key to be one at a time, and nobody beside one who invalidates a tag: then there is one order
 * of changes.
 */
final class Ledger {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, List<Update>> updates = new LinkedHashMap<>();
    private final List<Telling> tellings = new ArrayList<>();
    private int refused;

    /** @param seenMillis when a client had it, in Unix milliseconds: its change was committed before */
    private record Update(String key, String etag, long seenMillis) {}

    /** @param key null if a tag was invalidated */
    private record Telling(
            String id, String body, String key, Set<String> tags, String etag, long changeMillis, long nanos) {

        /** Whether one has to be told before the other: of the same key, or of a tag and of what names it. */
        boolean isInOneOrderWith(Telling other) {
            if (key == null || other.key == null) {
                return key == null ? other.tags.containsAll(tags) : tags.containsAll(other.tags);
            }
            return key.equals(other.key);
        }
    }

    /** A client got this answer. */
    synchronized void got(String key, String etag, long nowMillis) {
        List<Update> known = updates.computeIfAbsent(key, any -> new ArrayList<>());
        if (known.stream().noneMatch(update -> update.etag().equals(etag))) {
            known.add(new Update(key, etag, nowMillis));
        }
    }

    /** The webhook's receiver got this request. */
    synchronized void told(Receiver.Received request, boolean accepted) {
        if (!accepted) {
            refused++;
            return;
        }
        try {
            JsonNode body = JSON.readTree(request.body());
            tellings.add(new Telling(
                    request.header("webhook-id"),
                    request.body(),
                    body.at("/data/key").textValue(),
                    JSON.convertValue(body.at("/data/tags"), new TypeReference<Set<String>>() {}),
                    body.at("/data/etag").textValue(),
                    Instant.parse(body.path("timestamp").asText()).toEpochMilli(),
                    request.nanos()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A webhook without JSON: " + request.body(), e);
        }
    }

    synchronized int updates() {
        return updates.values().stream().mapToInt(List::size).sum();
    }

    /** How many webhooks were accepted. */
    synchronized int accepted() {
        return tellings.size();
    }

    synchronized int refused() {
        return refused;
    }

    /** How many webhooks were accepted more than once. */
    synchronized int duplicates() {
        return tellings.size() - firstTellings().size();
    }

    /** Everything that must not be. */
    synchronized List<String> violations() {
        List<String> violations = new ArrayList<>();
        Map<String, Telling> first = firstTellings();
        for (Telling telling : tellings) {
            if (!telling.body().equals(first.get(telling.id()).body())) {
                violations.add(telling.id() + " was sent with another body: " + telling.body());
            }
        }
        for (List<Update> known : updates.values()) {
            Map<String, Integer> order = new HashMap<>();
            known.forEach(update -> order.put(update.etag(), order.size()));
            known.stream()
                    .filter(update -> tellings.stream().noneMatch(telling -> countsFor(telling, update, order)))
                    .forEach(untold -> violations.add("Nobody was told of " + untold));
        }
        List<Telling> inOrder = List.copyOf(first.values());
        for (int i = 0; i < inOrder.size(); i++) {
            Telling later = inOrder.get(i);
            inOrder.subList(0, i).stream()
                    .filter(earlier -> earlier.isInOneOrderWith(later) && earlier.changeMillis() > later.changeMillis())
                    .findFirst()
                    .ifPresent(earlier -> violations.add(later + " was told after " + earlier));
        }
        return violations;
    }

    /** Whether somebody was told of this update, or of something newer of its key. */
    private static boolean countsFor(Telling telling, Update update, Map<String, Integer> order) {
        if (!update.key().equals(telling.key())) {
            return false;
        }
        Integer told = order.get(telling.etag());
        return told == null ? telling.changeMillis() >= update.seenMillis() : told >= order.get(update.etag());
    }

    /** The first of each id, in the order in which they came. */
    private Map<String, Telling> firstTellings() {
        Map<String, Telling> first = new LinkedHashMap<>();
        tellings.stream()
                .sorted(Comparator.comparingLong(Telling::nanos))
                .forEach(telling -> first.putIfAbsent(telling.id(), telling));
        return first;
    }
}
