package io.gcxcache.wiring;

import io.gcxcache.problem.Nearest;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;

/** What Camel says of a fault, in one line of plain words. */
final class Plain {
    private static final Pattern UNKNOWN_OPTION = Pattern.compile("Unknown parameters=\\[\\{(.*)}]");
    private static final int LONGEST = 300;

    private Plain() {}

    static String of(Throwable fault) {
        Throwable deepest = fault;
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SimpleIllegalSyntaxException simple) {
                return "cannot be read as Simple: " + line(simple.getShortMessage());
            }
            deepest = cause;
        }
        return line(deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage());
    }

    /** @param options that the component knows; none if that cannot be told */
    static String endpoint(Throwable fault, String scheme, Collection<String> options) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            Matcher unknown = UNKNOWN_OPTION.matcher(said);
            if (unknown.find()) {
                String option = unknown.group(1).split("=", 2)[0];
                return scheme + " has no option " + option
                        + (options.isEmpty() ? "" : "; the nearest is " + Nearest.of(option, options));
            }
            if (cause instanceof NoSuchEndpointException || said.contains("No component found with scheme")) {
                return "there is no component " + scheme + ':';
            }
        }
        return of(fault);
    }

    private static String line(String said) {
        String plain = said.replaceAll("\\s+", " ")
                .replaceAll("\\b(?:[a-z][a-z0-9]*\\.)+([A-Z][A-Za-z0-9$]*)", "$1")
                .strip();
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) + '\u2026' : plain;
    }
}
