package io.gcxcache.ask;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.Freshness;
import io.gcxcache.cache.Memory;
import io.gcxcache.catalogue.Polling;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Services;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The runs that clients of Genesys have started and may poll, and the steps of both. A run is the question that it was started
 * with: its polls are answered by the flight that it boarded, or by what was cached then, as long as that may be served; by
 * whatever the question comes to else.
 */
final class PolledRuns {
    private static final String PROPERTY = "GcxPoll";
    private static final int MOST = 10_000;
    private static final int SHARE_OF_HEAP = 32;

    /** A query that was read takes about so many times its bytes. */
    private static final int READ = 10;

    private static final int OF_UPSTREAM = 500;

    private final Memory<PolledRun> runs;
    private final Flights flights;
    private final InstantSource steady;

    PolledRuns(Flights flights, Services services) {
        this.flights = flights;
        this.steady = services.steady();
        this.runs = new Memory<>(
                Flights.RECENT,
                MOST,
                (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP),
                PolledRun::bytes,
                services.steady());
    }

    /**
     * A run that is looked at.
     *
     * @param failure for what reason it brings nothing, or null
     */
    private record Poll(PolledRun run, Problem failure) {}

    /** Makes a run of what is asked, once it has been looked up; nothing of its answer is told. */
    void start(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        PolledRun run = new PolledRun(ask.unanswered(), READ * ask.posted().body().length);
        exchange.setProperty(PROPERTY, new Poll(run, null));
        goOn(exchange);
        runs.remember(run.id(), run);
        tellProcessing(exchange);
    }

    /** Makes the exchange the question of the run that it polls, with the answer if that is there. */
    void comeBack(Exchange exchange) {
        Ask.nothing(exchange);
        Message message = exchange.getMessage();
        PolledRun run = runs.of(message.getHeader(GcxHeaders.RUN_ID, "", String.class))
                .orElseThrow(
                        () -> Problem.notFound("No run of this id in progress, or ended within the last 10 minutes"));
        Ask ask = Ask.again(exchange, run.asked(), steady);
        if (message.getHeader(GcxHeaders.ONLY_IF_CACHED) != null) {
            ask.onlyIfCached();
        }
        PolledRun.Awaited awaited = run.awaited();
        Problem failure = null;
        if (isUnderWay(run)) {
            // For as long as somebody polls.
            runs.remember(run.id(), run);
        } else if (awaited != null) {
            Optional<CacheEntry> result = flights.result(awaited.result());
            if (awaited.wasThere()) {
                result.filter(this::isServed).ifPresent(ask::snapshot);
            } else {
                result.ifPresent(entry -> ask.judged(awaited.answeredBy(entry)));
                failure = result.isPresent() ? null : failure(run, awaited);
            }
        }
        exchange.setProperty(PROPERTY, new Poll(run, failure));
    }

    /** Whether the run's flight is on its way, with an answer that may be told. */
    private boolean isUnderWay(PolledRun run) {
        Flight flight = run.awaited() == null ? null : run.awaited().inTheAir();
        return flight != null && !flights.isOvertaken(flight);
    }

    private boolean isServed(CacheEntry entry) {
        return Freshness.of(entry, steady.millis()) != Freshness.EXPIRED;
    }

    /**
     * What the run failed with, or null if it did not.
     *
     * @throws Problem if the question was wrong; or if it may be another time: then whoever polls again asks again
     */
    private Problem failure(PolledRun run, PolledRun.Awaited awaited) {
        Problem problem =
                flights.recent(awaited.result()).map(FlightLog::problem).orElse(null);
        if (problem != null && problem.mayPass()) {
            run.awaits(null);
            runs.remember(run.id(), run);
            throw problem;
        }
        if (problem != null && problem.status() < OF_UPSTREAM) {
            throw problem;
        }
        return problem;
    }

    boolean isToBeAsked(Exchange exchange) {
        return !isAnswered(exchange)
                && !hasFailed(exchange)
                && !isUnderWay(poll(exchange).run());
    }

    /** Has the run wait for what was looked up, or boarded. */
    void goOn(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        Verdict verdict = ask.verdict();
        PolledRun run = poll(exchange).run();
        if (verdict.isHit()) {
            run.awaits(new PolledRun.Awaited(flights.keep(verdict.entry()), null, false));
        } else {
            flights.comeBackFor(ask.flight());
            run.awaits(PolledRun.Awaited.of(ask.flight(), verdict.leads()));
        }
    }

    boolean isAnswered(Exchange exchange) {
        Verdict verdict = Ask.of(exchange).verdict();
        return verdict != null && verdict.isAnswered();
    }

    boolean hasFailed(Exchange exchange) {
        return poll(exchange).failure() != null;
    }

    void tellProcessing(Exchange exchange) {
        Polling polling = polling(exchange);
        // All of them are told by the same word; a set has no order of its own.
        String state = polling.running().stream().sorted().findFirst().orElseThrow();
        tell(exchange, told(exchange, state), isAnswered(exchange) ? "hit" : "fwd=uri-miss");
    }

    void tellFailure(Exchange exchange) {
        ObjectNode told = told(exchange, "failed");
        told.put(polling(exchange).messageField(), poll(exchange).failure().detail());
        tell(exchange, told, "fwd=uri-miss");
    }

    private static ObjectNode told(Exchange exchange, String state) {
        Polling polling = polling(exchange);
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        return told.put(polling.idField(), poll(exchange).run().id()).put(polling.stateField(), state);
    }

    private static void tell(Exchange exchange, ObjectNode told, String how) {
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("Cache-Control", "no-store");
        message.setHeader("Cache-Status", "gcx; " + how + "; detail=accepted");
        message.setBody(told.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Polling polling(Exchange exchange) {
        return ((Resource.Polled) Ask.of(exchange).resource()).polling();
    }

    private static Poll poll(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Poll.class);
    }
}
