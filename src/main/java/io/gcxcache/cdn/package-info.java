/**
 * The targets that are told of changes: CDNs, and whoever takes a webhook.
 *
 * <p>{@code direct:gcx-notify} tells every target side by side. A target is an instance of the template {@code gcx-target}
 * and a route that makes its request, both in YAML. It takes what is due from the {@link io.gcxcache.change.Outbox} and
 * answers how it went; {@link io.gcxcache.cdn.Webhook} signs what is posted to those that are no CDN.
 */
package io.gcxcache.cdn;
