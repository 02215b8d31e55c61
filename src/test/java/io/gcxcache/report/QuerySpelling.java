package io.gcxcache.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A made-up query that can be spelled in many ways, and changed in the least ways that make it another question.
 *
 * <p>What the query asks follows from a seed; how it is spelled follows from the random numbers of {@link #text}.
 */
final class QuerySpelling {
    private static final String[] DIMENSIONS = {"queueId", "mediaType", "userId", "divisionId"};
    private static final String[] METRICS = {"nOffered", "tHandle", "tWait", "oWaiting", "nConnected", "tAnswered"};
    private static final String[] VALUES = {
        "voice", "Voice", "voice ", "chat", "", "ü", "u\u0308", "1", "a,b", "\"", "\\"
    };

    private final long from;
    private final String granularity;
    private final List<String> metrics;
    private final List<String> predicates;
    private final BigDecimal threshold;
    private final List<Integer> ordered;

    QuerySpelling(long seed) {
        Random random = new Random(seed);
        from = 2000 + random.nextInt(4000);
        granularity = "PT" + (1 + random.nextInt(60)) + "M";
        metrics = pick(random, METRICS);
        predicates = predicates(random);
        threshold = random.nextBoolean()
                ? BigDecimal.valueOf((1L << 53) + random.nextInt(4))
                : BigDecimal.valueOf(random.nextInt(100), random.nextInt(3));
        ordered = List.of(random.nextInt(3), random.nextInt(3), random.nextInt(3));
    }

    private QuerySpelling(
            long from,
            String granularity,
            List<String> metrics,
            List<String> predicates,
            BigDecimal threshold,
            List<Integer> ordered) {
        this.from = from;
        this.granularity = granularity;
        this.metrics = metrics;
        this.predicates = predicates;
        this.threshold = threshold;
        this.ordered = ordered;
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

    /** The query in one of its spellings: other order of names, white space, nulls, defaults, numbers, set order. */
    String text(Random random) {
        List<String> fields = new ArrayList<>();
        fields.add("\"interval\":" + space(random) + quoted(newYear(from, random) + '/' + newYear(from + 1, random)));
        fields.add("\"granularity\":" + escaped(granularity, random));
        fields.add("\"metrics\":"
                + list(respelledSet(metrics, random).stream()
                        .map(metric -> escaped(metric, random))
                        .toList()));
        fields.add("\"filter\":{"
                + String.join(
                        ",",
                        shuffled(
                                List.of("\"type\":\"and\"", "\"predicates\":" + list(respelledSet(predicates, random))),
                                random))
                + "}");
        fields.add("\"threshold\":" + number(random));
        fields.add("\"ordered\":" + ordered);
        if (random.nextBoolean()) {
            fields.add("\"order\":\"asc\"");
        }
        if (random.nextBoolean()) {
            fields.add("\"absent\":" + space(random) + "null");
        }
        return "{" + space(random) + String.join("," + space(random), shuffled(fields, random)) + "}";
    }

    /** Another question, one step away. */
    QuerySpelling closeTo(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new QuerySpelling(from + 1, granularity, metrics, predicates, threshold, ordered);
            case 1 -> new QuerySpelling(from, granularity + "1", metrics, predicates, threshold, ordered);
            case 2 -> new QuerySpelling(from, granularity, withAnother(metrics), predicates, threshold, ordered);
            case 3 -> new QuerySpelling(from, granularity, metrics, changed(predicates), threshold, ordered);
            case 4 -> new QuerySpelling(from, granularity, metrics, predicates, threshold.add(BigDecimal.ONE), ordered);
            case 5 -> new QuerySpelling(from, granularity, metrics, predicates, threshold, longer(ordered));
            case 6 ->
                new QuerySpelling(
                        from, granularity, metrics, predicates, threshold.add(new BigDecimal("1e-30")), ordered);
            default ->
                new QuerySpelling(
                        from, granularity, metrics, predicates, threshold, List.of(ordered.get(0), ordered.get(1), 7));
        };
    }

    private String number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> threshold.toPlainString();
            case 2 -> threshold.setScale(threshold.scale() + 2).unscaledValue() + "E-" + (threshold.scale() + 2);
            case 1 -> threshold.setScale(threshold.scale() + 2).toPlainString();
            default -> threshold.unscaledValue() + "e" + -threshold.scale();
        };
    }

    private static List<String> withAnother(List<String> metrics) {
        List<String> more = new ArrayList<>(metrics);
        more.add("tAcw");
        return more;
    }

    private static List<Integer> longer(List<Integer> ordered) {
        List<Integer> longer = new ArrayList<>(ordered);
        longer.add(ordered.get(2));
        return longer;
    }

    /** A set in another order, perhaps with an element twice. */
    private static List<String> respelledSet(List<String> set, Random random) {
        List<String> copy = new ArrayList<>(set);
        if (random.nextBoolean()) {
            copy.add(set.get(random.nextInt(set.size())));
        }
        return shuffled(copy, random);
    }

    /** A text of plain letters and digits with one of them escaped. */
    private static String escaped(String text, Random random) {
        int at = random.nextInt(text.length());
        String code = Integer.toHexString(0x10000 + text.charAt(at)).substring(1);
        return quoted(text.substring(0, at) + "\0" + text.substring(at + 1)).replace("\0", "\\u" + code);
    }

    private static List<String> changed(List<String> predicates) {
        List<String> changed = new ArrayList<>(predicates);
        changed.set(0, changed.get(0).replace("\"value\":", "\"operator\":\"matches\",\"value\":"));
        return changed;
    }

    private static List<String> predicates(Random random) {
        List<String> predicates = new ArrayList<>();
        for (String dimension : pick(random, DIMENSIONS)) {
            String value = VALUES[random.nextInt(VALUES.length)];
            predicates.add("{\"dimension\":" + quoted(dimension) + ",\"value\":" + quoted(value) + "}");
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

    private static <T> List<T> shuffled(List<T> elements, Random random) {
        List<T> copy = new ArrayList<>(elements);
        Collections.shuffle(copy, random);
        return copy;
    }

    private static String list(List<String> elements) {
        return elements.stream().collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String space(Random random) {
        return " ".repeat(random.nextInt(3));
    }
}
