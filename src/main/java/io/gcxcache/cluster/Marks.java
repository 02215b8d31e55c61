package io.gcxcache.cluster;

import io.gcxcache.cache.Mark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was marked here and is not known to be applied everywhere, in its order. Used on the cluster's event loop alone. */
final class Marks {
    /** So many are remembered one by one. */
    private static final int MOST = 10_000;

    private final Map<Mark, Sent> unconfirmed = new LinkedHashMap<>();

    /**
     * @param epoch in which it was told; empty if it was not
     * @param seq which event it is there; 0 until that is known
     */
    record Sent(String epoch, long seq) {
        static final Sent NOT = new Sent("", 0);

        private boolean isIn(String history, long until) {
            return seq > 0 && seq <= until && epoch.equals(history);
        }
    }

    /** It stands behind the others, if it was among them. */
    void add(Mark mark, Sent sent) {
        if (unconfirmed.size() >= MOST) {
            // Whoever is not there yet hears of these from the log. If that is lost, or this one does not get into it,
            // everything is to be asked for anew.
            unconfirmed.clear();
            unconfirmed.put(Mark.ALL, sent);
        }
        unconfirmed.remove(mark);
        unconfirmed.put(mark, sent);
    }

    /** It is told once more. */
    void sent(Mark mark, Sent sent) {
        unconfirmed.put(mark, sent);
    }

    /** What was told as a mark, and perhaps stands for all, is in the log. */
    void told(Mark mark, Sent sent, long seq) {
        Sent told = new Sent(sent.epoch(), seq);
        unconfirmed.computeIfPresent(mark, (same, now) -> now == sent ? told : now);
        unconfirmed.computeIfPresent(Mark.ALL, (same, now) -> now == sent ? told : now);
    }

    /** What is not known to be in the log of a history. */
    List<Mark> untold(String epoch) {
        return unconfirmed.entrySet().stream()
                .filter(mark -> !mark.getValue().isIn(epoch, Long.MAX_VALUE))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Everybody has applied a history up to an event. */
    void applied(String epoch, long seq) {
        unconfirmed.values().removeIf(mark -> mark.isIn(epoch, seq));
    }

    int count() {
        return unconfirmed.size();
    }
}
