package io.gcxcache.ask;

import io.gcxcache.problem.Problem;
import java.time.Instant;

/**
 * What is told of a flight, in progress or ended; does not hold its entry.
 *
 * @param id names the flight
 * @param question what it is to answer
 * @param boarded when it began
 * @param state how far it is
 * @param polls how often the run that it waits for was polled
 * @param problem what it failed with, or null
 */
public record FlightLog(String id, Question question, Instant boarded, State state, int polls, Problem problem) {
    /** How far a flight is. */
    public enum State {
        RUNNING,
        COMPLETED,
        FAILED
    }
}
