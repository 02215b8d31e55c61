package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A routing directory of the simulator, to be scripted: its entries, its changes and its way of paging. Every change
 * takes effect at once and as a whole; safe for threads.
 */
public final class SimulatedDirectory {
    private static final JsonMapper JSON = new JsonMapper();

    private final String id;
    private final Clock clock;
    private final Consumer<SimulatedDirectory> removal;
    private Content content;
    private PagingStyle paging = PagingStyle.NEXT_PAGE_OBJECT;
    private int changes;

    /** Starts with this many generated entries that were last modified the given time ago. */
    SimulatedDirectory(String id, int count, Duration age, Clock clock, Consumer<SimulatedDirectory> removal) {
        this.id = id;
        this.clock = clock;
        this.removal = removal;
        Instant lastModified = clock.instant().minus(age).truncatedTo(ChronoUnit.SECONDS);
        this.content = new Content(SampleEntries.of(id, count), lastModified);
    }

    /** The entries are replaced by this many generated ones, the same at every run. */
    public synchronized SimulatedDirectory entries(int count) {
        replace(SampleEntries.of(id, count));
        return this;
    }

    /** The entries are replaced by these, each written as a JSON object, whatever its fields. */
    public synchronized SimulatedDirectory entries(List<Map<String, Object>> entries) {
        replace(entries.stream()
                .map(entry -> JSON.<ObjectNode>valueToTree(entry))
                .toList());
        return this;
    }

    /**
     * One entry gets another phone number, another entry each time, and {@code Last-Modified} moves forward to now, but
     * by at least one second. An empty directory only gets a new {@code Last-Modified}.
     */
    public synchronized SimulatedDirectory change() {
        List<ObjectNode> entries = new ArrayList<>(content.entries());
        if (!entries.isEmpty()) {
            int index = changes % entries.size();
            entries.set(
                    index, entries.get(index).deepCopy().put("phone", "+1 317 555 %04d".formatted(changes % 10_000)));
        }
        changes++;
        replace(entries);
        return this;
    }

    /** The way in which pages name their successor, from the next answer on. */
    public synchronized SimulatedDirectory paging(PagingStyle style) {
        paging = Objects.requireNonNull(style, "style");
        return this;
    }

    /** The directory is unknown from now on: 404. Asking the simulator for its id again makes a new, empty one. */
    public void remove() {
        removal.accept(this);
    }

    /** The number of entries. */
    public synchronized int size() {
        return content.entries().size();
    }

    /** When the entries changed last, in whole seconds, as {@code Last-Modified} tells it. */
    public synchronized Instant lastModified() {
        return content.lastModified();
    }

    synchronized Content content() {
        return content;
    }

    synchronized PagingStyle paging() {
        return paging;
    }

    private void replace(List<ObjectNode> entries) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant earliest = content.lastModified().plusSeconds(1);
        content = new Content(List.copyOf(entries), now.isBefore(earliest) ? earliest : now);
    }

    /** The entries at one moment; nobody changes a node that is in here. */
    record Content(List<ObjectNode> entries, Instant lastModified) {}
}
