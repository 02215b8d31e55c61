/**
 * The record of what the gateway did: JSON lines, a file a day.
 *
 * <p>{@code direct:gcx-audit} stands behind a wire tap and only offers the event to the bounded
 * {@link io.gcxcache.audit.AuditTrail}; {@code gcx-audit-write} drains it in batches into the file of the day, some times
 * a second. Nothing here waits on the event loop. An event that found no room, or could not be written, is counted and
 * reported in the file itself. What is the same of a line from hit to hit is an {@link
 * io.gcxcache.audit.RecurringEvent}, which is rendered once.
 *
 * <p>The lines are a chain: each carries its number and the hash of the line before it, over days and restarts, and the
 * first of a file names the file. {@link io.gcxcache.audit.AuditFile} writes it, beside the folder a head tells how far it
 * has come, and {@link io.gcxcache.audit.AuditVerification} reads it and tells where it breaks. There is no secret in it:
 * who writes all lines behind a change anew, and the head, is not found.
 */
package io.gcxcache.audit;
