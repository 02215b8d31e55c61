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
import io.gcxcache.routes.RouteFault;
import io.gcxcache.routes.RouteFiles;
import io.gcxcache.settings.SettingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up edits of the declarations and of the user's routes while the gateway runs. It looks at what the files say, not at their names or times, and
 * takes what two looks find the same, since an editor may be in the middle of writing. What is not allowed changes nothing, and is
 * told until it is mended.
 *
 * <p>One thread at a time looks; any may ask what there is to tell.
 */
final class Edits {
    private static final Logger LOG = LoggerFactory.getLogger(Edits.class);

    private final Path folder;
    private final Read read;
    private final Routes routes;
    private final LiveCatalogue catalogue;
    private final Told told;
    private final InstantSource clock;

    /** The gateway's own files of routes, as they were read at the start. */
    private final SortedMap<String, ByteBuffer> shipped;

    /** What the user's files of routes mean, as they hold. */
    private Map<String, Object> meant;

    /** What was judged last, whether it was good or not. */
    private SortedMap<String, ByteBuffer> judged;

    /** What the last look found. */
    private SortedMap<String, ByteBuffer> found;

    /** What lay beside the files at the start, and is not read. */
    private final List<RouteFault> misnamed;

    private List<String> refused = List.of();
    private volatile State state;

    /** All declarations together, or else a {@link CatalogueException}. */
    interface Read {
        /** @param missing why nothing can be fetched from an endpoint; nothing if something can */
        Catalogue catalogue(List<ResourceFile> files, Function<String, Optional<String>> missing);
    }

    /** The user's routes. */
    interface Routes {
        /**
         * What these files would bring, ready beside what there is.
         *
         * @param files by their names
         * @throws SettingException if they are not allowed; a line for each fault
         */
        Next made(SortedMap<String, ByteBuffer> files);

        /** What is wrong with files of the gateway's own, which are read at the next start; a line each. */
        List<String> refusals(SortedMap<String, ByteBuffer> shipped);

        /** What there is, if nothing of it is edited. */
        Next asTheyAre();
    }

    /** Routes that may take the place of those before. */
    interface Next {
        /** Why nothing can be fetched from an endpoint; nothing if something can. */
        Optional<String> missing(String endpoint);

        /**
         * @param together what has to happen in the same moment
         * @throws SettingException if they cannot; nothing has changed then
         */
        void takeOver(Runnable together);

        /** They are not wanted. */
        void drop();
    }

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
     * @param routes the files of routes that were edited, added or removed
     */
    record Difference(List<String> added, List<String> changed, List<String> removed, List<String> routes) {
        private boolean isNone() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty() && routes.isEmpty();
        }

