package io.gcxcache.wiring;

import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.catalogue.Schedule;
import java.util.Optional;

/**
 * What is asked for by the clock.
 *
 * @param where the declaration, for example {@code lists.routing-queues}
 */
record Scheduled(String where, Schedule schedule) {
    /** The resource, if it still has the schedule. */
    Optional<Resource> in(Catalogue catalogue) {
        return catalogue.all().stream()
                .filter(resource -> resource.declaration().where().equals(where)
                        && resource.declaration().schedules().contains(schedule))
                .findFirst();
    }
}
