package io.gcxcache.cdn;

/**
 * Somebody who is told of changes.
 *
 * @param name unique among the targets
 * @param batch how many changes one request may tell, at least 1
 * @param shareableOnly whether it is told only of what shared caches may keep
 */
record Target(String name, int batch, boolean shareableOnly) {
    boolean wants(Change change) {
        return change.shareable() || !shareableOnly;
    }
}
