package io.gcxcache.resource;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Expression;
import org.apache.camel.RouteTemplateContext;

/** Reads the parameters of one template instance; a wrong one is refused with its name. */
public final class TemplateParameters {
    private static final int LONGEST = 31 * 86_400;

    private final RouteTemplateContext template;

    public TemplateParameters(RouteTemplateContext template) {
        this.template = template;
    }

    public String text(String name) {
        String value = optional(name);
        if (value == null) {
            throw refused(name, null, "a value");
        }
        return value;
    }

    public String optional(String name) {
        Object value = template.getProperty(name);
        if (value == null || value.toString().isBlank()) {
            return null;
        }
        return template.getCamelContext().resolvePropertyPlaceholders(value.toString());
    }

    Duration seconds(String name, int least) {
        return Duration.ofSeconds(number(name, least, LONGEST));
    }

    public int number(String name, int least, int most) {
        String value = text(name);
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw refused(name, value, "a whole number from " + least + " to " + most);
    }

    /** A list with commas between; spaces do not count. */
    public Set<String> names(String name) {
        return Arrays.stream(text(name).split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A text in Camel's simple language. */
    public Expression expression(String name) {
        return template.getCamelContext().resolveLanguage("simple").createExpression(text(name));
    }

    public boolean flag(String name) {
        String value = text(name);
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(name, value, "true or false");
        };
    }

    private IllegalArgumentException refused(String name, String value, String allowed) {
        return new IllegalArgumentException("Resource " + template.getProperty("name") + ": parameter " + name + " is "
                + value + ", allowed is " + allowed);
    }
}
