package io.gcxcache.simulator;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The analytics of the platform: reports, jobs and synchronous queries, in four families of endpoints. */
final class Analytics {
    private final AtomicInteger changes = new AtomicInteger();
    private final Reports reports;
    private final SimulatedJobs jobs;
    private final List<ApiFamily> families;

    /** @param computed whether all queries are answered by what there was, or some only repeat what was asked */
    Analytics(SimulatedOrganization organization, Clock clock, boolean computed) {
        reports = new Reports(clock);
        jobs = new SimulatedJobs(clock, changes::get);
        JobEndpoints asynchronous = new JobEndpoints(jobs, clock);
        ConversationQueries conversations = new ConversationQueries(organization, clock, changes::get);
        UserQueries users = new UserQueries(organization, clock);
        List<Endpoint> queries = computed
                ? List.of(
                        conversations.aggregates(),
                        conversations.details(),
                        conversations.observations(),
                        users.observations())
                : new QueryEndpoints(changes::get).all();
        families = List.of(
                new AnalyticsFamily("analytics-run", both(reports.starting(), asynchronous.starting())),
                new AnalyticsFamily("analytics-fetch", both(reports.fetching(), asynchronous.fetching())),
                new AnalyticsFamily("analytics-query", queries),
                new AnalyticsFamily("analytics", both(conversations.others(), users.others())));
    }

    List<ApiFamily> families() {
        return families;
    }

    Reports reports() {
        return reports;
    }

    SimulatedJobs jobs() {
        return jobs;
    }

    void change() {
        changes.incrementAndGet();
    }

    private static List<Endpoint> both(List<Endpoint> some, List<Endpoint> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private record AnalyticsFamily(String name, List<Endpoint> endpoints) implements ApiFamily {}
}