        /** What there is to tell of it, by what became of it. */
        Map<String, Object> details() {
            Map<String, Object> details = new TreeMap<>();
            Map.of("added", added, "changed", changed, "removed", removed, "routes", routes)
                    .forEach((what, names) -> {
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
     * @param needRestart files of the gateway's own routes that were edited, added or removed since the start, and what is wrong with
     *     them; null if none was
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

        /** How much is wrong with what was edited. */
        int faults() {
            return notApplied == null ? 0 : notApplied.size();
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
     * @param contents of which the catalogue is
     */
    Edits(
            Path folder,
            SortedMap<String, ByteBuffer> contents,
            Read read,
            Routes routes,
            LiveCatalogue catalogue,
            Told told,
            InstantSource clock) {
        this.folder = folder;
        this.read = read;
        this.routes = routes;
        this.catalogue = catalogue;
        this.told = told;
        this.clock = clock;
        this.misnamed = folder == null ? List.of() : RouteFiles.misnamed(folder);
        this.judged = contents;
        this.found = contents;
        this.shipped = RouteFiles.shipped(judged);
        this.meant = Map.of();
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
            List<String> lying = misnamed().toList();
            // What is away may be what has that name now.
            boolean isRenamed = !lying.isEmpty() && !now.keySet().containsAll(judged.keySet());
            if (!isRenamed && !now.equals(judged)) {
                judged = now;
                tellShipped(now);
                refused = judge(now);
            }
            tell(Stream.concat(refused.stream(), lying.stream()).toList());
        } catch (IOException | SettingException e) {
            tell(List.of(e.getMessage()));
        }
    }

    /** What was laid beside the files since the start, and is not read. */
    private Stream<String> misnamed() {
        return RouteFiles.misnamed(folder).stream()
                .filter(fault -> !misnamed.contains(fault))
                .map(RouteFault::toString);
    }

    /**
     * Begins with the user's routes as they were found.
     *
     * @throws SettingException if they are not allowed
     */
    void begin() {
        SortedMap<String, ByteBuffer> own = RouteFiles.own(judged);
        if (!own.isEmpty()) {
            routes.made(own).takeOver(() -> {});
            meant = RouteFiles.meanings(own);
        }
    }

    /** What is wrong with it, a line each; if nothing is, it holds from now on. */
    private List<String> judge(SortedMap<String, ByteBuffer> now) {
        SortedMap<String, ByteBuffer> own = RouteFiles.own(now);
        Map<String, Object> meaning = RouteFiles.meanings(own);
        Next next = null;
        try {
            next = meaning.equals(meant) ? routes.asTheyAre() : routes.made(own);
            Catalogue declared = read.catalogue(RouteFiles.resources(folder, now), next::missing);
            Difference difference = difference(declared, meaning);
            if (!difference.isNone()) {
                apply(declared, next, difference);
            }
            meant = meaning;
            return List.of();
        } catch (CatalogueException | SettingException e) {
            if (next != null) {
                next.drop();
            }
            return e.getMessage().lines().toList();
        }
    }

    private Difference difference(Catalogue next, Map<String, Object> meaning) {
        Map<String, Declaration> before = declared(catalogue.current());
        Map<String, Declaration> after = declared(next);
        return new Difference(
                after.keySet().stream()
                        .filter(name -> !before.containsKey(name))
                        .toList(),
                after.keySet().stream()
                        .filter(name -> before.containsKey(name) && !isSame(before.get(name), after.get(name)))
                        .toList(),
                before.keySet().stream()
                        .filter(name -> !after.containsKey(name))
                        .toList(),
                Stream.concat(meant.keySet().stream(), meaning.keySet().stream())
                        .distinct()
                        .filter(name -> !Objects.equals(meant.get(name), meaning.get(name)))
                        .sorted()
                        .toList());
    }

    private void apply(Catalogue next, Next routes, Difference difference) {
        Map<String, Declaration> before = declared(catalogue.current());
        Map<String, Declaration> after = declared(next);
        routes.takeOver(() -> catalogue.exchange(next));
        LOG.info("{} is applied as it was edited: {}", folder.getFileName(), difference.details());
        told.changed(
                difference,
                Stream.concat(
                                difference.changed().stream()
                                        .filter(name -> !meansTheSame(before.get(name), after.get(name))),
                                difference.removed().stream())
                        .map(before::get)
                        .toList());
        // Told last: whoever sees it finds nothing that an invalidation would still take away.
        state = new State(next.all().size(), clock.instant().getEpochSecond(), null, state.needRestart());
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
    private void tellShipped(SortedMap<String, ByteBuffer> now) {
        SortedMap<String, ByteBuffer> edited = RouteFiles.shipped(now);
        List<String> differ = Stream.concat(shipped.keySet().stream(), edited.keySet().stream())
                .distinct()
                .filter(name -> !edited.containsKey(name) || !edited.get(name).equals(shipped.get(name)))
                .map(name -> folder.getFileName() + "/" + name)
                .sorted()
                .toList();
        List<String> needRestart = differ.isEmpty()
                ? null
                : Stream.concat(
                                differ.stream(),
                                routes.refusals(edited).stream().map(fault -> "the next start is refused: " + fault))
                        .toList();
        if (needRestart != null && !needRestart.equals(state.needRestart())) {
            LOG.warn("Edited, and read at the next start: {}", String.join(", ", needRestart));
        }
        state = new State(state.declared(), state.appliedAt(), state.notApplied(), needRestart);
    }
}
