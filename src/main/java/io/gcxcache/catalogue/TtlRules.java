package io.gcxcache.catalogue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;

/**
 * Ordered rules from what a query asks to how long its answer is good for; the first that fits wins, and the last one
 * fits everything.
 *
 * <p>A rule is its TTL in seconds and its conditions, with spaces between: {@code real-time} (ends now, in the future or
 * within the last 5 minutes), {@code span} (has a beginning and an end), {@code span>P30D} (is longer than an ISO 8601
 * duration), {@code view.type=interval} (a field of the query is this text, or an array that holds it). A query without
 * any date takes the last rule.
 */
public final class TtlRules {
    static final int LONGEST = (int) Duration.ofDays(7).toSeconds();

    /** What a rule is. */
    static final String FORM =
            "1 to " + LONGEST + " seconds and its conditions: real-time, span, span>P1D, field=value";

    private final List<Rule> rules;

    /**
     * One rule.
     *
     * @param text as it is written
     * @param ttl how long the answer to what fits is good for
     */
    public record Rule(String text, Duration ttl, List<Condition> conditions) {
        private boolean fits(JsonNode query, AskedTime time) {
            for (Condition condition : conditions) {
                if (!condition.holds(query, time)) {
                    return false;
                }
            }
            return true;
        }
    }

    interface Condition {
        boolean holds(JsonNode query, AskedTime time);
    }

    private TtlRules(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * @param texts one rule each
     * @throws IllegalArgumentException if one cannot be read, or the last has conditions; quotes the rule
     */
    public static TtlRules parse(List<String> texts) {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts) {
            rules.add(rule(text.trim()));
        }
        if (rules.isEmpty() || !rules.get(rules.size() - 1).conditions().isEmpty()) {
            throw new IllegalArgumentException("the last TTL rule has no conditions, so that it fits everything");
        }
        return new TtlRules(List.copyOf(rules));
    }

    /** The rules as they are written. */
    List<String> texts() {
        return rules.stream().map(Rule::text).toList();
    }

    /** Whether a text is a rule by itself. */
    static boolean isRule(String text) {
        try {
            rule(text.trim());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether the last of these rules fits everything. */
    static boolean isWhole(List<String> texts) {
        return rule(texts.get(texts.size() - 1).trim()).conditions().isEmpty();
    }

    /** The rule that fits a query. */
    public Rule fitting(JsonNode query, AskedTime time) {
        if (time.dated()) {
            for (Rule rule : rules) {
                if (rule.fits(query, time)) {
                    return rule;
                }
            }
        }
        return rules.get(rules.size() - 1);
    }

    private static Rule rule(String text) {
        String[] words = text.split("\\s+");
        try {
            long seconds = Long.parseLong(words[0]);
            if (seconds >= 1 && seconds <= LONGEST) {
                List<Condition> conditions = new ArrayList<>();
                for (int i = 1; i < words.length; i++) {
                    conditions.add(condition(words[i]));
                }
                return new Rule(text, Duration.ofSeconds(seconds), List.copyOf(conditions));
            }
        } catch (NumberFormatException | DateTimeException e) {
            // told below
        }
        throw new IllegalArgumentException("\"" + text + "\" is no TTL rule; a rule is " + FORM);
    }

    private static Condition condition(String word) {
        if (word.equals("real-time")) {
            return (query, time) -> time.realTime();
        }
        if (word.equals("span")) {
            return (query, time) -> time.hasSpan();
        }
        if (word.startsWith("span>")) {
            return longerThan(word.substring("span>".length()));
        }
        int equals = word.indexOf('=');
        if (equals < 1) {
            throw new NumberFormatException(word);
        }
        JsonPointer pointer =
                JsonPointer.compile('/' + word.substring(0, equals).replace('.', '/'));
        String wanted = word.substring(equals + 1);
        return (query, time) -> isOrHolds(query.at(pointer), wanted);
    }

    /** By the calendar: a day of 25 hours is one day. */
    private static Condition longerThan(String length) {
        int clock = length.indexOf('T');
        Period days = clock == 1 ? Period.ZERO : Period.parse(clock < 0 ? length : length.substring(0, clock));
        Duration time = clock < 0 ? Duration.ZERO : Duration.parse("P" + length.substring(clock));
        return (query, asked) -> asked.isLongerThan(days, time);
    }

    private static boolean isOrHolds(JsonNode field, String wanted) {
        if (field.isArray()) {
            for (JsonNode element : field) {
                if (element.asText().equals(wanted)) {
                    return true;
                }
            }
            return false;
        }
        return field.isValueNode() && field.asText().equals(wanted);
    }
}
