package io.gcxcache.http;

import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.CamelContext;

/** Whether, and how often, a route's answers are given again without it. Thread-safe. */
final class Replayed {
    private static final long LOOKED_AT_MILLIS = 1_000;

    private final ShippedRoutes shipped;
    private final CamelContext context;
    private final String routeId;
    private final LongAdder times = new LongAdder();
    private volatile Look last;

    /** @param at milliseconds of the steady clock */
    private record Look(ShippedRoutes.Passage passage, long at) {}

    Replayed(ShippedRoutes shipped, CamelContext context, String routeId) {
        this.shipped = shipped;
        this.context = context;
        this.routeId = routeId;
    }

    /**
     * Whether they may be: what its exchanges pass is looked at each second, whether it is started each time.
     *
     * @param now milliseconds of the steady clock
     */
    boolean isAllowed(long now) {
        Look look = last;
        if (look == null || now - look.at >= LOOKED_AT_MILLIS) {
            look = new Look(shipped.behind(context, routeId), now);
            last = look;
        }
        if (look.passage.obstacle() != null) {
            return false;
        }
        for (int i = 0; i < look.passage.consumers().size(); i++) {
            if (!look.passage.consumers().get(i).isStarted()) {
                return false;
            }
        }
        return true;
    }

    /** Why they are not; null if they are. */
    String obstacle() {
        return shipped.behind(context, routeId).obstacle();
    }

    void again() {
        times.increment();
    }

    long times() {
        return times.sum();
    }
}
