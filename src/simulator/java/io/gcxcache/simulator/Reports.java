package io.gcxcache.simulator;

import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The reports, their runs, which are kept until they are forgotten, and the endpoints that start and poll these. */
final class Reports {
    private static final String PATH = "/api/v2/analytics/reports/:id";
    private static final String SCOPE = "analytics:report:read";
    private static final List<String> USUAL_METRICS = List.of("nOffered", "nAnswered", "tHandle");

    private final Clock clock;
    private final Map<String, SimulatedReport> reports = new ConcurrentHashMap<>();
    private final Map<String, ReportRun> runs = new ConcurrentHashMap<>();

    Reports(Clock clock) {
        this.clock = clock;
        reports.put("queue-performance", create("queue-performance", USUAL_METRICS));
        reports.put("agent-activity", create("agent-activity", List.of("nHandled", "tOnQueue", "tIdle")));
    }

    List<Endpoint> starting() {
        return List.of(new Endpoint(HttpMethod.POST, PATH + "/query", SCOPE, this::start));
    }

    List<Endpoint> fetching() {
        return List.of(Endpoint.get(PATH + "/fetch", SCOPE, this::fetch));
    }

    SimulatedReport report(String id) {
        return reports.computeIfAbsent(id, unknown -> create(unknown, USUAL_METRICS));
    }

    void forgetRuns() {
        runs.clear();
    }

    private SimulatedReport create(String id, List<String> metrics) {
        return new SimulatedReport(id, metrics, clock, gone -> reports.remove(id, gone));
    }

    private Reply start(ApiRequest call) {
        SimulatedReport report = reports.get(call.pathParameter("id"));
        if (report == null) {
            throw new Refusal(ErrorReplies.of(404, "No such report", call.correlationId()));
        }
        ReportRun run = report.start(AnalyticsQuery.read(call));
        runs.put(run.id(), run);
        return Reply.json(200, run.processing());
    }

    private Reply fetch(ApiRequest call) {
        ReportRun run = runs.get(call.pathParameter("id"));
        if (run == null) {
            throw new Refusal(ErrorReplies.of(404, "No such run", call.correlationId()));
        }
        return Reply.json(200, run.at(clock.instant()));
    }
}
