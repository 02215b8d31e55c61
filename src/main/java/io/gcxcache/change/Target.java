package io.gcxcache.change;

/**
 * Somebody who is told of changes.
 *
 * @param name unique among the targets
 * @param batch how many changes one request may tell, at least 1
 * @param shareableOnly whether it is told only of what shared caches may keep
 */
public record Target(String name, int batch, boolean shareableOnly) {
    boolean wants(Change change) {
        return change.shareable() || !shareableOnly;
    }
}
