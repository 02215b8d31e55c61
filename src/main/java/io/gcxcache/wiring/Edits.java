package io.gcxcache.wiring;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.CatalogueException;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.catalogue.ResourceFile;
import io.gcxcache.settings.SettingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up edits of the declarations while the gateway runs. It looks at what the files say, not at their names or times, and
 * takes what two looks find the same, since an editor may be in the middle of writing. What is not allowed changes nothing, and is
 * told until it is mended.
 *
 * <p>One thread at a time looks; any may ask what there is to tell.
 */
final class Edits {
    private static final Logger LOG = LoggerFactory.getLogger(Edits.class);

    private final Path folder;
    private final Function<List<ResourceFile>, Catalogue> read;
    private final LiveCatalogue catalogue;
    private final Told told;
    private final InstantSource clock;

    /** The route files as they were read at the start. */
    private final SortedMap<String, ByteBuffer> routes;

    /** What was judged last, whether it was good or not. */
    private SortedMap<String, ByteBuffer> judged;

    /** What the last look found. */
    private SortedMap<String, ByteBuffer> found;

    private List<String> refused = List.of();
    private volatile State state;

    /** Somebody who has to know of what is declared in another way, or no more. */
    interface Told {
        void changed(Difference difference, List<Declaration> noMore);
    }

    /**
     * What an edit came to, by the names of declarations: {@code lists.users}.
     *
     * @param added what was not declared before
     * @param changed what means something else, or is asked for at other times
     * @param removed what is not declared any more
     */
    record Difference(List<String> added, List<String> changed, List<String> removed) {
        private boolean isNone() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }

        /** What there is to tell of it, by what became of it. */
        Map<String, Object> details() {
            Map<String, Object> details = new TreeMap<>();
            Map.of("added", added, "changed", changed, "removed", removed).forEach((what, names) -> {
                if (!names.isEmpty()) {
                    details.put(what, String.join(", ", names));
                }
            });
            return details;
        }
    }

    /**
     * What {@code GET /gcx/routes} tells.
     *
     * @param declared how many resources are declared
     * @param appliedAt when an edit was applied last, in Unix seconds; null if none was
     * @param notApplied what is wrong with what was edited since, a line each; null if nothing is
     * @param needRestart route files that were edited, added or removed since the start; null if none was
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(int declared, Long appliedAt, List<String> notApplied, List<String> needRestart) {
        /** The same with what there is to tell of the settings. */
        State and(SettingEdits.State settings) {
            return new State(
                    declared,
                    later(appliedAt, settings.appliedAt()),
                    joined(notApplied, settings.notApplied()),
                    joined(needRestart, settings.needRestart()));
        }

        private static Long later(Long one, Long other) {
            return one == null || other != null && other > one ? other : one;
        }

        private static List<String> joined(List<String> some, List<String> more) {
            return some == null
                    ? more
                    : more == null
                            ? some
                            : Stream.concat(some.stream(), more.stream()).toList();
        }
    }

    /**
     * @param folder of the files; null if they are in the jar
     * @param read all files together, or else a {@link CatalogueException}
     */
    Edits(
            Path folder,
            Function<List<ResourceFile>, Catalogue> read,
            LiveCatalogue catalogue,
            Told told,
            InstantSource clock)
            throws IOException {
        this.folder = folder;
        this.read = read;
        this.catalogue = catalogue;
        this.told = told;
        this.clock = clock;
        this.judged = folder == null ? new TreeMap<>() : RouteFiles.contents(folder);
        this.found = judged;
        this.routes = routesOf(judged);
        this.state = new State(catalogue.current().all().size(), null, null, null);
    }

    State state() {
        return state;
    }

    /** Called again and again. */
    void look() {
        try {
            SortedMap<String, ByteBuffer> now = RouteFiles.contents(folder);
            boolean settled = now.equals(found);
            found = now;
            if (!settled) {
                return;
            }
            if (!now.equals(judged)) {
                judged = now;
                tellRoutes(now);
                refused = judge(now);
            }
            tell(refused);
        } catch (IOException | SettingException e) {
            tell(List.of(e.getMessage()));
        }
    }

    /** What is wrong with it, a line each; if nothing is, it holds from now on. */
    private List<String> judge(SortedMap<String, ByteBuffer> now) {
        try {
            apply(read.apply(RouteFiles.resources(folder, now)));
            return List.of();
        } catch (CatalogueException e) {
            return e.getMessage().lines().toList();
        }
    }

    private void apply(Catalogue next) {
        Map<String, Declaration> before = declared(catalogue.current());
        Map<String, Declaration> after = declared(next);
        Difference difference = new Difference(
                after.keySet().stream()
                        .filter(name -> !before.containsKey(name))
                        .toList(),
                after.keySet().stream()
                        .filter(name -> before.containsKey(name) && !isSame(before.get(name), after.get(name)))
                        .toList(),
                before.keySet().stream()
                        .filter(name -> !after.containsKey(name))
                        .toList());
        if (difference.isNone()) {
            return;
        }
        catalogue.exchange(next);
        state = new State(after.size(), clock.instant().getEpochSecond(), null, state.needRestart());
        LOG.info("{} is applied as it was edited: {}", folder.getFileName(), difference.details());
        told.changed(
                difference,
                Stream.concat(
                                difference.changed().stream()
                                        .filter(name -> !meansTheSame(before.get(name), after.get(name))),
                                difference.removed().stream())
                        .map(before::get)
                        .toList());
    }

    private static boolean isSame(Declaration one, Declaration other) {
        return meansTheSame(one, other) && one.schedules().equals(other.schedules());
    }

    /** What was fetched for the one answers the other. */
    private static boolean meansTheSame(Declaration one, Declaration other) {
        return one.fingerprint().equals(other.fingerprint());
    }

    private static Map<String, Declaration> declared(Catalogue of) {
        return of.all().stream()
                .map(Resource::declaration)
                .collect(Collectors.toMap(Declaration::where, declaration -> declaration, (a, b) -> a, TreeMap::new));
    }

    private void tell(List<String> faults) {
        List<String> before = state.notApplied() == null ? List.of() : state.notApplied();
        if (!faults.equals(before)) {
            state = new State(
                    state.declared(), state.appliedAt(), faults.isEmpty() ? null : faults, state.needRestart());
            if (faults.isEmpty()) {
                LOG.info("{} is as it is to be again", folder.getFileName());
            } else {
                LOG.error("Edited and not applied, what was declared before goes on: {}", String.join("; ", faults));
            }
        }
    }

    /** They are read at the start alone. */
    private void tellRoutes(SortedMap<String, ByteBuffer> now) {
        SortedMap<String, ByteBuffer> edited = routesOf(now);
        List<String> differ = Stream.concat(routes.keySet().stream(), edited.keySet().stream())
                .distinct()
                .filter(name -> !edited.containsKey(name) || !edited.get(name).equals(routes.get(name)))
                .map(name -> folder.getFileName() + "/" + name)
                .sorted()
                .toList();
        List<String> needRestart = differ.isEmpty() ? null : differ;
        if (needRestart != null && !needRestart.equals(state.needRestart())) {
            LOG.warn("Edited, and read at the next start: {}", String.join(", ", needRestart));
        }
        state = new State(state.declared(), state.appliedAt(), state.notApplied(), needRestart);
    }

    private static SortedMap<String, ByteBuffer> routesOf(SortedMap<String, ByteBuffer> files) {
        SortedMap<String, ByteBuffer> routes = new TreeMap<>(files);
        routes.keySet().removeIf(RouteFiles::isResources);
        return routes;
    }
}
