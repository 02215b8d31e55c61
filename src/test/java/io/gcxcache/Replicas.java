package io.gcxcache;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Distributions that act as one over a Redis, each a process of its own with folders of its own. */
final class Replicas implements AutoCloseable {
    private final Path work;
    private final Path routes;
    private final Things things;
    private final List<Map<String, String>> cluster;
    private final List<Distribution> running = new ArrayList<>();
    private final List<URI> gateways = new ArrayList<>();

    /**
     * @param work an empty folder
     * @param cluster for every replica, how it finds the others
     */
    Replicas(Path work, Things things, List<Map<String, String>> cluster) throws IOException {
        this.work = work;
        this.things = things;
        this.cluster = cluster;
        routes = Things.declare(work.resolve("routes"));
    }

    /**
     * What a replica says of its link.
     *
     * @param said all of it
     */
    record Link(boolean up, String epoch, JsonNode said) {}

    /** Starts them all, and waits until they listen. */
    void start() throws IOException {
        for (int i = 0; i < cluster.size(); i++) {
            Path folder = Files.createDirectories(work.resolve(name(i)));
            Map<String, String> environment = things.environment(folder, routes);
            environment.put("GCX_CLUSTER_NODE", name(i));
            environment.putAll(cluster.get(i));
            running.add(Distribution.start(Distribution.PACKED, folder, environment));
        }
        for (Distribution replica : running) {
            gateways.add(URI.create("http://127.0.0.1:" + replica.port()));
        }
    }

    private static String name(int index) {
        return "node-" + (char) ('a' + index);
    }

    /** Sends all of them SIGKILL, and waits for their end. */
    void kill() {
        running.forEach(Distribution::kill);
        running.clear();
        gateways.forEach(things::gone);
        gateways.clear();
    }

    List<URI> gateways() {
        return List.copyOf(gateways);
    }

    Link link(URI gateway) throws IOException, InterruptedException {
        JsonNode said = Gateway.json(things.send(HttpRequest.newBuilder(gateway.resolve("/gcx/cluster"))));
        return new Link(
                said.path("link").asText().equals("up"), said.path("epoch").asText(), said);
    }

    /** What they wrote, for whoever wants to know what went wrong. */
    String output() {
        return running.stream().map(Distribution::output).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        kill();
    }
}
