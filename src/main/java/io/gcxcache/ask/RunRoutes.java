package io.gcxcache.ask;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Services;
import io.gcxcache.problem.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.apache.camel.util.concurrent.SynchronousExecutorService;

/** What is told of flights to clients that do not wait: which there are, how far one is, and its result. */
final class RunRoutes extends RouteBuilder {
    private final Flights flights;
    private final Reply reply;
    private final InstantSource clock;
    private final InstantSource steady;

    RunRoutes(Flights flights, Reply reply, Services services) {
        this.flights = flights;
        this.reply = reply;
        this.clock = services.clock();
        this.steady = services.steady();
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());
        ExecutorService caller = new SynchronousExecutorService();

        from("direct:gcx-runs").routeId("gcx-runs")
                .process(this::list).id("list-runs")
                .marshal().json(JsonLibrary.Jackson).id("runs-json");

        from("direct:gcx-run").routeId("gcx-run")
                .process(this::tell).id("tell-run")
                .marshal().json(JsonLibrary.Jackson).id("run-json");

        from("direct:gcx-run-result").routeId("gcx-run-result")
                .process(this::askAgain).id("ask-again")
                .choice().id("if-ended")
                        .when(exchange -> Ask.of(exchange) != null && Ask.of(exchange).verdict() != null)
                                .process(reply).id("reply-with-result")
                                .wireTap("direct:gcx-audit?block=false").executorService(caller).id("audit-result")
                        .endChoice()
                        .when(exchange -> Ask.of(exchange) != null)
                                .to("direct:gcx-ask?block=false").id("ask-for-result")
                        .endChoice()
                        .otherwise()
                                .to("direct:gcx-run?block=false").id("tell-run-instead")
                .end();
    }
    // spotless:on

    private void list(Exchange exchange) {
        Listing<FlightLog> part = Listing.of(exchange, flights.recent(), FlightLog::id);
        exchange.getMessage()
                .setBody(new Runs(part.items().stream().map(this::told).toList(), part.next()));
    }

    private void tell(Exchange exchange) {
        FlightLog log = find(exchange);
        if (log.state() == FlightLog.State.RUNNING) {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
            exchange.getMessage().setHeader("Retry-After", 1);
        }
        exchange.getMessage().setBody(told(log));
    }

    /** Makes the exchange the question that an ended flight answered, with its answer if that is remembered. */
    private void askAgain(Exchange exchange) {
        Ask.nothing(exchange);
        FlightLog log = find(exchange);
        if (log.problem() != null) {
            throw log.problem();
        }
        if (log.state() == FlightLog.State.COMPLETED) {
            Question question = log.question();
            Ask ask = Ask.about(exchange, question.resource(), question.id());
            ask.ask(exchange, question.again(steady.instant()));
            ask.onlyIfCached();
            flights.result(log.id()).ifPresent(entry -> ask.judged(Verdict.MISS.answeredBy(entry)));
        }
    }

    private FlightLog find(Exchange exchange) {
        Message message = exchange.getMessage();
        return flights.recent(message.getHeader(GcxHeaders.FLIGHT_ID, "", String.class))
                .orElseThrow(
                        () -> Problem.notFound("No run of this id in progress, or ended within the last 10 minutes"));
    }

    private Run told(FlightLog log) {
        return new Run(
                log.id(),
                log.question().key(),
                log.state().name().toLowerCase(Locale.ROOT),
                log.boarded().getEpochSecond(),
                Math.max(0, clock.instant().getEpochSecond() - log.boarded().getEpochSecond()),
                log.polls(),
                log.problem() == null ? null : log.problem().detail());
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Runs(List<Run> runs, String next) {}

    /**
     * @param since Unix seconds
     * @param age seconds since then
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Run(String id, String key, String state, long since, long age, int polls, String problem) {}
}
