package io.gcxcache.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one event loop answers again: those plans that were of use last. A shape gets one at its second answer, so that those which
 * come once, however many, take no place. Used by one thread.
 */
final class Plans {
    static final int MOST = 4_096;

    private final Map<Shape, Plan> plans = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Shape, Plan> eldest) {
            return size() > MOST;
        }
    };

    /** The hashes of shapes that were answered lately. */
    private final int[] answered = new int[MOST];

    /** Null if there is none. */
    Plan of(Shape shape) {
        return plans.get(shape);
    }

    /** A shape was answered; whether that is to be remembered. */
    boolean isWanted(Shape shape) {
        int hash = shape.hashCode();
        int place = Math.floorMod(hash, MOST);
        if (answered[place] == hash || plans.containsKey(shape)) {
            return true;
        }
        answered[place] = hash;
        return false;
    }

    void put(Shape shape, Plan plan) {
        plans.put(shape, plan);
    }

    int size() {
        return plans.size();
    }
}
