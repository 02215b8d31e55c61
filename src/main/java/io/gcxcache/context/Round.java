package io.gcxcache.context;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done again and again. A round that fails is told, and not the last one: an executor forgets what failed once, and
 * nobody hears of it.
 */
public final class Round implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Round.class);

    private final String what;
    private final Runnable task;

    /** Of the round before; one round at a time. */
    private boolean failed;

    /** @param what it does, for the log */
    public Round(String what, Runnable task) {
        this.what = what;
        this.task = task;
    }

    @Override
    public void run() {
        try {
            task.run();
            failed = false;
        } catch (Throwable e) {
            // Memory that there was none of may be there the next time.
            if (!failed) {
                LOG.error("To {} failed, and is tried again", what, e);
            }
            failed = true;
        }
    }
}
