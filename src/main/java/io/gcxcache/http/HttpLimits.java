package io.gcxcache.http;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * How long clients may keep the server waiting, and how much they may make it hold.
 *
 * @param head how long the head of a request may take, from its first byte
 * @param body how long its body may take, from the end of the head
 * @param idle how long nothing may come between two requests
 * @param standstill how long a client may take nothing of what is written to it
 * @param bodyBytes how many bytes of request bodies are held at most, over all connections
 */
public record HttpLimits(Duration head, Duration body, Duration idle, Duration standstill, long bodyBytes) {
    private static final int TICKS_OF_SHORTEST = 4;

    /** How often is looked whether a limit is over: a client may have as much more. */
    Duration tick() {
        return Stream.of(head, body, idle, standstill)
                .min(Comparator.naturalOrder())
                .orElseThrow()
                .dividedBy(TICKS_OF_SHORTEST);
    }
}
