package io.gcxcache.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.json.JsonFields;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * The few fields that are read of an answer. Whatever its status was, one that is no JSON object, or nothing but an error, is none;
 * it may be one when it is asked for again.
 */
public final class AnswerFields {
    private static final Set<String> TELLING = Set.of("message", "code", "status");

    /** All that Genesys's errors have; no answer has nothing else. */
    private static final Set<String> OF_ERRORS = Set.of(
            "message",
            "code",
            "status",
            "contextId",
            "messageWithParams",
            "messageParams",
            "entityId",
            "entityName",
            "details",
            "errors",
            "limit");

    private AnswerFields() {}

    /**
     * The fields of these names, and perhaps others.
     *
     * @param what was answered, for messages
     * @throws Problem that may pass, if it is no answer
     */
    public static ObjectNode read(byte[] answer, String what, Set<String> names) {
        Set<String> wanted = new HashSet<>(names);
        wanted.addAll(TELLING);
        try {
            if (answer == null || answer.length == 0) {
                throw Problem.passing(what + " was answered with nothing");
            }
            ObjectNode fields = JsonFields.read(answer, wanted);
            if (!isObject(answer)) {
                throw Problem.passing(what + " was answered with JSON that is no object");
            }
            if (tellsAnError(fields) && OF_ERRORS.containsAll(JsonFields.names(answer))) {
                throw Problem.passing(what + " was answered with an error"
                        + GenesysWords.behind(fields.path("message").asText()));
            }
            return fields;
        } catch (IOException e) {
            throw Problem.passing(what + " was answered with something that is not JSON in UTF-8");
        }
    }

    private static boolean isObject(byte[] json) {
        int first = 0;
        while (json[first] <= ' ') {
            first++;
        }
        return json[first] == '{';
    }

    private static boolean tellsAnError(ObjectNode fields) {
        return fields.path("message").isTextual()
                && (fields.path("code").isTextual() || fields.path("status").asInt(0) >= 400);
    }
}
