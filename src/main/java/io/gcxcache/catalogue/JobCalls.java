package io.gcxcache.catalogue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls of a job, each a resource of its own: so they are kept for clients that make them at Genesys's own paths.
 *
 * @param start brings the id of a run
 * @param status tells how far it is; it is deleted there too
 * @param results a page of what it found
 * @param polling how a run is followed
 */
public record JobCalls(QueryResource start, ReadResource status, ReadResource results, Polling polling) {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);

    static JobCalls of(JobResource job) {
        Reading read = job.reading();
        // Two clients that mean another now are not to share a job: its results are read for long.
        Reading literal = new Reading(
                read.sets(),
                read.defaults(),
                read.empties(),
                read.instants(),
                Align.NONE,
                read.dates(),
                read.localized(),
                read.timeZone(),
                read.ttl());
        return new JobCalls(
                new QueryResource(start(job.declaration()), literal, Parameters.NONE),
                read(job, job.polling().path(), "status"),
                read(job, job.polling().results(), "results"),
                job.polling());
    }

    private static Declaration start(Declaration job) {
        return new Declaration(
                Kind.JOB,
                job.name(),
                job.path(),
                Template.of(Declaration.API_KEYS + Kind.JOB.method() + ':' + job.path()),
                job.tags(),
                job.subject(),
                job.family(),
                job.permission(),
                "direct:gcx-fetch-job-start",
                Duration.ZERO,
                TIME_LIMIT,
                false,
                job.writtenBy(),
                List.of(),
                job.fingerprint());
    }

    private static ReadResource read(JobResource resource, Template path, String what) {
        Declaration job = resource.declaration();
        List<Template> tags = new ArrayList<>();
        if (!job.hasId()) {
            tags.addAll(job.tags());
            tags.add(Template.of(job.group(null)));
        }
        Declaration declaration = new Declaration(
                Kind.OBJECT,
                job.name(),
                path,
                Template.of(Declaration.API_KEYS + Kind.OBJECT.method() + ':' + path),
                tags,
                "job_id",
                resource.polling().fetchFamily(),
                job.permission(),
                "direct:gcx-fetch-job-" + what,
                Duration.ZERO,
                TIME_LIMIT,
                false,
                job.writtenBy(),
                List.of(),
                job.fingerprint());
        // How long it is fresh depends on the run.
        return new ReadResource(declaration, Duration.ZERO, Parameters.NONE);
    }
}
