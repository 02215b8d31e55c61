/**
 * The one way to Genesys Cloud.
 *
 * <p>{@code direct:gcx-upstream} is a call that takes care of itself: token, budget, throttle, HTTP, what the answer says
 * of the budget, and the rules for 401, 403, 429, 5xx and broken connections. A call that could not be answered ends in a
 * {@link io.gcxcache.problem.Problem}, which says what a client is to be told. A {@link io.gcxcache.upstream.Write} is sent
 * once, and what it touches is dropped before it is answered; what is passed on is sent and read by its
 * {@link io.gcxcache.upstream.Relay}.
 *
 * <p>A <em>family</em> is the set of endpoints that share one upstream rate limit. Its
 * {@link io.gcxcache.budget.Budget} counts locally and is corrected by the headers of every answer; NORMAL, DEGRADED or
 * BLOCKED follows from it. The login has a limit of its own. Waiting, for a budget, for the login or before a retry, never
 * holds a thread.
 *
 * <p>The {@link io.gcxcache.upstream.WayOut} is how connections leave: by which {@link io.gcxcache.upstream.Proxy}, and whom they
 * trust. A way that is barred is told by the setting that is about it, and never taken for an answer of Genesys.
 *
 * <p>{@code direct:gcx-pages} walks a paged list to its end, whatever way it names its next page. Once
 * it has one, it waits for the reset of a spent budget as long as its {@link io.gcxcache.upstream.Caller} wants an answer.
 */
package io.gcxcache.upstream;
