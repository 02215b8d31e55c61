package io.gcxcache.routes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/**
 * Tells everything that is wrong with files of routes, before any of them is loaded. Nothing is started, opened, or called; the
 * context around is not changed.
 */
public final class RouteCheck {
    private final Collection<RouteFault> faults = new TreeSet<>();
    private final List<RouteYaml> files = new ArrayList<>();
    private final Surroundings around;

    /** Those that are not as they are inside the jar. */
    private final Set<RouteYaml> edited = new HashSet<>();

    /**
     * @param folder of the files, as messages name it
     * @param contents what is in the files, by their names; those of declarations are passed over
     * @param gateway whose beans, components, templates, routes and placeholders the files may use
     */
    public RouteCheck(String folder, SortedMap<String, ByteBuffer> contents, CamelContext gateway) {
        contents.forEach((name, content) -> {
            if (!RouteFiles.isResources(name)) {
                RouteYaml file = RouteYaml.read(folder + '/' + name, content.array(), faults);
                files.add(file);
                if (!RouteFiles.isAsShipped(name, content)) {
                    edited.add(file);
                }
            }
        });
        around = new Surroundings(gateway, files);
    }

    /** All that is wrong, by file and line. */
    public Collection<RouteFault> faults() {
        if (edited.isEmpty()) {
            return faults;
        }
        try (Rehearsal rehearsal = new Rehearsal(around.gateway())) {
            for (RouteYaml file : files) {
                if (edited.contains(file)) {
                    file.entries().forEach(entry -> EntryCheck.tell(file, entry, around, rehearsal, faults));
                    FileRehearsal.tell(file, around, rehearsal, faults);
                }
            }
            TwiceCheck.tell(files, around, rehearsal, faults);
        }
        return faults;
    }

    /** Why nothing can be fetched from an endpoint; nothing if something can. */
    public Optional<String> missing(String endpoint) {
        if (around.isDeadEnd(endpoint, false)) {
            return Optional.of("no route begins with " + endpoint);
        }
        return around.gateway().getComponent(endpoint.split(":", 2)[0]) == null
                ? Optional.of("there is no component for " + endpoint)
                : Optional.empty();
    }

    /** How many routes there are. */
    public int routes() {
        return (int) files.stream()
                .flatMap(file -> file.entries().stream())
                .filter(entry -> entry.is("route", "from", "templatedRoute"))
                .count();
    }
}
