package io.gcxcache.catalogue;

import java.util.List;

/**
 * Writes that change a resource, or do not although its path says so: {@code * /api/v2/users/*&#47;queues}. Immutable.
 *
 * @param touches whether they change it
 * @param method one, or {@code *} for all
 * @param path its segments; {@code *} is any one, and {@code **} at the end however many
 */
record WritePattern(boolean touches, String method, List<String> path) {
    static final String LOOK = "!?(?:\\*|[A-Z]{3,10}) /api(?:/(?:\\*|[A-Za-z0-9._~-]+)){1,32}(?:/\\*\\*)?";

    private static final String ANY = "*";
    private static final String ALL_BELOW = "**";

    WritePattern {
        path = List.copyOf(path);
    }

    static WritePattern of(String text) {
        boolean touches = !text.startsWith("!");
        String[] parts = text.substring(touches ? 0 : 1).split(" /", 2);
        return new WritePattern(touches, parts[0], List.of(parts[1].split("/")));
    }

    boolean fits(String written, ApiPath to) {
        if (!method.equals(ANY) && !method.equals(written)) {
            return false;
        }
        List<String> segments = to.read();
        boolean below = path.get(path.size() - 1).equals(ALL_BELOW);
        int named = below ? path.size() - 1 : path.size();
        if (below ? segments.size() < named : segments.size() != named) {
            return false;
        }
        for (int i = 0; i < named; i++) {
            if (!path.get(i).equals(ANY) && !path.get(i).equalsIgnoreCase(segments.get(i))) {
                return false;
            }
        }
        return true;
    }
}
