package io.gcxcache.routes;

import io.gcxcache.problem.Nearest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;

/** What Camel says of a fault, in one line of plain words, without the values that placeholders have. */
final class Plain {
    private static final Pattern UNKNOWN_OPTION = Pattern.compile("Unknown parameters=\\[\\{([^=]*)=");
    private static final Pattern CLASSES = Pattern.compile("\\b(?:[a-z][a-z0-9]*\\.)+([A-Z][A-Za-z0-9$]*)");
    private static final int LONGEST = 300;

    private Plain() {}

    static String of(Throwable fault) {
        Throwable deepest = fault;
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String plain = known(cause);
            if (plain != null) {
                return plain;
            }
            deepest = cause;
        }
        return line(deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage());
    }

    /** Null if it is none of those that have words of their own. */
    private static String known(Throwable cause) {
        if (cause instanceof SimpleIllegalSyntaxException simple) {
            return "cannot be read as Simple: " + line(simple.getShortMessage());
        }
        if (cause instanceof PropertyBindingException property && property.getPropertyName() != null) {
            return ofOption(property);
        }
        if (cause instanceof NoTypeConversionAvailableException type) {
            return type.getValue() + allowed(type.getToType());
        }
        if (cause instanceof TypeConversionException type) {
            return type.getValue() + allowed(type.getToType());
        }
        if (cause instanceof ClassNotFoundException) {
            return "there is no class " + cause.getMessage();
        }
        return String.valueOf(cause.getMessage()).contains("has no output processors") ? "has no steps" : null;
    }

    /** What somebody wrote that is of another type; nothing if that is not what is wrong. */
    static Optional<String> wrongValue(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoTypeConversionAvailableException type) {
                return Optional.of(String.valueOf(type.getValue()));
            }
            if (cause instanceof TypeConversionException type) {
                return Optional.of(String.valueOf(type.getValue()));
            }
        }
        return Optional.empty();
    }

    private static String allowed(Class<?> type) {
        if (type.isEnum()) {
            return ", allowed is one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        boolean isFlag = type == Boolean.class || type == boolean.class;
        return isFlag ? ", allowed is true or false" : ", allowed is a " + type.getSimpleName();
    }

    private static String ofOption(PropertyBindingException fault) {
        String told = fault.getPropertyName() + " is " + fault.getValue();
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof NoTypeConversionAvailableException type) {
                return told + allowed(type.getToType());
            }
            if (cause instanceof TypeConversionException type) {
                return told + allowed(type.getToType());
            }
            if (String.valueOf(cause.getMessage()).contains(": allowed ")) {
                return fault.getPropertyName() + " is " + line(cause.getMessage());
            }
        }
        return told + ", which it cannot be";
    }

    /** @param options of a component by its scheme; none if that cannot be told */
    static String endpoint(Throwable fault, String scheme, Function<String, Collection<String>> options) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            Matcher unknown = UNKNOWN_OPTION.matcher(said);
            if (unknown.find()) {
                String option = unknown.group(1);
                return scheme + " has no option " + option + nearest(option, options.apply(scheme));
            }
            if (said.contains("No component found with scheme") || said.contains("No endpoint could be found for")) {
                return "there is no component " + scheme + ':';
            }
        }
        return of(fault);
    }

    /** The end of a sentence about a word that nobody knows. */
    static String nearest(String written, Collection<String> known) {
        return Nearest.near(written, known)
                .map(word -> "; the nearest is " + word)
                .orElse("");
    }

    private static String line(String said) {
        String plain = CLASSES.matcher(said.replaceAll("\\s+", " ").strip()).replaceAll("$1");
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) + '\u2026' : plain;
    }
}
