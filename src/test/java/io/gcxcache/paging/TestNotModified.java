package io.gcxcache.paging;

/** How a stand-in for a fetch ends that finds nothing newer. */
public final class TestNotModified {
    private TestNotModified() {}

    public static NotModified of(String path) {
        return new NotModified(path);
    }
}
