package io.gcxcache.cache;

/** What keeps beyond this process what the store keeps in it. Thread-safe. */
public interface Backing {
    /** Nothing is kept beyond the process. */
    Backing NONE = new Backing() {
        @Override
        public void changed(String key) {
            // nobody wants to know
        }

        @Override
        public void settle() {
            // nothing has to go
        }

        @Override
        public boolean isBehind() {
            return false;
        }
    };

    /**
     * Something else is kept under a key than before, or nothing any more. Told by whoever changes it: when something is there, or while
     * something goes, since nobody may find it gone whom this was not told. It returns at once, and does not ask the store.
     */
    void changed(String key);

    /** When this returns, what is no more kept here does not come back with the next process, unless it {@link #isBehind}. */
    void settle();

    /** Whether something that is no more kept here may come back with the next process. */
    boolean isBehind();
}
