package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Error answers in the platform's two forms: that of the API and that of OAuth. */
final class ErrorReplies {
    private static final Map<Integer, String> CODES = Map.ofEntries(
            Map.entry(400, "bad.request"),
            Map.entry(401, "authentication.required"),
            Map.entry(403, "missing.permissions"),
            Map.entry(404, "not.found"),
            Map.entry(405, "method.not.allowed"),
            Map.entry(408, "client.timeout"),
            Map.entry(409, "request.conflict"),
            Map.entry(413, "request.entity.too.large"),
            Map.entry(415, "unsupported.media.type"),
            Map.entry(429, "too.many.requests"),
            Map.entry(500, "internal.server.error"),
            Map.entry(502, "bad.gateway"),
            Map.entry(503, "service.unavailable"),
            Map.entry(504, "request.timeout"));

    private ErrorReplies() {}

    static Reply of(int status, String contextId) {
        return of(status, "The request ended with status " + status, contextId);
    }

    static Reply of(int status, String message, String contextId) {
        String unnamed = status < 500 ? "bad.request" : "internal.server.error";
        return Reply.json(status, body(status, CODES.getOrDefault(status, unnamed), message, contextId));
    }

    static Reply missingScope(String scope, String contextId) {
        String lead = "Unable to perform the requested action. You are missing the following permission(s): ";
        ObjectNode body = body(403, CODES.get(403), lead + scope, contextId);
        body.put("messageWithParams", lead + "{permissions}");
        body.putObject("messageParams").put("permissions", scope);
        return Reply.json(403, body);
    }

    static Reply tooManyRequests(Exceeded exceeded, String contextId) {
        String seconds = Long.toString(exceeded.secondsLeft());
        String message = "Rate limit exceeded the maximum. Retry the request in [" + seconds + "] seconds";
        ObjectNode body = body(429, "too.many.requests.retry.after", message, contextId);
        body.putObject("limit")
                .put("key", exceeded.key())
                .put("namespace", exceeded.namespace())
                .put("value", exceeded.limit());
        return Reply.json(429, body).with("Retry-After", seconds);
    }

    static Reply oauth(int status, String error, String description) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("error", error).put("description", description).put("error_description", description);
        return Reply.json(status, body);
    }

    private static ObjectNode body(int status, String code, String message, String contextId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("message", message).put("code", code).put("status", status).put("contextId", contextId);
        body.putArray("details");
        body.putArray("errors");
        return body;
    }
}
