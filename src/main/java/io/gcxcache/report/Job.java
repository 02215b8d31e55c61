package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.cache.CanonicalJson;
import io.gcxcache.cache.JsonList;
import io.gcxcache.catalogue.Polling;
import io.gcxcache.upstream.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * One run of a query by Genesys: started, polled until it is done, its results collected.
 *
 * <p>A run that upstream forgets while it is polled is started again once. Belongs to one exchange; its steps follow each
 * other.
 */
final class Job {
    private static final String PROPERTY = "GcxJob";

    private final String name;
    private final Polling polling;
    private final Set<String> cursors = new HashSet<>();
    private final List<JsonList> pages = new ArrayList<>();
    private String id;
    private int starts;
    private int polls;
    private JsonNode last;
    private byte[] lastBytes;
    private Duration asLongAs = Duration.ZERO;
    private boolean done;
    private boolean collected;
    private String cursor;

    /** @param name what it is a run of, for messages */
    Job(String name, Polling polling) {
        this.name = name;
        this.polling = polling;
        this.collected = polling.results() == null;
    }

    static Job of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Job.class);
    }

    void putOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    String id() {
        return id;
    }

    String fetchFamily() {
        return polling.fetchFamily();
    }

    String resultsField() {
        return polling.resultsField();
    }

    boolean isToCleanUp() {
        return polling.cleanUp();
    }

    int polls() {
        return polls;
    }

    boolean isStarted() {
        return id != null;
    }

    boolean isDone() {
        return done;
    }

    boolean isCollected() {
        return collected;
    }

    /** Reads the answer to the start. */
    void started(byte[] answer) {
        JsonNode json = json(answer, "The start of " + name);
        id = json.path(polling.idField()).asText("");
        starts++;
        if (!id.matches("(?!\\.{1,2}$)[A-Za-z0-9._~-]{1,128}")) {
            id = null;
            throw Problem.upstream("Genesys started " + name + " without a usable " + polling.idField());
        }
    }

    /** Reads the answer to a poll. */
    void polled(byte[] answer) {
        polls++;
        last = json(answer, "The poll of " + name);
        lastBytes = answer;
        done = polling.done().contains(state());
        if (!done && !polling.running().contains(state())) {
            String message = last.path(polling.messageField()).asText("");
            throw Problem.upstream("Genesys reports " + name + " as "
                    + (state().isEmpty() ? "of no state" : state())
                    + (message.isEmpty() ? "" : ": " + message));
        }
    }

    private String state() {
        return last.path(polling.stateField()).asText("");
    }

    /** Upstream knows nothing of the run any more: it is to be started again, once. */
    void forgotten() {
        polls++;
        if (starts > 1) {
            throw Problem.upstream("Genesys forgot the run of " + name + " twice");
        }
        id = null;
    }

    /** A poll was refused by the budget: the run goes on, and is polled again after that time. */
    void postponed(Duration wait) {
        asLongAs = wait;
    }

    /** What a refused poll has to wait at least; asked once. */
    Duration postponement() {
        Duration wait = asLongAs;
        asLongAs = Duration.ZERO;
        return wait;
    }

    String cursor() {
        return cursor;
    }

    /** Reads a page of results; the one without a cursor is the last. */
    void collect(byte[] answer) {
        JsonList page = results(answer);
        if (page.values() == null) {
            throw Problem.upstream(
                    "Genesys answered results of " + name + " without a list named " + polling.resultsField());
        }
        pages.add(page);
        JsonNode next = page.envelope().path("cursor");
        if (next.isContainerNode() || next.isBoolean()) {
            throw Problem.upstream("Genesys answered results of " + name + " with a cursor that is no text");
        }
        cursor = next.asText("");
        collected = cursor.isEmpty();
        if (!collected && !cursors.add(cursor)) {
            throw Problem.upstream("Genesys named a page of results of " + name + " as its own successor");
        }
    }

    List<JsonList> pages() {
        return pages;
    }

    /** What the poll that was done and the last page of the results say of the answer. */
    JsonNode ofItself() {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        said.setAll((ObjectNode) last);
        return pages.isEmpty() ? said : said.setAll(pages.get(pages.size() - 1).envelope());
    }

    byte[] completedBytes() {
        return lastBytes;
    }

    private JsonList results(byte[] answer) {
        try {
            return JsonList.read(answer == null ? new byte[0] : answer, polling.resultsField());
        } catch (IOException e) {
            throw Problem.upstream("The results of " + name + " was answered with something unusable: it is not JSON");
        }
    }

    private static JsonNode json(byte[] answer, String what) {
        try {
            return CanonicalJson.read(answer == null ? new byte[0] : answer);
        } catch (IllegalArgumentException e) {
            throw Problem.upstream(what + " was answered with something unusable: " + e.getMessage());
        }
    }
}
