package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gcxcache.catalogue.Align;
import io.gcxcache.catalogue.Dates;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.catalogue.TtlRules;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A made-up query that can be spelled in many ways, and changed in the least ways that make it another question.
 *
 * <p>What the query asks follows from a seed; how it is spelled follows from the random numbers of {@link #text}.
 */
final class QuerySpelling {
    /** What the spellings rely on: sets, defaults and empties at the top, below paths, and at any depth. */
    static final Reading READING = new Reading(
            Set.of("metrics", "groupBy", "filter.predicates", "filter.clauses", "filter.clauses[].predicates"),
            Map.<String, JsonNode>of(
                    "queryType",
                    TextNode.valueOf("groupBy"),
                    "flattenMultivaluedDimensions",
                    BooleanNode.FALSE,
                    "..predicates[].operator",
                    TextNode.valueOf("matches"),
                    "paging",
                    JsonNodeFactory.instance.objectNode(),
                    "paging.pageSize",
                    IntNode.valueOf(25),
                    "paging.pageNumber",
                    IntNode.valueOf(1)),
            Set.of("groupBy", "views", "filter.clauses"),
            Set.of("interval"),
            Align.LIVE,
            Dates.INSTANTS,
            false,
            ZoneId.of("UTC"),
            TtlRules.parse(List.of("60")));

    private static final String[] DIMENSIONS = {"queueId", "mediaType", "userId", "divisionId"};
    private static final String[] METRICS = {"nOffered", "tHandle", "tWait", "oWaiting", "nConnected", "tAnswered"};
    private static final String[] OPERATORS = {"matches", "matches", "exists", "notExists"};
    private static final String[] VALUES = {
        "voice", "Voice", "voice ", "chat", "", "ü", "u\u0308", "1", "a,b", "\"", "\\", "😀"
    };
    private static final int WAYS = 20;

    private long from;
    private String granularity;
    private boolean withMetrics;
    private List<String> metrics;
    private List<String> groupBy;
    private boolean any;
    private List<Predicate> predicates;
    private List<List<Predicate>> clauses;
    private BigDecimal threshold;
    private List<Integer> ordered;
    private List<Predicate> listed;
    private boolean odd;
    private String queryType;
    private int pageSize;
    private int pageNumber;

    private record Predicate(String dimension, String operator, String value) {
        String text(Random random) {
            List<String> fields = new ArrayList<>();
            fields.add("\"dimension\":" + quoted(dimension));
            fields.add("\"value\":" + quoted(value));
            addUnless(operator.equals("matches"), "operator", quoted(operator), fields, random);
            return object(fields, random);
        }
    }

    QuerySpelling(long seed) {
        Random random = new Random(seed);
        from = 2000 + random.nextInt(4000);
        granularity = "PT" + (1 + random.nextInt(60)) + "M";
        withMetrics = random.nextInt(10) > 0;
        metrics = random.nextInt(10) > 0 ? pick(random, METRICS) : List.of();
        groupBy = random.nextBoolean() ? pick(random, DIMENSIONS) : List.of();
        any = random.nextBoolean();
        predicates = predicates(random);
        clauses = random.nextBoolean() ? List.of(predicates(random)) : List.of();
        threshold = random.nextBoolean()
                ? BigDecimal.valueOf((1L << 53) + random.nextInt(4))
                : BigDecimal.valueOf(random.nextInt(100), random.nextInt(3));
        ordered = List.of(random.nextInt(3), random.nextInt(3), random.nextInt(3));
        listed = predicates(random);
        odd = random.nextBoolean();
        queryType = random.nextBoolean() ? "groupBy" : "topN";
        pageSize = random.nextBoolean() ? 25 : 100;
        pageNumber = random.nextBoolean() ? 1 : 2;
    }

    private QuerySpelling(QuerySpelling other) {
        from = other.from;
        granularity = other.granularity;
        withMetrics = other.withMetrics;
        metrics = other.metrics;
        groupBy = other.groupBy;
        any = other.any;
        predicates = other.predicates;
        clauses = other.clauses;
        threshold = other.threshold;
        ordered = other.ordered;
        listed = other.listed;
        odd = other.odd;
        queryType = other.queryType;
        pageSize = other.pageSize;
        pageNumber = other.pageNumber;
    }

    private static String newYear(long year, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> year + "-01-01T00:00:00.000Z";
            case 1 -> year + "-01-01T00Z";
            case 2 -> year + "-01-01T01:00+0100";
            case 3 -> year + "-001T00:00:00Z";
            case 4 -> year - 1 + "-12-31T24:00Z";
            case 5 -> year - 1 + "-12-31T19:00:00-05:00";
            case 6 -> year + "-01-01";
            default -> year + "-01-01T00:00:00Z";
        };
    }

    /** The query in one of its spellings: other order, white space, nulls, defaults, numbers, empty arrays, moments. */
    String text(Random random) {
        List<String> fields = new ArrayList<>();
        fields.add("\"interval\":" + space(random) + quoted(newYear(from, random) + '/' + newYear(from + 1, random)));
        fields.add("\"granularity\":" + escaped(granularity, random));
        if (withMetrics) {
            fields.add("\"metrics\":" + set(metrics, metric -> escaped(metric, random), random));
        }
        addUnless(groupBy.isEmpty(), "groupBy", set(groupBy, QuerySpelling::quoted, random), fields, random);
        addUnless(true, "views", "[]", fields, random);
        fields.add("\"filter\":" + filter(random));
        fields.add("\"threshold\":" + number(random));
        fields.add("\"ordered\":" + ordered);
        fields.add("\"other\":{\"predicates\":" + list(listed, predicate -> predicate.text(random)) + ",\"list\":[{"
                + (odd ? "\"operator\":\"matches\"" : "") + "}]}");
        addUnless(queryType.equals("groupBy"), "queryType", quoted(queryType), fields, random);
        addUnless(true, "flattenMultivaluedDimensions", "false", fields, random);
        addUnless(pageSize == 25 && pageNumber == 1, "paging", paging(random), fields, random);
        addUnless(true, "absent", "null", fields, random);
        return object(fields, random);
    }

    /** Another question, one step away. */
    QuerySpelling closeTo(Random random) {
        QuerySpelling other = new QuerySpelling(this);
        switch (random.nextInt(WAYS)) {
            case 0 -> other.from++;
            case 1 -> other.granularity += "1";
            case 2 -> other.metrics = withMetrics ? with(metrics, "tAcw") : metrics;
            case 3 -> other.metrics = List.of();
            case 4 -> other.withMetrics = !withMetrics;
            case 5 -> other.groupBy = with(groupBy, "flowId");
            case 6 -> other.groupBy = with(groupBy, "");
            case 7 -> other.any = !any;
            case 8 -> other.predicates = with(predicates, new Predicate("queueId", "matches", "VOICE"));
            case 9 -> other.predicates = changed(predicates);
            case 10 -> other.clauses = with(clauses, List.of(new Predicate("queueId", "matches", "VOICE")));
            case 11 -> other.clauses = with(clauses, List.of());
            case 12 -> other.threshold = threshold.add(BigDecimal.ONE);
            case 13 -> other.threshold = threshold.add(new BigDecimal("1e-30"));
            case 14 -> other.ordered = with(ordered, ordered.get(2));
            case 15 -> other.ordered = List.of(ordered.get(0), ordered.get(1), 7);
            case 16 -> other.listed = listed.size() > 1 ? reversed(listed) : changed(listed);
            case 17 -> other.odd = !odd;
            case 18 -> other.queryType = queryType + "s";
            default -> other.pageSize++;
        }
        return other.asks().equals(asks()) ? closeTo(random) : other;
    }

    /** What is asked, apart from how; which metrics counts only if there are any. */
    private List<Object> asks() {
        return List.of(
                from,
                granularity,
                withMetrics ? metrics : "none",
                groupBy,
                any,
                predicates,
                clauses,
                threshold,
                ordered,
                listed,
                odd,
                queryType,
                pageSize,
                pageNumber);
    }

    private String filter(Random random) {
        List<String> fields = new ArrayList<>();
        fields.add("\"type\":" + quoted(any ? "or" : "and"));
        fields.add("\"predicates\":" + set(predicates, predicate -> predicate.text(random), random));
        addUnless(clauses.isEmpty(), "clauses", set(clauses, clause -> clause(clause, random), random), fields, random);
        return object(fields, random);
    }

    private static String clause(List<Predicate> clause, Random random) {
        return object(
                List.of("\"type\":\"or\"", "\"predicates\":" + set(clause, one -> one.text(random), random)), random);
    }

    private String paging(Random random) {
        List<String> fields = new ArrayList<>();
        addUnless(pageSize == 25, "pageSize", Integer.toString(pageSize), fields, random);
        addUnless(pageNumber == 1, "pageNumber", pageNumber + ".0", fields, random);
        return object(fields, random);
    }

    private String number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> threshold.toPlainString();
            case 2 -> threshold.setScale(threshold.scale() + 2).unscaledValue() + "E-" + (threshold.scale() + 2);
            case 1 -> threshold.setScale(threshold.scale() + 2).toPlainString();
            default -> threshold.unscaledValue() + "e" + -threshold.scale();
        };
    }

    /** Writes a field, or perhaps nothing or null if it means the same as nothing. */
    private static void addUnless(boolean nothing, String name, String value, List<String> fields, Random random) {
        int way = nothing ? random.nextInt(3) : 2;
        if (way > 0) {
            fields.add(quoted(name) + ':' + (way == 1 ? "null" : value));
        }
    }

    private static List<Predicate> changed(List<Predicate> predicates) {
        Predicate first = predicates.get(0);
        Predicate changed = new Predicate(first.dimension(), first.operator() + "s", first.value());
        return with(predicates.subList(1, predicates.size()), changed);
    }

    private static List<Predicate> predicates(Random random) {
        List<Predicate> predicates = new ArrayList<>();
        for (String dimension : pick(random, DIMENSIONS)) {
            predicates.add(new Predicate(
                    dimension, OPERATORS[random.nextInt(OPERATORS.length)], VALUES[random.nextInt(VALUES.length)]));
        }
        return predicates;
    }

    private static List<String> pick(Random random, String[] names) {
        List<String> picked = new ArrayList<>();
        picked.add(names[random.nextInt(names.length)]);
        for (String name : names) {
            if (random.nextInt(3) == 0 && !picked.contains(name)) {
                picked.add(name);
            }
        }
        return picked;
    }

    private static <T> List<T> with(List<T> elements, T another) {
        List<T> more = new ArrayList<>(elements);
        more.add(another);
        return more;
    }

    private static <T> List<T> reversed(List<T> elements) {
        List<T> reversed = new ArrayList<>(elements);
        Collections.reverse(reversed);
        return reversed;
    }

    private static <T> List<T> shuffled(List<T> elements, Random random) {
        List<T> copy = new ArrayList<>(elements);
        Collections.shuffle(copy, random);
        return copy;
    }

    /** A set in another order, perhaps with an element twice. */
    private static <T> String set(List<T> set, Function<T, String> text, Random random) {
        boolean twice = !set.isEmpty() && random.nextBoolean();
        return list(shuffled(twice ? with(set, set.get(random.nextInt(set.size()))) : set, random), text);
    }

    private static <T> String list(List<T> elements, Function<T, String> text) {
        return elements.stream().map(text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String object(List<String> fields, Random random) {
        return "{" + space(random) + String.join("," + space(random), shuffled(fields, random)) + "}";
    }

    /** A text of plain letters and digits with one of them escaped. */
    private static String escaped(String text, Random random) {
        int at = random.nextInt(text.length());
        String code = Integer.toHexString(0x10000 + text.charAt(at)).substring(1);
        return quoted(text.substring(0, at) + "\0" + text.substring(at + 1)).replace("\0", "\\u" + code);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String space(Random random) {
        return " ".repeat(random.nextInt(3));
    }
}
