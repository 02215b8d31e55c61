/**
 * The record of what the gateway did: JSON lines, a file a day.
 *
 * <p>{@code direct:gcx-audit} stands behind a wire tap and only offers the event to the bounded
 * {@link io.gcxcache.audit.AuditTrail}; {@code gcx-audit-write} drains it in batches into the file of the day, some times
 * a second. Nothing here waits on the event loop. An event that found no room, or could not be written, is counted and
 * reported in the file itself.
 */
package io.gcxcache.audit;
