package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An asynchronous query, as it was scripted when it was started.
 *
 * @param items all items of its results
 * @param failure why it fails, empty if it does not
 * @param dataEnd until when its results are whole
 * @param submitted when it was started
 * @param end when it is fulfilled or fails
 * @param expiry when it expires, whatever became of it
 */
record Job(
        String id,
        JobKind kind,
        List<ObjectNode> items,
        Optional<String> failure,
        Instant dataEnd,
        Instant submitted,
        Instant end,
        Instant expiry) {

    enum State {
        QUEUED,
        PENDING,
        FULFILLED,
        FAILED,
        EXPIRED
    }

    /** The same job, which expires now unless it already has. */
    Job expiring(Instant now) {
        return now.isBefore(expiry) ? new Job(id, kind, items, failure, dataEnd, submitted, end, now) : this;
    }

    boolean isExpired(Instant now) {
        return !now.isBefore(expiry);
    }

    State state(Instant now) {
        if (isExpired(now)) {
            return State.EXPIRED;
        }
        if (now.isBefore(end)) {
            Duration queued = Duration.between(submitted, end).dividedBy(4);
            return now.isBefore(submitted.plus(queued)) ? State.QUEUED : State.PENDING;
        }
        return failure.isPresent() ? State.FAILED : State.FULFILLED;
    }

    ObjectNode status(Instant now) {
        State state = state(now);
        ObjectNode status = JsonNodeFactory.instance
                .objectNode()
                .put("state", state.name())
                .put("submissionDate", submitted.toString());
        switch (state) {
            case QUEUED, PENDING -> {}
            case FULFILLED -> status.put("completionDate", end.toString()).put("expirationDate", expiry.toString());
            case FAILED -> status.put("completionDate", end.toString()).put("errorMessage", failure.orElseThrow());
            case EXPIRED -> status.put("expirationDate", expiry.toString());
        }
        return status;
    }
}
