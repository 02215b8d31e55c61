/**
 * The life of a cached resource, whatever its kind.
 *
 * <p>The route {@code gcx-ask} is the whole of a request, once a door has named the
 * {@link io.gcxcache.ask.Question} (a resource and a key): it looks the key up in {@code caffeine-cache:gcx}, judges the
 * entry's freshness, and replies. What the steps share is one {@link io.gcxcache.ask.Ask} on the exchange. A stale entry is
 * served while {@code gcx-refresh} runs behind; a miss waits, without a thread, for the one {@link io.gcxcache.ask.Flight} of
 * its key. A flight belongs to no client: it runs on its own exchange, and ends with an entry or a problem for all who joined it.
 *
 * <p>A {@code gcx-verify} is the same flight with a condition: it ends after one call if nothing has changed.
 * {@code gcx-invalidate} drops what is kept, and takes those who ask from then on off the flights in progress;
 * {@code gcx-written} does so for what a write touches.
 *
 * <p>A client of Genesys that runs a report is given an id, and polls by it: {@link io.gcxcache.ask.PolledRuns}.
 *
 * <p>How a kind of resource is fetched is another route, named by its declaration, which ends with an
 * {@link io.gcxcache.ask.Answer} as its body.
 */
package io.gcxcache.ask;
