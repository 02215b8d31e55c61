package io.gcxcache.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.problem.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the value of a property looks: one rule for what is written in YAML, given in Java, and told by the schema. */
sealed interface Form {
    ObjectMapper JSON = new ObjectMapper();
    int LONGEST_SHOWN = 80;

    /** What is allowed, as it goes on behind "is not". */
    String allowed();

    /** Whether a value, as YAML or Java gives it, is allowed: a text, a whole number, a flag, a list or a map. */
    boolean allows(Object value);

    /** What is wrong with a value that is not allowed, and what is allowed. */
    default String refusal(Object value) {
        return shown(value) + " is not " + allowed() + hint(value);
    }

    /** Quotes make a text of a number, and a number of what is meant as a text if they are missing. */
    private String hint(Object value) {
        if (value instanceof String text
                && (text.matches("0|[1-9]\\d{0,17}") && allows(Long.valueOf(text)) || isFlag(text))) {
            return "; write it without quotes";
        }
        boolean scalar = value instanceof Number || value instanceof Boolean;
        return scalar && allows(value.toString()) ? "; write it in quotes" : "";
    }

    private boolean isFlag(String text) {
        return text.matches("true|false") && allows(Boolean.valueOf(text));
    }

    /** A value as messages quote it: as JSON, but not for long. */
    static String shown(Object value) {
        try {
            String json = JSON.writeValueAsString(value);
            return json.length() > LONGEST_SHOWN ? json.substring(0, LONGEST_SHOWN) + "…" : json;
        } catch (JsonProcessingException e) {
            return "a " + value.getClass().getName();
        }
    }

    static Form seconds(int least, int most) {
        return new Whole("a number of seconds", least, most);
    }

    /** A whole number within its range. */
    record Whole(String what, int least, int most) implements Form {
        @Override
        public String allowed() {
            return what + ", " + least + " to " + most;
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof Long number && number >= least && number <= most;
        }
    }

    /** A text of a certain look. */
    record Text(Pattern look, String allowed) implements Form {
        @Override
        public boolean allows(Object value) {
            return value instanceof String text && look.matcher(text).matches();
        }
    }

    /** A text that something else can tell whether it is right. */
    record Checked(Predicate<String> check, String allowed) implements Form {
        @Override
        public boolean allows(Object value) {
            return value instanceof String text && check.test(text);
        }
    }

    /** A TTL rule; one without conditions may be written as a number. */
    record Rule() implements Form {
        @Override
        public String allowed() {
            return "a TTL rule: " + TtlRules.FORM;
        }

        @Override
        public boolean allows(Object value) {
            return (value instanceof String || value instanceof Long) && TtlRules.isRule(value.toString());
        }
    }

    /** One word. */
    record Word(String word) implements Form {
        @Override
        public String allowed() {
            return "the word " + word;
        }

        @Override
        public boolean allows(Object value) {
            return word.equals(value);
        }
    }

    /** Yes or no. */
    record Flag() implements Form {
        @Override
        public String allowed() {
            return "true or false";
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof Boolean;
        }
    }

    /** A list of texts. */
    record Texts(Form each, int least, String allowed) implements Form {
        @Override
        public boolean allows(Object value) {
            return value instanceof List<?> list
                    && list.size() >= least
                    && list.stream().allMatch(each::allows);
        }

        @Override
        public String refusal(Object value) {
            if (value instanceof List<?> list) {
                for (Object element : list) {
                    if (!each.allows(element)) {
                        return "in the list, " + each.refusal(element);
                    }
                }
            }
            return Form.super.refusal(value);
        }
    }

    /** Values by their paths in a query. */
    record ByPath() implements Form {
        @Override
        public String allowed() {
            return "a mapping of paths to values, each once, for example {order: asc, paging: {pageSize: 25}}";
        }

        @Override
        public boolean allows(Object value) {
            try {
                return value instanceof Map<?, ?> && Absences.byPath(value) != null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** A JSON object. */
    record Fields() implements Form {
        @Override
        public String allowed() {
            return "a mapping, for example {interval: yesterday/today, metrics: [tHandle]}";
        }

        @Override
        public boolean allows(Object value) {
            try {
                return value instanceof Map<?, ?> && JSON.valueToTree(value) != null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /**
     * When to ask for something, once or several times: a mapping, or its cron expression alone where that says it all.
     *
     * @param fields of the mapping
     * @param needed the names of those without which nothing can be asked
     */
    record Timed(List<Property> fields, List<String> needed) implements Form {
        Form cron() {
            return field(Schedule.CRON).orElseThrow().form();
        }

        boolean isCronEnough() {
            return needed.equals(List.of(Schedule.CRON));
        }

        @Override
        public String allowed() {
            String perhaps = fields.stream()
                    .map(Property::name)
                    .filter(name -> !needed.contains(name))
                    .collect(Collectors.joining(", "));
            String mapping = "a mapping with " + String.join(", ", needed) + " and perhaps " + perhaps;
            return (isCronEnough() ? cron().allowed() + "; or " : "") + mapping + "; or a list of these";
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof List<?> list
                    ? !list.isEmpty() && list.stream().allMatch(this::isOne)
                    : isOne(value);
        }

        private boolean isOne(Object value) {
            return value instanceof Map<?, ?> map
                    ? map.keySet().containsAll(needed)
                            && map.entrySet().stream().allMatch(entry -> field(entry.getKey())
                                    .filter(field -> field.form().allows(entry.getValue()))
                                    .isPresent())
                    : isCronEnough() && cron().allows(value);
        }

        @Override
        public String refusal(Object value) {
            if (value instanceof List<?> list) {
                for (Object one : list) {
                    if (!isOne(one)) {
                        return "in the list, " + refusalOfOne(one);
                    }
                }
            }
            return refusalOfOne(value);
        }

        private String refusalOfOne(Object value) {
            if (value instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    String name = String.valueOf(entry.getKey());
                    Optional<Property> field = field(name);
                    if (field.isEmpty()) {
                        return DeclarationException.word(name) + " is no part of a schedule; the nearest one is "
                                + Nearest.to(
                                        name,
                                        fields.stream().map(Property::name).toList());
                    }
                    if (!field.get().form().allows(entry.getValue())) {
                        return name + ' ' + field.get().form().refusal(entry.getValue());
                    }
                }
                for (String name : needed) {
                    if (!map.containsKey(name)) {
                        return "has no " + name + "; allowed is " + allowed();
                    }
                }
            }
            return isCronEnough() && value instanceof String ? cron().refusal(value) : Form.super.refusal(value);
        }

        private Optional<Property> field(Object name) {
            return fields.stream().filter(field -> field.name().equals(name)).findFirst();
        }
    }

    /** Several forms, of which a value has one. */
    record Either(List<Form> forms) implements Form {
        @Override
        public String allowed() {
            return forms.stream().map(Form::allowed).collect(Collectors.joining(", or "));
        }

        @Override
        public boolean allows(Object value) {
            return forms.stream().anyMatch(form -> form.allows(value));
        }

        /** Somebody who writes a list means the list. */
        @Override
        public String refusal(Object value) {
            return forms.stream()
                    .filter(form -> form instanceof Texts && value instanceof List<?>)
                    .findFirst()
                    .map(form -> form.refusal(value))
                    .orElseGet(() -> Form.super.refusal(value));
        }
    }
}
