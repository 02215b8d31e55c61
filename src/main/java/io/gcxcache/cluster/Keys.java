package io.gcxcache.cluster;

import java.util.List;

/** The names of what is in Redis. The number is that of the wire version: what is written in another one is not read. */
record Keys(String prefix, String meta, String members, String log) {
    static Keys of(String cluster) {
        // All in one slot.
        String prefix = "gcx1:{" + cluster + "}:";
        return new Keys(prefix, prefix + "meta", prefix + "members", prefix + "log");
    }

    String entry(String key) {
        return prefix + "e:" + key;
    }

    /** Where a replica tries what it is allowed to do. */
    List<String> tries(String node) {
        return List.of(prefix + "th:" + node, prefix + "ts:" + node);
    }

    String waits(String node) {
        return prefix + "w:" + node;
    }
}
