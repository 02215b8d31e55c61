/**
 * Rate limits, as they are kept here: what may be asked, and when.
 *
 * <p>A <em>family</em> is the set of endpoints that share one upstream rate limit. Its {@link io.gcxcache.budget.Budget}
 * counts locally and is corrected by the headers of every answer, which {@link io.gcxcache.budget.RateLimitHeaders} reads;
 * NORMAL, DEGRADED or BLOCKED follows from it. The OAuth client has one over all families. All of them are the
 * {@link io.gcxcache.budget.Budgets}, which nobody waits in: they say how long to wait. What is left is told with every reply,
 * {@link io.gcxcache.budget.RateLimitFields}, and by {@code direct:gcx-budget}.
 *
 * <p>Knows nothing of calls.
 */
package io.gcxcache.budget;
