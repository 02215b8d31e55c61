package io.gcxcache.catalogue;

import java.util.Optional;

/**
 * What is declared now. Whoever asks holds what he found, and ends with it; the next question finds what was declared since.
 * Thread-safe; one thread at a time exchanges.
 */
public final class LiveCatalogue {
    private volatile Catalogue current;
    private volatile Catalogue before;

    public LiveCatalogue(Catalogue current) {
        this.current = current;
        this.before = current;
    }

    public Catalogue current() {
        return current;
    }

    public void exchange(Catalogue next) {
        before = current;
        current = next;
    }

    /** The calls of a job by its name, also for those who asked just before it was declared no more. */
    public Optional<JobCalls> job(String name) {
        return current.job(name).or(() -> before.job(name));
    }
}
