package io.gcxcache.wiring;

import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.catalogue.Schedule;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks over all that is declared for what is due by its schedule. One that an edit leaves as it is goes on as if there had been
 * none; times that come within the quiet after the start count when that ends.
 *
 * <p>One thread at a time looks.
 */
final class Ticks {
    private final LiveCatalogue catalogue;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Consumer<Scheduled> asked;
    private final Instant quietUntil;
    private Map<Scheduled, Due> all = Map.of();

    /** What the schedules were taken from. */
    private Catalogue seen;

    private Instant last;

    /**
     * @param clock tells the time of day
     * @param asked told of what is due; hands over at once
     */
    Ticks(LiveCatalogue catalogue, InstantSource clock, InstantSource steady, Consumer<Scheduled> asked) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.steady = steady;
        this.asked = asked;
        this.quietUntil = steady.instant().plus(Schedules.QUIET);
        this.last = clock.instant();
        takeUp(last);
    }

    /** Called again and again. */
    void look() {
        Instant now = clock.instant();
        takeUp(now);
        if (now.isBefore(last)) {
            all.values().forEach(due -> due.setBack(now));
        }
        last = now;
        if (!steady.instant().isBefore(quietUntil)) {
            all.forEach((scheduled, due) -> {
                if (due.fires(now)) {
                    asked.accept(scheduled);
                }
            });
        }
    }

    private void takeUp(Instant now) {
        Catalogue declared = catalogue.current();
        if (declared == seen) {
            return;
        }
        Map<Scheduled, Due> next = new HashMap<>();
        for (Resource resource : declared.all()) {
            Declaration declaration = resource.declaration();
            for (Schedule schedule : declaration.schedules()) {
                Scheduled scheduled = new Scheduled(declaration.where(), schedule);
                Due known = all.get(scheduled);
                next.put(scheduled, known == null ? new Due(schedule, now) : known);
            }
        }
        all = next;
        seen = declared;
    }
}
