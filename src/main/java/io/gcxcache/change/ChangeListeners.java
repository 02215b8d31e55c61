package io.gcxcache.change;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every {@link ChangeListener} in a line of its own, so that a slow one delays nobody else. Thread-safe. */
final class ChangeListeners {
    static final int MOST_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ChangeListeners.class);

    private final List<Line> lines;

    ChangeListeners(List<ChangeListener> listeners, Executor executor) {
        this.lines =
                listeners.stream().map(listener -> new Line(listener, executor)).toList();
    }

    void tell(Change change) {
        lines.forEach(line -> line.add(change));
    }

    /** The changes that wait for one listener. */
    private static final class Line {
        private final ChangeListener listener;
        private final Executor executor;
        private final Queue<Change> waiting = new ArrayDeque<>();
        private boolean moving;

        Line(ChangeListener listener, Executor executor) {
            this.listener = listener;
            this.executor = executor;
        }

        synchronized void add(Change change) {
            if (waiting.size() == MOST_WAITING) {
                LOG.warn("{} is {} changes behind and misses one of {}", listener, MOST_WAITING, change.purgeTag());
            } else {
                waiting.add(change);
            }
            if (!moving) {
                moving = true;
                try {
                    executor.execute(this::move);
                } catch (RejectedExecutionException e) {
                    moving = false;
                    LOG.warn("{} has to wait for the next change: the gateway is too busy, or stopping", listener);
                }
            }
        }

        private void move() {
            for (Change next = next(); next != null; next = next()) {
                try {
                    listener.changed(next);
                } catch (Throwable e) {
                    LOG.warn("{} failed on a change of {}", listener, next.purgeTag(), e);
                }
            }
        }

        private synchronized Change next() {
            Change next = waiting.poll();
            moving = next != null;
            return next;
        }
    }
}
