/**
 * How a failure is told and when it is tried again.
 *
 * <p>A {@link io.gcxcache.problem.Problem} is a failure as a client is told of it, wherever it was found. It may say when it
 * is over, which {@link io.gcxcache.problem.RetryAfter} writes and reads; where nobody says so,
 * {@link io.gcxcache.problem.Backoff} is how long to wait before the next try. {@link io.gcxcache.problem.Nearest} is what somebody meant who wrote a name that
 * nobody knows.
 *
 * <p>The bottom, beside {@link io.gcxcache.json}: knows no other room, and neither Camel nor Vert.x.
 */
package io.gcxcache.problem;
