package io.gcxcache.change;

/**
 * Is told of every update and every invalidation, by an application that has the gateway inside.
 *
 * <p>Changes are told in their order, one at a time, in a thread of the gateway's and behind the reply. What a listener
 * throws is logged and harms nothing. One that is {@value ChangeListeners#MOST_WAITING} changes behind misses those that
 * come then, which is logged too.
 */
@FunctionalInterface
public interface ChangeListener {
    void changed(Change change);
}
