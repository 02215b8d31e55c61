package io.gcxcache.routes;

import io.gcxcache.catalogue.YamlDocument;
import io.gcxcache.routes.RouteYaml.Entry;
import io.gcxcache.routes.RouteYaml.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Has Camel read a file and make its routes, aside, and tells at which line it would not. */
final class FileRehearsal {
    /** What Camel would make an object of while it makes a route. */
    private static final Pattern MAKES_OBJECTS = Pattern.compile("#class:|#type:|beanType");

    /** Those of the gateway are not here; pools are looked for by their names. */
    private static final String POOL = "thread pool profile";

    private final RouteYaml file;
    private final Surroundings around;
    private final Rehearsal rehearsal;
    private final Collection<RouteFault> faults;

    private FileRehearsal(RouteYaml file, Surroundings around, Rehearsal rehearsal, Collection<RouteFault> faults) {
        this.file = file;
        this.around = around;
        this.rehearsal = rehearsal;
        this.faults = faults;
    }

    /** @param faults what is known of this file already, and where to tell more */
    static void tell(RouteYaml file, Surroundings around, Rehearsal rehearsal, Collection<RouteFault> faults) {
        new FileRehearsal(file, around, rehearsal, faults).tell();
    }

    private void tell() {
        List<Entry> entries = file.entries().stream()
                .filter(entry -> !entry.is("beans", "templatedRoute"))
                .toList();
        if (entries.isEmpty()) {
            return;
        }
        List<RouteDefinition> routes = new ArrayList<>();
        try {
            routes.addAll(read(entries::contains));
        } catch (Exception whole) {
            if (!tellUnreadable(entries, routes)) {
                tell(whole, null);
            }
        }
        for (RouteDefinition route : routes) {
            entries.stream()
                    .filter(entry -> isOf(route, entry))
                    .findFirst()
                    .filter(entry -> !isTold(entry)
                            && !MAKES_OBJECTS.matcher(file.only(entry::equals)).find())
                    .ifPresent(entry -> make(route, entry));
        }
    }

    private List<RouteDefinition> read(Predicate<Entry> wanted) throws Exception {
        return rehearsal.read(file.name(), file.only(wanted));
    }

    /** Each by itself, since Camel tells the first fault that it finds. Whether there is one. */
    private boolean tellUnreadable(List<Entry> entries, List<RouteDefinition> routes) {
        boolean found = false;
        for (Entry entry : entries) {
            try {
                routes.addAll(read(entry::equals));
            } catch (Exception e) {
                tell(e, entry);
                found = true;
            }
        }
        return found;
    }

    private static boolean isOf(RouteDefinition route, Entry entry) {
        int line = route.getLineNumber() + 1;
        return entry.is("route", "from") && line >= entry.line() && line < entry.end();
    }

    private boolean isTold(Entry entry) {
        return faults.stream()
                .anyMatch(fault -> fault.file().equals(file.place())
                        && fault.line() >= entry.line()
                        && fault.line() < entry.end());
    }

    private void make(RouteDefinition route, Entry entry) {
        try {
            rehearsal.make(route);
        } catch (Exception e) {
            String said = String.valueOf(e.getMessage()) + e.getCause();
            Optional<Named> wrong = Plain.wrongValue(e).flatMap(word -> entry.nodes()
                    .filter(named ->
                            RouteYaml.text(named.node()).filter(word::equals).isPresent())
                    .findFirst());
            if (wrong.isPresent()) {
                refuse(entry, YamlDocument.line(wrong.get().node()), wrong.get().name() + " is " + Plain.of(e));
            } else if (!around.isOfDeclaredBean(said) && !said.contains(POOL) && !isSetUpElsewhere(e)) {
                refuse(entry, lineOfClass(e).orElseGet(() -> line(e, route, entry)), Plain.of(e));
            }
        }
    }

    private boolean isSetUpElsewhere(Exception fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ResolveEndpointFailedException endpoint) {
                return around.isSetUp(String.valueOf(endpoint.getUri()).split(":", 2)[0]);
            }
        }
        return false;
    }

    /** @param entry null if it is not known */
    private void tell(Exception fault, Entry entry) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException marked
                    && marked.getProblemMark().isPresent()) {
                tellMarked(marked, entry);
                return;
            }
        }
        if (entry == null) {
            faults.add(new RouteFault(file.place(), 0, Plain.of(fault)));
        } else if (!isTold(entry)) {
            refuse(entry, lineOfClass(fault).orElse(entry.line()), Plain.of(fault));
        }
    }

    /** What Camel's own reader of YAML refuses. */
    private void tellMarked(MarkedYamlEngineException fault, Entry entry) {
        Mark mark = fault.getProblemMark().get();
        int line = mark.getLine() + 1;
        String said = String.valueOf(fault.getProblem());
        String word = said.substring(said.lastIndexOf(' ') + 1);
        if (entry == null) {
            faults.add(new RouteFault(file.place(), line, said));
        } else if (said.startsWith("Unsupported field: ")) {
            Optional<Named> parent = entry.nodes()
                    .filter(named -> RouteYaml.lineOfName(named.node(), word).isPresent())
                    .min(Comparator.comparingInt(named -> Math.abs(YamlDocument.line(named.node()) - line)));
            String kind = parent.map(Named::name).orElse("it");
            refuse(
                    entry,
                    parent.flatMap(named -> RouteYaml.lineOfName(named.node(), word))
                            .orElse(line),
                    kind + " has no " + word
                            + Plain.nearest(word, Words.ofCamel().fields(kind)));
        } else if (said.startsWith("Unknown node id: ")) {
            boolean isEntry = entry.kind().equals(word);
            Words known = Words.ofCamel();
            refuse(
                    entry,
                    line,
                    "there is no " + (isEntry ? "entry " : "step ") + word
                            + Plain.nearest(word, isEntry ? known.entries() : known.steps()));
        } else {
            refuse(entry, line, said);
        }
    }

    private void refuse(Entry entry, int line, String what) {
        faults.add(new RouteFault(file.place(), line, entry.name() + ": " + around.shown(what, entry)));
    }

    private Optional<Integer> lineOfClass(Exception fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClassNotFoundException missing) {
                return file.entries().stream()
                        .flatMap(entry -> entry.lineOf(missing.getMessage()).stream())
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    /** Where a route could not be made. */
    private int line(Exception fault, RouteDefinition route, Entry entry) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String word = cause instanceof ResolveEndpointFailedException endpoint
                    ? endpoint.getUri()
                    : cause instanceof NoSuchBeanException bean ? bean.getName() : null;
            if (word != null) {
                Optional<Integer> line = entry.lineOf(word);
                if (line.isPresent()) {
                    return line.get();
                }
            }
        }
        String said = String.valueOf(fault.getMessage());
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class).stream()
                .filter(step -> said.contains(">>> " + step + " <<<") && step.getLineNumber() >= 0)
                .map(step -> step.getLineNumber() + 1)
                .findFirst()
                .orElse(entry.line());
    }
}
