package io.gcxcache.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gcxcache.upstream.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.apache.camel.model.dataformat.JsonLibrary;

/** What is told of flights to clients that do not wait: which there are, how far one is, and its result. */
final class RunRoutes extends RouteBuilder {
    /** The header that names a flight. */
    static final String ID = "GcxFlightId";

    private final Flights flights;
    private final Judge judge;
    private final Reply reply;
    private final InstantSource clock;

    RunRoutes(Flights flights, Judge judge, Reply reply, InstantSource clock) {
        this.flights = flights;
        this.judge = judge;
        this.reply = reply;
        this.clock = clock;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-runs").routeId("gcx-runs")
                .process(this::list).id("list-runs")
                .marshal().json(JsonLibrary.Jackson).id("runs-json");

        from("direct:gcx-run").routeId("gcx-run")
                .process(this::tell).id("tell-run")
                .marshal().json(JsonLibrary.Jackson).id("run-json");

        from("direct:gcx-run-result").routeId("gcx-run-result")
                .process(this::askAgain).id("ask-again")
                .choice().id("if-ended")
                        .when(exchange -> Question.of(exchange) != null)
                                .to("caffeine-cache:gcx?action=GET").id("look-up-result")
                                .process(judge).id("judge-result")
                                .process(this::replyIfKept).id("reply-result")
                        .endChoice()
                        .otherwise()
                                .to("direct:gcx-run").id("tell-run-instead")
                .end();
    }
    // spotless:on

    private void list(Exchange exchange) {
        exchange.getMessage()
                .setBody(new Runs(flights.recent().stream().map(this::told).toList()));
    }

    private void tell(Exchange exchange) {
        FlightLog log = find(exchange);
        if (log.state() == FlightLog.State.RUNNING) {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
            exchange.getMessage().setHeader("Retry-After", 1);
        }
        exchange.getMessage().setBody(told(log));
    }

    /** Makes the exchange the question that an ended flight answered; one in progress stays what it is. */
    private void askAgain(Exchange exchange) {
        FlightLog log = find(exchange);
        if (log.problem() != null) {
            throw log.problem();
        }
        if (log.state() == FlightLog.State.COMPLETED) {
            Question question = log.question().again(clock.millis(), System.nanoTime());
            exchange.setProperty(Question.PROPERTY, question);
            exchange.getMessage().setHeader(CaffeineConstants.KEY, question.key());
        }
    }

    private void replyIfKept(Exchange exchange) {
        if (!Verdict.of(exchange).isHit()) {
            throw Problem.notFound("The result of this run is not cached any more; ask the question again");
        }
        reply.process(exchange);
    }

    private FlightLog find(Exchange exchange) {
        Message message = exchange.getMessage();
        return flights.recent(message.getHeader(ID, "", String.class))
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

    record Runs(List<Run> runs) {}

    /**
     * @param since Unix seconds
     * @param age seconds since then
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Run(String id, String key, String state, long since, long age, int polls, String problem) {}
}
