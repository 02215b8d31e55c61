package io.gcxcache.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the value of a property looks: the one rule for what is written in YAML, given in Java, and told by the schema. */
sealed interface Form {
    /** What is allowed, as it goes on behind "is not". */
    String allowed();

    /** Whether a value, as YAML or Java gives it, is allowed: a text, a whole number, a flag, a list or a map. */
    boolean allows(Object value);

    /** The same rule in JSON Schema. */
    Map<String, Object> schema();

    static Form seconds(int least, int most) {
        return new Whole("a number of seconds", least, most);
    }

    static Form oneOf(String... words) {
        return new Words(List.of(words));
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

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "integer", "minimum", least, "maximum", most);
        }
    }

    /** A text of a certain look. */
    record Text(Pattern look, String allowed) implements Form {
        @Override
        public boolean allows(Object value) {
            return value instanceof String text && look.matcher(text).matches();
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "pattern", "^(?:" + look.pattern() + ")$");
        }
    }

    /** A text that something else can tell whether it is right. */
    record Checked(Predicate<String> check, String allowed) implements Form {
        @Override
        public boolean allows(Object value) {
            return value instanceof String text && check.test(text);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string");
        }
    }

    /** One of a few words. */
    record Words(List<String> words) implements Form {
        @Override
        public String allowed() {
            return String.join(" or ", words);
        }

        @Override
        public boolean allows(Object value) {
            return words.contains(value);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("enum", words);
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

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "boolean");
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
        public Map<String, Object> schema() {
            return Map.of("type", "array", "items", each.schema(), "minItems", least);
        }
    }

    /** Any JSON object. */
    record Json() implements Form {
        @Override
        public String allowed() {
            return "a mapping of fields to their values";
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof Map<?, ?>;
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "object");
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

        @Override
        public Map<String, Object> schema() {
            List<Object> any = new ArrayList<>();
            forms.forEach(form -> any.add(form.schema()));
            return Map.of("anyOf", any);
        }
    }
}
