/**
 * A stand-in for the Genesys Cloud platform, for the demo and the tests: real HTTP on a loopback socket, real rate
 * limits, and faults on demand.
 *
 * <p>The model, from the outside in:
 *
 * <ul>
 *   <li>{@link io.gcxcache.simulator.GenesysSimulator} is the platform as a test or the demo holds it: where it
 *       listens, what it contains, how it misbehaves, and what it was asked.
 *   <li>{@code HttpFront} is the socket's side: it reads a call, meets it with the scripted
 *       {@link io.gcxcache.simulator.Fault} if one fits, lets it be judged, writes it into the
 *       {@link io.gcxcache.simulator.CallLog} and sends the answer.
 *   <li>{@code ApiGate} judges an API call in the platform's order: bearer token, rate limit, scripted answer, scope,
 *       and only then the endpoint.
 *   <li>An {@code ApiFamily} is a set of {@code Endpoint}s that share one rate limit. A new part of the API is one new
 *       class of this kind, named in the simulator's list of families.
 *   <li>{@code OrganizationEndpoints} is a table: a line for each list, a {@code Resource} with its path, its scope, its
 *       {@code Envelope}, its largest page and the {@code Filter}s it knows. What is in the lists is generated, kind by
 *       {@code Kind}, when it is first asked for, and changed through
 *       {@link io.gcxcache.simulator.SimulatedOrganization}. What users do at a moment is an {@code AgentState}.
 *   <li>{@code QueueWrites} makes, changes and deletes queues, whose list may hear of it late. {@code Downloads} lead to
 *       files at a {@code FileHost}, which has a port of its own.
 *   <li>{@code Analytics} is four families, because what starts a run, what polls it and what is answered at once are
 *       limited apart. Answers of reports, jobs and, by default, the oldest queries depend on nothing but the question and
 *       the changes that were scripted, and they repeat enough of the question to tell whose answer they are. The other
 *       queries, and those too if it is wanted, are computed: of {@code Conversation}s, which are made of their numbers
 *       whenever they are asked for, and of what users do. What an {@code Aggregation} finds in two adjacent intervals adds
 *       up to what it finds in the whole. Queries and jobs are refused where the platform's schema refuses them; only
 *       reports take words such as {@code today}.
 * </ul>
 *
 * <p>A call is judged completely when it arrives; latency and slowness only delay the answer that was found then. A
 * slow answer therefore carries what was true when the call came in, which is what makes races visible.
 *
 * <p>A run of a report and a job keep what was scripted when they were started.
 *
 * <p>Time is the injected clock's: tokens, rate-limit windows, runs and jobs end when that clock says so. Only delays
 * of answers are real time. One event loop answers all calls; everything that a test may script from its own threads is
 * safe for that.
 */
package io.gcxcache.simulator;
