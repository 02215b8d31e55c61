package io.gcxcache.ask;

import java.util.concurrent.ExecutorService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.util.concurrent.SynchronousExecutorService;

/** A run as Genesys's own clients have it: started, and polled until it is done. */
final class PolledRoutes extends RouteBuilder {
    private final PolledRuns runs;
    private final Reply reply;

    PolledRoutes(PolledRuns runs, Reply reply) {
        this.runs = runs;
        this.reply = reply;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());
        ExecutorService caller = new SynchronousExecutorService();

        from("direct:gcx-start-run").routeId("gcx-start-run").streamCache(false)
                .to("direct:gcx-look-or-board?block=false").id("look-or-board-for-run")
                .process(runs::start).id("start-run");

        from("direct:gcx-poll-run").routeId("gcx-poll-run").streamCache(false)
                .process(runs::comeBack).id("come-back")
                .filter(runs::isToBeAsked).id("if-nothing-comes")
                        .to("direct:gcx-look-or-board?block=false").id("look-or-board-once-more")
                        .process(runs::goOn).id("wait-for-that")
                .end()
                .choice().id("how-far-it-is")
                        .when(runs::isAnswered)
                                .process(reply).id("reply-to-poll")
                                .wireTap("direct:gcx-audit?block=false").executorService(caller).id("audit-poll")
                        .endChoice()
                        .when(runs::hasFailed)
                                .process(runs::tellFailure).id("tell-failure")
                        .endChoice()
                        .otherwise()
                                .process(runs::tellProcessing).id("tell-processing")
                .end();
    }
    // spotless:on
}
