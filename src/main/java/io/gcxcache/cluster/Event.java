package io.gcxcache.cluster;

import io.gcxcache.cache.Mark;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One entry of the log.
 *
 * @param unique no other event has it
 * @param node whose it is
 * @param kind what happened: what a {@link Mark.Kind} is called, or {@link #PUT}
 * @param since what began then, in milliseconds of Redis; 0 if that does not count
 */
record Event(long seq, String unique, String node, String kind, long since, List<String> names) {
    /** A fill landed. */
    static final String PUT = "PUT";

    static List<Event> all(Response stream) {
        List<Event> events = new ArrayList<>();
        for (Response entry : stream) {
            Response fields = entry.get(1);
            String[] values = new String[4];
            List<String> names = new ArrayList<>();
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                String value = fields.get(i + 1).toString();
                switch (fields.get(i).toString()) {
                    case "u" -> values[0] = value;
                    case "node" -> values[1] = value;
                    case "kind" -> values[2] = value;
                    case "since" -> values[3] = value;
                    case "name" -> names.add(value);
                    default -> {
                        // of a newer gateway
                    }
                }
            }
            events.add(new Event(
                    seq(entry.get(0).toString()), values[0], values[1], values[2], Long.parseLong(values[3]), names));
        }
        return events;
    }

    /** That of an id. */
    static long seq(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    /** What is marked; if a newer gateway marks what this one does not know, that is everything. */
    Mark mark(Instant began) {
        return Arrays.stream(Mark.Kind.values())
                .filter(known -> known.name().equals(kind))
                .findFirst()
                .map(known -> new Mark(known, names, known == Mark.Kind.SCHEMA ? began : null))
                .orElse(Mark.ALL);
    }
}
