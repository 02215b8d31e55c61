package io.gcxcache.report;

import io.gcxcache.resource.Flight;
import io.gcxcache.upstream.GcxHeaders;
import io.gcxcache.upstream.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a run that ask upstream, and those that take in its answers. */
public final class RunSteps {
    /** The header that carries the run's id upstream. */
    static final String RUN_ID = "GcxRunId";

    private static final Logger LOG = LoggerFactory.getLogger(RunSteps.class);
    private static final int NOT_FOUND = 404;

    private final RunProfile profile;

    RunSteps(RunProfile profile) {
        this.profile = profile;
    }

    public void open(Exchange exchange) {
        new Run(profile).putOn(exchange);
    }

    public void askStart(Exchange exchange) {
        ReportRoutes.post(exchange);
        ask(exchange, profile.runPath().evaluate(exchange, String.class), profile.runFamily(), null);
    }

    public void askPoll(Exchange exchange) {
        exchange.getMessage().setHeader(RUN_ID, Run.of(exchange).id());
        get(exchange, "GET", profile.pollPath().evaluate(exchange, String.class), null);
    }

    public void askResults(Exchange exchange) {
        String cursor = Run.of(exchange).cursor();
        String query = "pageSize=" + profile.pageSize()
                + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        get(exchange, "GET", profile.resultsPath().evaluate(exchange, String.class), query);
    }

    public void askDelete(Exchange exchange) {
        get(exchange, "DELETE", profile.pollPath().evaluate(exchange, String.class), null);
    }

    static Exchange started(Exchange exchange, Exchange answer) {
        Run.of(exchange).started(answer.getMessage().getBody(byte[].class));
        return exchange;
    }

    /** Takes in a poll, also one that failed: a forgotten run is started again, a refused poll is repeated later. */
    static Exchange polled(Exchange exchange, Exchange answer) {
        Run run = Run.of(exchange);
        Flight flight = Flight.of(exchange);
        if (flight != null) {
            flight.polled();
        }
        if (answer.getException() == null) {
            run.polled(answer.getMessage().getBody(byte[].class));
        } else if (answer.getException() instanceof Problem problem && problem.status() == NOT_FOUND) {
            run.forgotten();
        } else if (answer.getException() instanceof Problem problem && problem.retryAfterSeconds() > 0) {
            run.postponed(Duration.ofSeconds(problem.retryAfterSeconds()));
        } else {
            exchange.setException(answer.getException());
        }
        return exchange;
    }

    /** Takes in a page of results; results that are gone are an upstream error, not an unknown resource. */
    static Exchange collected(Exchange exchange, Exchange answer) {
        if (answer.getException() == null) {
            Run.of(exchange).collect(answer.getMessage().getBody(byte[].class));
        } else if (answer.getException() instanceof Problem problem && problem.status() == NOT_FOUND) {
            exchange.setException(Problem.upstream("The results of a run are gone. " + problem.detail()));
        } else {
            exchange.setException(answer.getException());
        }
        return exchange;
    }

    /** A run that cannot be deleted expires by itself. */
    static Exchange deleted(Exchange exchange, Exchange answer) {
        if (answer.getException() != null) {
            LOG.info("A run was not deleted: {}", answer.getException().getMessage());
        }
        return exchange;
    }

    private void get(Exchange exchange, String method, String path, String query) {
        exchange.getMessage().setHeader(GcxHeaders.METHOD, method);
        exchange.getMessage().setBody(null);
        ask(exchange, path, profile.fetchFamily(), query);
    }

    private static void ask(Exchange exchange, String path, String family, String query) {
        Message message = exchange.getMessage();
        message.setHeader(GcxHeaders.PATH, path);
        message.setHeader(GcxHeaders.FAMILY, family);
        if (query == null) {
            message.removeHeader(GcxHeaders.QUERY);
        } else {
            message.setHeader(GcxHeaders.QUERY, query);
        }
    }
}
