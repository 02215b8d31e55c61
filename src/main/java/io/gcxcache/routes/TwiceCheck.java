package io.gcxcache.routes;

import static io.gcxcache.routes.RouteYaml.child;

import io.gcxcache.catalogue.YamlDocument;
import io.gcxcache.http.GcxHttpEndpoint;
import io.gcxcache.routes.RouteYaml.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;
import org.snakeyaml.engine.v2.nodes.Node;

/** Tells what may be there once, and is twice: an id, an endpoint that routes begin with, a path that is served. */
final class TwiceCheck {
    private final Rehearsal rehearsal;
    private final Surroundings around;
    private final Collection<RouteFault> faults;

    /** Where each is, by its id. */
    private final Map<String, String> ids = new HashMap<>();

    /** Where each is, by its name. */
    private final Map<String, String> beginnings = new HashMap<>();

    private final List<Served> served = new ArrayList<>();

    /**
     * A path.
     *
     * @param where it is said to be served
     * @param isShipped whether it is one of the gateway's own
     */
    private record Served(GcxHttpEndpoint endpoint, String where, boolean isShipped) {}

    private TwiceCheck(Surroundings around, Rehearsal rehearsal, Collection<RouteFault> faults) {
        this.around = around;
        this.rehearsal = rehearsal;
        this.faults = faults;
    }

    static void tell(List<RouteYaml> files, Surroundings around, Rehearsal rehearsal, Collection<RouteFault> faults) {
        TwiceCheck check = new TwiceCheck(around, rehearsal, faults);
        check.lookAround();
        // What is the gateway's own goes first, since the others are to be told.
        for (boolean shipped : List.of(true, false)) {
            for (RouteYaml file : files) {
                if (file.isShipped() == shipped) {
                    file.entries().forEach(entry -> check.tell(file, entry, shipped));
                }
            }
        }
    }

    private void lookAround() {
        around.routes().forEach(route -> {
            String where = "route " + route.getId() + " of the gateway";
            ids.put("route " + route.getId(), where);
            if (!"false".equals(route.getAutoStartup())) {
                String uri = around.resolved(route.getInput().getEndpointUri());
                endpoint(uri, Map.of()).ifPresent(endpoint -> {
                    beginnings.put(name(endpoint, uri), where);
                    if (endpoint instanceof GcxHttpEndpoint http) {
                        served.add(new Served(http, where, RouteFiles.isShipped(route)));
                    }
                });
            }
        });
        around.templates().keySet().forEach(id -> {
            if (around.isOfGateway(id)) {
                ids.put("routeTemplate " + id, "one of the gateway");
            }
        });
    }

    private void tell(RouteYaml file, Entry entry, boolean shipped) {
        if (entry.is("route", "from", "templatedRoute", "routeTemplate")) {
            entry.id().ifPresent(id -> {
                String kind = entry.is("routeTemplate") ? "routeTemplate " : "route ";
                String before = ids.putIfAbsent(kind + id, where(file, entry));
                if (before != null) {
                    refuse(file, entry.line(), entry, "the id is taken by " + before + "; every one has its own");
                }
            });
        }
        Node options = entry.route().orElse(entry.body());
        boolean isOff = child(options, "autoStartup")
                .or(() -> child(options, "precondition"))
                .isPresent();
        if (!isOff) {
            around.beginning(entry).filter(uri -> !uri.contains("{{")).ifPresent(uri -> {
                Map<String, String> parameters = entry.from()
                        .map(from -> RouteYaml.texts(child(from, "parameters")))
                        .orElse(Map.of());
                endpoint(uri, parameters).ifPresent(endpoint -> begin(file, entry, endpoint, uri, shipped));
            });
        }
    }

    private void begin(RouteYaml file, Entry entry, Endpoint endpoint, String uri, boolean shipped) {
        int line = entry.from().map(YamlDocument::line).orElse(entry.line());
        if (endpoint instanceof GcxHttpEndpoint http) {
            serve(file, entry, line, http, shipped);
        } else if (!(endpoint instanceof MultipleConsumersSupport several && several.isMultipleConsumersSupported())) {
            String before = beginnings.putIfAbsent(name(endpoint, uri), where(file, entry));
            if (before != null) {
                refuse(
                        file,
                        line,
                        entry,
                        RouteFiles.endpoint(uri) + " is taken by " + before + "; one route may begin with it");
            }
        }
    }

    private void serve(RouteYaml file, Entry entry, int line, GcxHttpEndpoint http, boolean shipped) {
        try {
            served.stream()
                    .filter(other -> http.servesTheSameAs(other.endpoint()))
                    .findFirst()
                    .ifPresentOrElse(
                            other -> refuse(file, line, entry, http.getPath() + " is served by " + other.where()),
                            () -> served.stream()
                                    .filter(other -> other.isShipped() && !shipped && http.takesFrom(other.endpoint()))
                                    .findFirst()
                                    .ifPresent(other -> refuse(
                                            file,
                                            line,
                                            entry,
                                            http.getPath() + " takes its requests away from "
                                                    + other.endpoint().getPath() + " of " + other.where())));
            served.add(new Served(http, where(file, entry), shipped));
        } catch (IllegalArgumentException e) {
            refuse(file, line, entry, Plain.of(e));
        }
    }

    /** Nothing if it cannot be made, which is told elsewhere. */
    private Optional<Endpoint> endpoint(String uri, Map<String, String> parameters) {
        try {
            return Optional.of(rehearsal.endpoint(uri, around.resolved(parameters)));
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    /** By which endpoints are the same: Quartz by the names of their triggers. */
    private static String name(Endpoint endpoint, String uri) {
        boolean byName = uri.startsWith("direct:") || uri.split(":", 2)[0].endsWith("quartz");
        return byName ? RouteFiles.endpoint(uri) : endpoint.getEndpointUri();
    }

    private static String where(RouteYaml file, Entry entry) {
        return entry.name() + " (" + file.place() + ':' + entry.line() + ')';
    }

    private void refuse(RouteYaml file, int line, Entry entry, String what) {
        faults.add(new RouteFault(file.place(), line, entry.name() + ": " + around.shown(what, entry)));
    }
}
