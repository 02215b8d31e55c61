package io.gcxcache.catalogue;

import java.util.Set;

/**
 * How Genesys's run of a query is followed to its end.
 *
 * @param path tells how far the run is; {@code {run}} stands for it
 * @param fetchFamily the rate-limit family of polls, results and clean-up
 * @param idField the field of the first answer that holds the run's id
 * @param stateField the field of a poll's answer that holds the state
 * @param done the states in which the results are there, in any case
 * @param running the states in which to poll again; any other has failed
 * @param messageField the field that tells why a run failed
 * @param results the path of the results' pages, or null if the poll that is done brings them
 * @param resultsField the field of a page that holds its results
 * @param pageSize how many results a page asks for
 * @param cleanUp whether the run is deleted in the end, however it went
 */
public record Polling(
        Template path,
        String fetchFamily,
        String idField,
        String stateField,
        Set<String> done,
        Set<String> running,
        String messageField,
        Template results,
        String resultsField,
        int pageSize,
        boolean cleanUp) {
    /** What stands for the run's id in paths. */
    public static final String RUN = "run";

    public Polling {
        done = Set.copyOf(done);
        running = Set.copyOf(running);
    }

    public boolean isDone(String state) {
        return isOneOf(done, state);
    }

    public boolean isRunning(String state) {
        return isOneOf(running, state);
    }

    private static boolean isOneOf(Set<String> states, String state) {
        return states.stream().anyMatch(state::equalsIgnoreCase);
    }
}
