/**
 * The one way to Genesys Cloud.
 *
 * <p>{@code direct:gcx-upstream} is a call that takes care of itself: token, budget, throttle, HTTP, what the answer says
 * of the budget, and the rules for 401, 403, 429, 5xx and broken connections. A call that could not be answered ends in a
 * {@link io.gcxcache.problem.Problem}, which says what a client is to be told. A {@link io.gcxcache.upstream.Write} is sent
 * once, and what it touches is dropped before it is answered; what is passed on is sent and read by its
 * {@link io.gcxcache.upstream.Relay}.
 *
 * <p>Every call draws on the {@link io.gcxcache.budget.Budgets} of its family and of the client. The login has a limit of its
 * own. Waiting, for a budget, for the login or before a retry, never holds a thread. Calls may be a
 * {@link io.gcxcache.upstream.Series}, which has more to lose than one.
 *
 * <p>The {@link io.gcxcache.upstream.WayOut} is how connections leave: by which {@link io.gcxcache.upstream.Proxy}, and whom they
 * trust. A way that is barred is told by the setting that is about it, and never taken for an answer of Genesys.
 */
package io.gcxcache.upstream;
