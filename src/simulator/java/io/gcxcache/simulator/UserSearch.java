package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The search for users: all its terms must fit, in any of a term's fields and with any of its values. */
final class UserSearch {
    private static final int MAX_PAGE_SIZE = 100;

    private final SimulatedOrganization organization;
    private final BiFunction<Set<String>, ObjectNode, ObjectNode> view;

    /** @param view a user with these fields expanded */
    UserSearch(SimulatedOrganization organization, BiFunction<Set<String>, ObjectNode, ObjectNode> view) {
        this.organization = organization;
        this.view = view;
    }

    Reply answer(ApiRequest call) {
        ObjectNode asked = AnalyticsQuery.read(call).body();
        int size = asked.path("pageSize").asInt(PageRequest.DEFAULT_SIZE);
        int number = asked.path("pageNumber").asInt(1);
        if (!asked.path("query").isArray() || size < 1 || size > MAX_PAGE_SIZE || number < 1) {
            String message = "A search needs a query, a pageSize of 1.." + MAX_PAGE_SIZE + " and a pageNumber from 1";
            throw new Refusal(ErrorReplies.of(400, message, call.correlationId()));
        }
        List<JsonNode> terms = list(asked.path("query")).toList();
        boolean anyState = terms.stream().anyMatch(term -> fields(term).anyMatch("state"::equals));
        List<ObjectNode> found = organization.all(Kind.USER).values().stream()
                .filter(user -> anyState || SimulatedOrganization.isActive(user))
                .filter(user -> terms.stream().allMatch(term -> fits(term, user)))
                .sorted(order(asked))
                .toList();
        ListPage page = new ListPage(call, new PageRequest(number, size), found);
        ObjectNode body = page.entities();
        Set<String> expand = list(asked.path("expand")).map(JsonNode::asText).collect(Collectors.toSet());
        ArrayNode results = body.putArray("results");
        body.remove("entities").forEach(user -> results.add(view.apply(expand, (ObjectNode) user)));
        body.put("total", page.total())
                .put("pageCount", page.count())
                .put("pageSize", size)
                .put("pageNumber", number);
        body.putArray("types").add("users");
        return Reply.json(200, body);
    }

    private static Comparator<JsonNode> order(ObjectNode asked) {
        String field = asked.path("sortBy").asText("name");
        Comparator<JsonNode> ascending = Comparator.<JsonNode, String>comparing(
                        user -> lower(user.path(field).asText()))
                .thenComparing(user -> user.path("id").asText());
        return lower(asked.path("sortOrder").asText()).startsWith("d") ? ascending.reversed() : ascending;
    }

    private static boolean fits(JsonNode term, ObjectNode user) {
        Stream<JsonNode> values = term.has("values") ? list(term.path("values")) : Stream.of(term.path("value"));
        String type = term.path("type").asText("EXACT");
        return values.map(value -> lower(value.asText())).anyMatch(value -> fields(term)
                .map(field -> lower(user.path(field).asText()))
                .anyMatch(text -> switch (type) {
                    case "EXACT" -> text.equals(value);
                    case "STARTS_WITH" -> text.startsWith(value);
                    default -> text.contains(value);
                }));
    }

    private static Stream<String> fields(JsonNode term) {
        return term.has("fields")
                ? list(term.path("fields")).map(JsonNode::asText)
                : Stream.of("name", "email", "username", "title");
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
