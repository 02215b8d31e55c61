package io.gcxcache.routes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is wrong with the value of an endpoint's option, which Camel reads when the route starts, or takes for 0. What there may be is
 * said by the component's own schema.
 */
final class OptionFault {
    private static final Pattern DURATION = Pattern.compile("-?[0-9]{1,18}|([0-9]{1,9}(d|h|m|min|s|sec|ms))+|P.+");
    private static final String DURATIONS = "a number of milliseconds, or one with units like 5s or 1m30s";

    /** Of a timer, which dies of a negative one. */
    private static final String PERIOD = "period";

    private OptionFault() {}

    /** @param known the properties of the schema by their names; those that are not in it are not judged */
    static Optional<String> of(JsonNode known, Map<String, Object> options) {
        return options.entrySet().stream()
                .filter(option -> option.getValue() instanceof String)
                .flatMap(option ->
                        of(option.getKey(), option.getValue().toString(), known.path(option.getKey())).stream())
                .findFirst();
    }

    private static Optional<String> of(String name, String value, JsonNode option) {
        // A bean, or text that is taken as it is.
        if (value.startsWith("#")
                || value.startsWith("RAW(")
                || option.path("kind").asText().equals("path")) {
            return Optional.empty();
        }
        String allowed = allowed(name, value.strip(), option);
        return allowed == null ? Optional.empty() : Optional.of(name + " is " + value + ", allowed is " + allowed);
    }

    /** Null if the value is. */
    private static String allowed(String name, String value, JsonNode option) {
        return switch (option.path("type").asText()) {
            case "duration" -> {
                boolean isNegative = name.equals(PERIOD) && value.startsWith("-");
                yield !isNegative && DURATION.matcher(value).matches() ? null : DURATIONS;
            }
            case "integer" -> isInteger(value, option.path("javaType").asText()) ? null : "a whole number";
            case "number" -> value.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?") ? null : "a number";
            case "boolean" ->
                value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false") ? null : "true or false";
            case "enum" -> ofEnum(value, option.path("enum"));
            default -> null;
        };
    }

    private static boolean isInteger(String value, String type) {
        try {
            long number = Long.parseLong(value);
            return !type.equals("int") && !type.endsWith("Integer") || number == (int) number;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String ofEnum(String value, JsonNode constants) {
        List<String> names = new ArrayList<>();
        constants.forEach(constant -> names.add(constant.asText()));
        boolean isOne = names.stream().anyMatch(name -> plain(name).equalsIgnoreCase(plain(value)));
        return isOne ? null : "one of " + String.join(", ", names);
    }

    /** Camel takes {@code my-name} for {@code MY_NAME}. */
    private static String plain(String name) {
        return name.replaceAll("[-_]", "");
    }
}
