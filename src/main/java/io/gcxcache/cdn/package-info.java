/**
 * Who is told of what changed.
 *
 * <p>Every stored entry and every invalidation is a {@link io.gcxcache.cdn.Change}. It is committed to the
 * {@link io.gcxcache.cdn.Outbox} before it happens and told after it has: to the {@link io.gcxcache.cdn.ChangeListener}s
 * of the application around the gateway, and, by {@code direct:gcx-notify}, to every target side by side. A target is an
 * instance of the template {@code gcx-target} and a route that makes its request, both in YAML. What a target has not
 * acknowledged is tried again for a day, in the order of each key, and is a dead letter then.
 */
package io.gcxcache.cdn;
