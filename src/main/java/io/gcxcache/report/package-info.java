/**
 * Questions that are posted: analytics reports and jobs, which are run, polled and fetched, and queries that are answered
 * at once.
 *
 * <p>A posted body is read strictly, its dates are checked, and the question gets its key: the hash of the query's canonical
 * JSON, its time zone and the report's version. Two spellings of one question share an entry; two questions never do. The
 * route {@code gcx-fetch-job} is the life of a {@link io.gcxcache.report.Job}: start, poll with growing delays until it is
 * done, collect the results, and clean up. A job that clients run by themselves, at Genesys's own path, is one for all who
 * start the same: {@link io.gcxcache.report.SharedJobs}.
 *
 * <p>How long an answer is good for follows from what was asked: {@link io.gcxcache.catalogue.TtlRules} look at the dates
 * and fields of the query. Real-time answers are never served older than 60 s.
 */
package io.gcxcache.report;
