package io.gcxcache.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;

class WithinMemoryTest extends CamelTestSupport {
    private boolean memory;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:ask").enrich("direct:answer", new WithinMemory(WithinMemoryTest.this::takeIn));
                from("direct:answer").setBody(constant("an answer"));
            }
        };
    }

    @Test
    void anAnswerThatThereIsNoMemoryForFailsItsExchange() {
        Exchange asked = template.send("direct:ask", exchange -> {});

        assertThat(asked.getException()).hasRootCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void anyOtherAnswerIsTakenIn() {
        memory = true;

        Exchange asked = template.send("direct:ask", exchange -> {});

        assertThat(asked.getMessage().getBody()).isEqualTo("an answer");
    }

    private Exchange takeIn(Exchange asking, Exchange answer) {
        if (!memory) {
            throw new OutOfMemoryError("for a test");
        }
        asking.getMessage().setBody(answer.getMessage().getBody());
        return asking;
    }
}
