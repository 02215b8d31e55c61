/**
 * What is not kept goes through: a request at Genesys's own paths that nothing is declared for, or nothing may be, is passed on
 * as it came, and so is its answer.
 *
 * <p>{@code direct:gcx-pass} makes a {@link io.gcxcache.upstream.Relay} of the request, and has {@code direct:gcx-upstream} see to
 * token, budget and permit. The call is made on the event loop that the request came on, and a reply is written as its client
 * reads it: whoever reads slowly holds a connection and a buffer, and neither a thread nor a permit.
 */
package io.gcxcache.through;
