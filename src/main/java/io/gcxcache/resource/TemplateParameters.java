package io.gcxcache.resource;

import java.time.Duration;
import org.apache.camel.RouteTemplateContext;

/** Reads the parameters of one template instance; a wrong one is refused with its name. */
final class TemplateParameters {
    private static final long LONGEST = Duration.ofDays(31).toSeconds();

    private final RouteTemplateContext template;

    TemplateParameters(RouteTemplateContext template) {
        this.template = template;
    }

    String text(String name) {
        String value = optional(name);
        if (value == null) {
            throw refused(name, null, "a value");
        }
        return value;
    }

    String optional(String name) {
        Object value = template.getProperty(name);
        if (value == null || value.toString().isBlank()) {
            return null;
        }
        return template.getCamelContext().resolvePropertyPlaceholders(value.toString());
    }

    Duration seconds(String name) {
        String value = text(name);
        try {
            long seconds = Long.parseLong(value);
            if (seconds >= 0 && seconds <= LONGEST) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw refused(name, value, "whole seconds from 0 to " + LONGEST);
    }

    boolean flag(String name) {
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
