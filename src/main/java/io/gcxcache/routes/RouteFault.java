package io.gcxcache.routes;

import java.util.Comparator;

/**
 * One line that says what is wrong with a file of routes, and where.
 *
 * @param file the file and its folder
 * @param line from 1; 0 for the file as a whole
 * @param what what is wrong, and what is allowed
 * @param isDeadEnd whether it sends to a {@code direct:} endpoint that no route begins with; a host may bring one later
 */
public record RouteFault(String file, int line, String what, boolean isDeadEnd) implements Comparable<RouteFault> {
    private static final Comparator<RouteFault> ORDER = Comparator.comparing(RouteFault::file)
            .thenComparingInt(RouteFault::line)
            .thenComparing(RouteFault::what);

    RouteFault(String file, int line, String what) {
        this(file, line, what, false);
    }

    /** Of the file, without its folder. */
    String name() {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    @Override
    public int compareTo(RouteFault other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ": " + what;
    }
}
