package io.gcxcache.wiring;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.LocalBudgets;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.settings.LiveSettings;
import io.gcxcache.settings.SettingException;
import io.gcxcache.settings.Settings;
import io.gcxcache.settings.SettingsFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up edits of the settings file while the gateway runs, as {@link Edits} does those of declarations: what is live holds from
 * then on, what else was edited is named, and what is not allowed changes nothing.
 *
 * <p>One thread at a time looks, the one that looks for those edits; any may ask what there is to tell.
 */
final class SettingEdits {
    private static final Logger LOG = LoggerFactory.getLogger(SettingEdits.class);

    private final Path file;

    /** As messages tell it. */
    private final String name;

    private final Settings start;
    private final LiveSettings settings;
    private final LiveCatalogue catalogue;
    private final LocalBudgets budgets;
    private final AuditTrail audit;
    private final InstantSource clock;

    /** What was judged last, whether it was good or not; nothing if there was no file. */
    private Optional<ByteBuffer> judged;

    /** What the last look found. */
    private Optional<ByteBuffer> found;

    /** What the file said last that was not refused. */
    private Settings good;

    private List<String> refused = List.of();
    private volatile State state = new State(null, null, null);

    /**
     * What {@code GET /gcx/routes} tells beside what there is to tell of declarations.
     *
     * @param appliedAt when an edit was applied last, in Unix seconds; null if none was
     * @param notApplied what is wrong with what was edited since; null if nothing is
     * @param needRestart settings that were edited since the start and are read there; null if none was
     */
    record State(Long appliedAt, List<String> notApplied, List<String> needRestart) {}

    SettingEdits(
            Path file,
            LiveSettings settings,
            LiveCatalogue catalogue,
            LocalBudgets budgets,
            AuditTrail audit,
            InstantSource clock) {
        this.file = file;
        this.name = file.getParent().getFileName() + "/" + file.getFileName();
        this.start = settings.current();
        this.good = start;
        this.settings = settings;
        this.catalogue = catalogue;
        this.budgets = budgets;
        this.audit = audit;
        this.clock = clock;
        this.judged = start.content();
        this.found = judged;
    }

    State state() {
        return state;
    }

    /** Called again and again. */
    void look() {
        try {
            Optional<ByteBuffer> now = SettingsFile.content(file);
            boolean settled = now.equals(found);
            found = now;
            if (!settled) {
                return;
            }
            if (!now.equals(judged)) {
                judged = now;
                refused = judge(now);
            }
            tell(refused);
        } catch (SettingException e) {
            tell(List.of(e.getMessage()));
        }
    }

    /** What is wrong with it, a line each; if nothing is, it holds from now on. */
    private List<String> judge(Optional<ByteBuffer> now) {
        if (now.isEmpty() || now.get().limit() == 0) {
            return List.of(name + (now.isEmpty() ? " is not there any more" : " is empty"));
        }
        try {
            Settings next = start.with(now.get());
            apply(next);
            tellRestart(next);
            next.decidedElsewhere(good)
                    .forEach((setting, decider) ->
                            LOG.warn("{} is edited in {}, but {} decides", setting, name, decider));
            good = next;
            return List.of();
        } catch (SettingException e) {
            return e.getMessage().lines().map(this::placed).toList();
        }
    }

    private String placed(String fault) {
        return name + ": " + fault.replace(", in " + name + ",", "");
    }

    private void apply(Settings next) {
        Settings before = settings.current();
        List<String> names = named(before.differing(next).stream(), Settings::isLive);
        if (names.isEmpty()) {
            return;
        }
        settings.exchange(next);
        budgets.exchange(next.budget());
        catalogue.exchange(catalogue.current().with(next.defaults()));
        state = new State(clock.instant().getEpochSecond(), null, state.needRestart());
        LOG.info("{} is applied as it was edited: {}", name, String.join(", ", names));
        audit.offer(AuditEvent.of(clock.instant(), "edit_applied", null, Map.of("settings", String.join(", ", names))));
    }

    /** Of what differs from the start, not from the edit before: it may be as it was again. */
    private void tellRestart(Settings next) {
        List<String> names = named(start.differing(next).stream(), setting -> !Settings.isLive(setting));
        List<String> told = names.isEmpty()
                ? null
                : names.stream().map(setting -> name + ": " + setting).toList();
        if (told != null && !told.equals(state.needRestart())) {
            LOG.warn("Edited in {}, and read at the next start: {}", name, String.join(", ", names));
        }
        state = new State(state.appliedAt(), state.notApplied(), told);
    }

    private static List<String> named(Stream<String> names, Predicate<String> wanted) {
        return names.filter(wanted).toList();
    }

    private void tell(List<String> faults) {
        List<String> told = faults.isEmpty() ? null : faults;
        if (!Objects.equals(told, state.notApplied())) {
            state = new State(state.appliedAt(), told, state.needRestart());
            if (told == null) {
                LOG.info("{} is as it is to be again", name);
            } else {
                LOG.error("Edited and not applied, what was set before goes on: {}", String.join("; ", faults));
            }
        }
    }
}
