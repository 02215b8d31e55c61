package io.gcxcache.settings;

/** The settings that hold now: what is live of them is exchanged as one. Thread-safe; one thread at a time exchanges. */
public final class LiveSettings {
    private volatile Settings current;

    public LiveSettings(Settings current) {
        this.current = current;
    }

    public Settings current() {
        return current;
    }

    public void exchange(Settings next) {
        current = next;
    }
}
