package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** The endpoints that lead to a file: exports, and the results of audit queries, which are too long for an answer. */
final class Downloads implements ApiFamily {
    private final FileHost files;

    Downloads(FileHost files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "downloads";
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/v2/downloads/:fileId", "", this::download),
                Endpoint.get("/api/v2/audits/query/:fileId/results", "audits:audit:view", this::auditResults));
    }

    private Reply download(ApiRequest call) {
        String address = address(call);
        return call.is("issueRedirect", true)
                ? Reply.json(303, JsonNodeFactory.instance.objectNode()).with("Location", address)
                : Reply.json(200, JsonNodeFactory.instance.objectNode().put("url", address));
    }

    private Reply auditResults(ApiRequest call) {
        String address = address(call);
        return Reply.json(303, JsonNodeFactory.instance.objectNode().put("downloadUrl", address))
                .with("Location", address);
    }

    private String address(ApiRequest call) {
        return files.address(call.pathParameter("fileId")).orElseThrow(call::notFound);
    }
}
