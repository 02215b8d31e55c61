/**
 * What changed, and who is to hear of it.
 *
 * <p>Every stored entry and every invalidation is a {@link io.gcxcache.change.Change}. It is committed to the
 * {@link io.gcxcache.change.Outbox} before it happens and told after it has: to the {@link io.gcxcache.change.ChangeListener}s
 * of the application around the gateway, and to every {@link io.gcxcache.change.Target}, as a
 * {@link io.gcxcache.change.Notification} each. What a target has not acknowledged is tried again for a day, in the order of
 * each key, and is a dead letter then.
 *
 * <p>Knows nothing of how a target is told: it hands out a {@link io.gcxcache.change.Delivery} and hears how it went.
 */
package io.gcxcache.change;
