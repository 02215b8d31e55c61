package io.gcxcache.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says of itself.
 *
 * @param run changes when it is started anew, or another one is master
 * @param eviction what it does when it is full
 */
record RedisInfo(String version, String run, String role, boolean loading, String eviction) {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;

    static RedisInfo parse(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines()
                .map(line -> line.split(":", 2))
                .filter(field -> field.length == 2)
                .forEach(field -> fields.put(field[0], field[1].trim()));
        return new RedisInfo(
                fields.getOrDefault("redis_version", ""),
                fields.getOrDefault("run_id", ""),
                fields.getOrDefault("role", ""),
                "1".equals(fields.get("loading")),
                fields.getOrDefault("maxmemory_policy", "unknown"));
    }

    /** Why it cannot be used; null if it can. */
    String fault() {
        Matcher number = VERSION.matcher(version);
        if (!number.matches()
                || Integer.parseInt(number.group(1)) < LEAST_MAJOR
                || Integer.parseInt(number.group(1)) == LEAST_MAJOR
                        && Integer.parseInt(number.group(2)) < LEAST_MINOR) {
            return "it is Redis " + (version.isEmpty() ? "of no version" : version) + "; 6.2 or newer is needed";
        }
        if (role.isEmpty()) {
            return "it is a Sentinel, and keeps nothing; gcx.cluster.sentinel-master says what it calls the master";
        }
        if (!role.equals("master")) {
            return "it is a " + role + ", and cannot be written to; name its master, or the Sentinels that know it";
        }
        return loading ? "it is still loading its data" : null;
    }

    /** What will go wrong one day; null if nothing. */
    String warning() {
        return eviction.startsWith("allkeys")
                ? "Redis's maxmemory-policy is " + eviction
                        + ", which may drop what replicas have to agree on; use one that begins with volatile, or noeviction"
                : null;
    }
}
