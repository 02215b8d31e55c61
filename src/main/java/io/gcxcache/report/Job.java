package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.catalogue.Polling;
import io.gcxcache.json.JsonList;
import io.gcxcache.json.Slices;
import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.AnswerFields;
import io.gcxcache.upstream.GenesysWords;
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
 * <p>What is answered with no answer is asked for again. A run that upstream forgets while it is polled is started again once.
 * Belongs to one exchange; its steps follow each other.
 */
final class Job {
    private static final String PROPERTY = "GcxJob";

    /** Whoever waits longer looks in between whether anybody still waits for the run. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final String name;
    private final Polling polling;
    private final Set<String> cursors = new HashSet<>();
    private final List<JsonList> pages = new ArrayList<>();
    private String id;
    private int starts;
    private int polls;
    private int misses;
    private int timesNotFound;
    private ObjectNode last;
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

    static void removeFrom(Exchange exchange) {
        exchange.removeProperty(PROPERTY);
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

    /** How often in a row the last thing asked for was answered with no answer. */
    int misses() {
        return misses;
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
        starts++;
        id = run(answer, name, polling);
    }

    /**
     * The id of the run that was started.
     *
     * @param name of what, for messages
     */
    static String run(byte[] answer, String name, Polling polling) {
        JsonNode json = AnswerFields.read(answer, "The start of " + name, Set.of(polling.idField()));
        String run = json.path(polling.idField()).asText("");
        if (!run.matches("(?!\\.{1,2}$)[A-Za-z0-9._~-]{1,128}")) {
            throw Problem.upstream("Genesys started " + name + " without a usable " + polling.idField());
        }
        return run;
    }

    /** Reads the answer to a poll. */
    void polled(byte[] answer) {
        Set<String> names = new HashSet<>(Answers.OF_ITSELF);
        names.add(polling.stateField());
        names.add(polling.messageField());
        last = AnswerFields.read(answer, "The poll of " + name, names);
        lastBytes = answer;
        polls++;
        String state = last.path(polling.stateField()).asText("");
        done = polling.isDone(state);
        if (!done && !polling.isRunning(state)) {
            throw Problem.upstream("Genesys reports " + name + " as "
                    + (state.isEmpty() ? "of no state" : GenesysWords.fit(state))
                    + GenesysWords.behind(last.path(polling.messageField()).asText("")));
        }
    }

    /** What was asked for last was answered, and the next is not to be asked for before this time has passed. */
    void answered(Duration wait) {
        misses = 0;
        timesNotFound = 0;
        postpone(wait);
    }

    /** What was asked for last was answered with no answer, and is not to be asked for again before this time has passed. */
    void missed(Duration wait) {
        misses++;
        postpone(wait);
    }

    /** Upstream says that it does not know what was asked for; it may just not know it yet, but not twice in a row. */
    boolean isNotFoundAgain() {
        timesNotFound++;
        return timesNotFound > 1;
    }

    /** Upstream knows nothing of the run any more: it is to be started again, once. */
    void forgotten() {
        polls++;
        if (starts > 1) {
            throw Problem.upstream("Genesys forgot the run of " + name + " twice");
        }
        id = null;
        answered(Duration.ZERO);
    }

    private void postpone(Duration wait) {
        asLongAs = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** How long the next call has to wait at least; asked once. */
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
        ObjectNode said = last.deepCopy();
        return pages.isEmpty() ? said : said.setAll(pages.get(pages.size() - 1).envelope());
    }

    byte[] completedBytes() {
        return lastBytes;
    }

    private JsonList results(byte[] answer) {
        String what = "The results of " + name;
        try {
            JsonList page = JsonList.read(answer == null ? new byte[0] : answer, polling.resultsField());
            return page.values() == null ? empty(answer, what, page.envelope()) : page;
        } catch (IOException e) {
            throw Problem.passing(what + " was answered with something that is not JSON in UTF-8");
        }
    }

    /** A page without its list has no results, unless it has something else instead. */
    private JsonList empty(byte[] answer, String what, ObjectNode envelope) {
        AnswerFields.read(answer, what, Set.of());
        JsonNode list = envelope.path(polling.resultsField());
        boolean hasSomethingElse = envelope.properties().stream()
                .anyMatch(field -> field.getValue().isContainerNode() && !Answers.OF_ITSELF.contains(field.getKey()));
        if (hasSomethingElse || !list.isMissingNode() && !list.isNull()) {
            throw Problem.upstream(
                    "Genesys answered results of " + name + " without a list named " + polling.resultsField());
        }
        envelope.remove(polling.resultsField());
        return new JsonList(new Slices(answer, new int[0]), envelope, List.of());
    }
}
