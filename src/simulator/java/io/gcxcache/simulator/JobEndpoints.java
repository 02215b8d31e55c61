package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The endpoints that start, poll, read and delete the jobs of every kind. */
final class JobEndpoints {
    private static final String ID = "/:id";
    private static final String AVAILABILITY = "dataAvailabilityDate";
    private static final int PAGE_SIZE = 1000;

    private final SimulatedJobs jobs;
    private final Clock clock;

    JobEndpoints(SimulatedJobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    List<Endpoint> starting() {
        return Arrays.stream(JobKind.values())
                .map(kind -> new Endpoint(HttpMethod.POST, kind.path(), kind.scope(), call -> start(kind, call)))
                .toList();
    }

    List<Endpoint> fetching() {
        // Before those of the jobs: the router takes the first path that fits, and a job may have any id.
        Stream<Endpoint> availability = Arrays.stream(JobKind.values())
                .filter(JobKind::isDetails)
                .map(kind -> Endpoint.get(kind.path() + "/availability", kind.scope(), call -> availability()));
        Stream<Endpoint> ofJobs = Arrays.stream(JobKind.values())
                .flatMap(kind -> Stream.of(
                        Endpoint.get(kind.path() + ID, kind.scope(), call -> status(find(kind, call))),
                        Endpoint.get(
                                kind.path() + ID + "/results", kind.scope(), call -> results(find(kind, call), call)),
                        new Endpoint(
                                HttpMethod.DELETE, kind.path() + ID, kind.scope(), call -> delete(find(kind, call)))));
        return Stream.concat(availability, ofJobs).toList();
    }

    private Reply start(JobKind kind, ApiRequest call) {
        Job job = jobs.start(kind, AnalyticsQuery.read(call, kind.required()));
        return Reply.json(202, JsonNodeFactory.instance.objectNode().put("jobId", job.id()));
    }

    private Reply availability() {
        String date = jobs.dataEnd(clock.instant()).toString();
        return Reply.json(200, JsonNodeFactory.instance.objectNode().put(AVAILABILITY, date));
    }

    private Reply status(Job job) {
        Instant now = clock.instant();
        boolean running =
                switch (job.state(now)) {
                    case QUEUED, PENDING -> true;
                    case FULFILLED, FAILED, EXPIRED -> false;
                };
        return Reply.json(running ? 202 : 200, job.status(now));
    }

    private Reply results(Job job, ApiRequest call) {
        Job.State state = job.state(clock.instant());
        if (state != Job.State.FULFILLED) {
            throw new Refusal(
                    ErrorReplies.of(400, "The job is " + state + ", it has no results", call.correlationId()));
        }
        PageRequest asked = PageRequest.read(call, PageRequest.CURSOR, PAGE_SIZE, PAGE_SIZE);
        ListPage page = new ListPage(call, asked, job.items());
        ObjectNode body = page.entities();
        body.set(job.kind().itemsName(), body.remove("entities"));
        page.next().ifPresent(next -> body.put(PageRequest.CURSOR, next.token()));
        if (job.kind().isDetails()) {
            body.put(AVAILABILITY, job.dataEnd().toString());
        }
        return Reply.json(200, body);
    }

    private Reply delete(Job job) {
        jobs.delete(job);
        return new Reply(204, Map.of(), Buffer.buffer());
    }

    private Job find(JobKind kind, ApiRequest call) {
        return jobs.find(kind, call.pathParameter("id"))
                .orElseThrow(() -> new Refusal(ErrorReplies.of(404, "No such job", call.correlationId())));
    }
}
