package io.gcxcache.paging;

/** Upstream has nothing newer than the condition of the question. Not a failure, but the end of a fetch without an answer. */
public final class NotModified extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotModified(String path) {
        super("Not modified: " + path, null, false, false);
    }
}
