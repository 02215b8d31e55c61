package io.gcxcache.upstream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * How many of all permits for calls each family holds. None may hold more than half of what the others leave free, so that
 * a slow one always leaves some to the next. Thread-safe.
 */
final class Permits {
    private static final int FEWEST = 2;

    private final int all;
    private final Map<String, Integer> held = new ConcurrentHashMap<>();

    Permits(int all) {
        this.all = all;
    }

    /** How many permits a family may hold by now. */
    int most(String family) {
        int ofOthers = held() - held.getOrDefault(family, 0);
        return Math.max(FEWEST, (all - ofOthers) / 2);
    }

    /** How many permits are held. */
    int held() {
        return held.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Counts the exchange's call among those of its family, until it is over. */
    void hold(Exchange exchange) {
        String family = UpstreamCall.of(exchange).family();
        held.merge(family, 1, Integer::sum);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange call) {
                held.merge(family, -1, (before, less) -> before + less == 0 ? null : before + less);
            }
        });
    }
}
