package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.ask.Answer;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-fetch-query}: posts a query and takes the answer as it comes. */
class QueryFetchRouteTest extends ReportRoomRouteTest {
    private MockEndpoint upstream;

    @BeforeEach
    void start() {
        upstream = mocked("direct:gcx-upstream");
        context.start();
    }

    @Test
    void postsTheQueryAndRendersTheAnswer() {
        upstream.whenAnyExchangeReceived(
                exchange -> exchange.getMessage().setBody("{\"results\": []}".getBytes(StandardCharsets.UTF_8)));

        Exchange fetched = template.send("direct:gcx-fetch-query", exchange -> ask(exchange, query()));

        Exchange sent = upstream.getExchanges().get(0);
        assertThat(sent.getMessage().getHeader(GcxHeaders.METHOD)).isEqualTo("POST");
        assertThat(sent.getMessage().getBody(String.class)).isEqualTo(BODY);
        assertThat(sent.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        Answer answer = fetched.getMessage().getBody(Answer.class);
        assertThat(answer.body().joined()).asString().isEqualTo("{\"results\": []}");
        assertThat(answer.ttl()).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
        assertThat(steps("gcx-fetch-query")).containsExactly("ask-query", "answer-query", "render-query");
    }

    @Test
    void rendersNothingThatIsNoJson() {
        upstream.whenAnyExchangeReceived(
                exchange -> exchange.getMessage().setBody("<html>".getBytes(StandardCharsets.UTF_8)));

        Exchange fetched = template.send("direct:gcx-fetch-query", exchange -> ask(exchange, query()));

        assertThat(fetched.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(502));
    }

    @Test
    void endsWithTheProblemOfTheCall() {
        upstream.whenAnyExchangeReceived(exchange -> {
            throw Problem.busy("spent", Duration.ofSeconds(7));
        });

        Exchange fetched = template.send("direct:gcx-fetch-query", exchange -> ask(exchange, query()));

        assertThat(fetched.getException()).isInstanceOf(Problem.class).hasMessage("spent");
        assertThat(steps("gcx-fetch-query")).doesNotContain("render-query");
    }
}
