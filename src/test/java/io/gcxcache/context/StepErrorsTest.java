package io.gcxcache.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepErrorsTest extends CamelTestSupport {
    @Override
    protected RouteBuilder createRouteBuilder() {
        return StepErrors.guard(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                fails(from("direct:first"));
                fails(from("direct:behind-threads").threads());
                fails(from("direct:behind-delay").delay(1).asyncDelayed());
                from("direct:asynchronous").process(new Asynchronous());
                from("direct:throwing").process(new Throwing());
                from("direct:enriched").enrich("direct:behind-threads");
                from("direct:condition")
                        .filter(exchange -> fail())
                        .id("failing")
                        .log("never")
                        .end();
                from("direct:split")
                        .split(body().tokenize(","))
                        .parallelProcessing()
                        .stopOnException()
                        .to("direct:first")
                        .end();
                from("direct:loop")
                        .loopDoWhile(exchange -> true)
                        .to("direct:behind-threads")
                        .end();
                fails(routeTemplate("failing").from("direct:of-template"));
            }
        });
    }

    private static void fails(ProcessorDefinition<?> route) {
        route.process(exchange -> fail());
    }

    private static boolean fail() {
        throw new OutOfMemoryError("for a test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first",
                "behind-threads",
                "behind-delay",
                "asynchronous",
                "enriched",
                "condition",
                "split",
                "loop",
                "of-template"
            })
    void anErrorInAStepEndsItsExchange(String route) throws Exception {
        context.addRouteFromTemplate("made", "failing", Map.of());

        Exchange ended = template.asyncSend(
                        "direct:" + route, asked -> asked.getMessage().setBody("a,b"))
                .get(20, TimeUnit.SECONDS);

        assertThat(ended.getException()).hasRootCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void whatAnAsynchronousStepThrowsEndsItsExchange() throws Exception {
        Exchange ended = template.asyncSend("direct:throwing", asked -> {}).get(20, TimeUnit.SECONDS);

        assertThat(ended.getException()).isInstanceOf(RejectedExecutionException.class);
    }

    private static final class Throwing extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            throw new RejectedExecutionException("for a test");
        }
    }

    private static final class Asynchronous extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            throw new OutOfMemoryError("for a test");
        }
    }
}
