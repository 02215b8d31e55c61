package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A report of the simulator, to be scripted: how long its runs take, how they end and what they find. A run keeps what
 * was scripted when it was started; whatever is scripted later is for the runs that come. Safe for threads.
 */
public final class SimulatedReport {
    private static final Duration DEFAULT_RUN_TIME = Duration.ofMillis(300);
    private static final int ROWS = 8;

    private final String id;
    private final Clock clock;
    private final Consumer<SimulatedReport> removal;
    private List<String> metrics;
    private Duration runTime = DEFAULT_RUN_TIME;
    private boolean endless;
    private Optional<String> failure = Optional.empty();
    private Optional<String> schemaVersion = Optional.of("1");
    private int changes;
    private int runs;

    SimulatedReport(String id, List<String> metrics, Clock clock, Consumer<SimulatedReport> removal) {
        this.id = id;
        this.metrics = metrics;
        this.clock = clock;
        this.removal = removal;
    }

    /** How long runs take by the simulator's clock, by default 300 ms. */
    public synchronized SimulatedReport runTime(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a run time must not be negative: " + duration);
        }
        runTime = duration;
        return this;
    }

    /** Runs end as {@code failed} with this message once their time has passed. */
    public synchronized SimulatedReport fails(String message) {
        failure = Optional.of(message);
        endless = false;
        return this;
    }

    /** Runs end as {@code completed} once their time has passed; so it is unless something else was scripted. */
    public synchronized SimulatedReport completes() {
        failure = Optional.empty();
        endless = false;
        return this;
    }

    /** Runs stay {@code processing} for ever. */
    public synchronized SimulatedReport never() {
        endless = true;
        return this;
    }

    /** The {@code schemaVersion} that completed runs tell, by default {@code 1}. */
    public synchronized SimulatedReport schemaVersion(String version) {
        schemaVersion = Optional.of(version);
        return this;
    }

    /** Completed runs tell no {@code schemaVersion}, so that only their {@code metricDefinitions} show the schema. */
    public synchronized SimulatedReport withoutSchemaVersion() {
        schemaVersion = Optional.empty();
        return this;
    }

    /** The metrics that the report defines and that each of its rows has, whatever the query asks for. */
    public synchronized SimulatedReport metricDefinitions(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a report needs at least one metric");
        }
        metrics = List.copyOf(names);
        return this;
    }

    /** Every number in the data of every query is another one. */
    public synchronized SimulatedReport change() {
        changes++;
        return this;
    }

    /**
     * The report is unknown from now on: 404. Its runs go on. Asking the simulator for its id again makes a new report.
     */
    public void remove() {
        removal.accept(this);
    }

    /** The number of runs that were started. */
    public synchronized int runs() {
        return runs;
    }

    synchronized ReportRun start(AnalyticsQuery query) {
        runs++;
        Instant end = endless ? Instant.MAX : clock.instant().plus(runTime);
        // The prefix lets a fault be scripted for all polls: they are the paths that begin with it.
        String runId = "run-" + UUID.randomUUID();
        return new ReportRun(runId, end, outcome(runId, query));
    }

    private ObjectNode outcome(String runId, AnalyticsQuery query) {
        ObjectNode outcome = JsonNodeFactory.instance.objectNode().put("reportId", runId);
        if (failure.isPresent()) {
            return outcome.put("status", "failed").put("message", failure.get());
        }
        outcome.put("status", "completed");
        schemaVersion.ifPresent(version -> outcome.put("schemaVersion", version));
        outcome.set("query", query.body());
        ArrayNode definitions = outcome.putArray("metricDefinitions");
        metrics.forEach(name -> definitions.addObject().put("name", name).put("type", SampleValues.type(name)));
        SplittableRandom random = SampleValues.random(id, query.canonicalText());
        ArrayNode data = outcome.putArray("data");
        for (int index = 0; index < ROWS; index++) {
            ObjectNode row =
                    data.addObject().put("id", SampleValues.uuid(id, index).toString());
            metrics.forEach(name -> row.put(name, SampleValues.number(name, random, changes)));
        }
        return outcome;
    }
}
