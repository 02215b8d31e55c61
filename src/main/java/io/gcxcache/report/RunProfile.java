package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.apache.camel.Expression;

/**
 * What the YAML says of a report that is run, polled and fetched.
 *
 * @param name the resource's name, for messages
 * @param runPath the path that a query is posted to
 * @param runFamily the rate-limit family of starting runs
 * @param fetchFamily the rate-limit family of polls, results and clean-up
 * @param idField the field of the run's answer that holds its id
 * @param pollPath the path that tells how far the run is; may use {@code ${header.GcxRunId}}
 * @param stateField the field of the poll's answer that holds the state
 * @param done the states in which the results are there
 * @param running the states in which to poll again; any other has failed
 * @param messageField the field that tells why a run failed
 * @param resultsPath the path of the results' pages, or null if the poll that is done brings them
 * @param resultsField the field of a page that holds its results
 * @param pageSize how many results a page asks for
 * @param cleanUp whether the run is deleted when its results are in
 */
record RunProfile(
        String name,
        Expression runPath,
        String runFamily,
        String fetchFamily,
        String idField,
        Expression pollPath,
        String stateField,
        Set<String> done,
        Set<String> running,
        String messageField,
        Expression resultsPath,
        String resultsField,
        int pageSize,
        boolean cleanUp) {

    boolean isDone(JsonNode poll) {
        return done.contains(poll.path(stateField).asText());
    }

    boolean isRunning(JsonNode poll) {
        return running.contains(poll.path(stateField).asText());
    }
}
