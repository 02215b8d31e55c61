package io.gcxcache;

import io.gcxcache.wiring.ShippedFiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A gateway at a Genesys that writes whatever bytes a test likes, with one resource of each kind that takes an id. */
final class RawUpstream implements AutoCloseable {
    static final String SCOPE = "sums:sum:view";

    final RawServer genesys = new RawServer();
    final Gateway gateway;

    /** @param timeLimit of a run, in seconds */
    RawUpstream(Path folder, int timeLimit, Map<String, String> settings) throws Exception {
        genesys.on(
                "/oauth/token",
                RawServer.json("{\"access_token\":\"t0ken-4711\",\"token_type\":\"bearer\",\"expires_in\":86400}"));
        Path routes = Files.createDirectories(folder.resolve("routes"));
        ShippedFiles.copyTo(routes);
        StringBuilder declared = new StringBuilder("lists:\n  things: {path: \"/api/v2/things/{id}\"}\n");
        declared.append("queries:\n  sums: {path: /api/v2/sums/query, permission: \"" + SCOPE + "\"}\n");
        declared.append("jobs:\n");
        for (String name : new String[] {"runs", "polls", "pages"}) {
            declared.append("  " + name + ": {path: /api/v2/" + name + "/jobs, timeLimit: " + timeLimit + "}\n");
        }
        Files.writeString(routes.resolve("raw.resources.yaml"), declared);
        Map<String, String> given = new HashMap<>(Map.of(
                "gcx.genesys.api-url",
                genesys.url().toString(),
                "gcx.genesys.login-url",
                genesys.url().toString(),
                "gcx.routes.dir",
                routes.toString(),
                "gcx.budget.limit",
                "1000000"));
        given.putAll(settings);
        gateway = Gateway.start(folder, given);
    }

    /** Asks the query; every {@code n} is another question. */
    CompletableFuture<HttpResponse<String>> ask(String name, int n) {
        return gateway.postAsync(
                "/gcx/queries/" + name, "{\"interval\":\"2024-01-01T00:00:00Z/2024-01-02T00:00:00Z\",\"n\":" + n + "}");
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        genesys.close();
    }
}
