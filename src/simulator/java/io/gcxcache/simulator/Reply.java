package io.gcxcache.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer, ready to be sent: status, headers and body. Nobody changes the body once it is here. */
record Reply(int status, Map<String, String> headers, Buffer body) {
    /** No answer at all, for a connection that is cut. */
    static final Reply NONE = new Reply(0, Map.of(), Buffer.buffer());

    private static final JsonMapper JSON = new JsonMapper();

    static Reply json(int status, JsonNode body) {
        try {
            return of(status, "application/json", Buffer.buffer(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree can always be written", impossible);
        }
    }

    static Reply of(int status, String contentType, Buffer body) {
        return new Reply(status, Map.of("Content-Type", contentType), body);
    }

    static Reply notModified() {
        return new Reply(304, Map.of(), Buffer.buffer());
    }

    Reply with(String name, String value) {
        return with(Map.of(name, value));
    }

    Reply with(Map<String, String> more) {
        Map<String, String> joined = new LinkedHashMap<>(headers);
        joined.putAll(more);
        return new Reply(status, joined, body);
    }
}
