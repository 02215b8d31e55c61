package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.ask.Answer;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.upstream.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The template {@code gcx-post}: posts a query and takes the answer as it comes. */
class PostRouteTest extends ReportRoomRouteTest {
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

        Exchange fetched = template.send("direct:gcx-answer", this::ask);

        Exchange sent = upstream.getExchanges().get(0);
        assertThat(sent.getMessage().getHeader(GcxHeaders.METHOD)).isEqualTo("POST");
        assertThat(sent.getMessage().getHeader(GcxHeaders.PATH)).isEqualTo("/api/v2/things/query");
        assertThat(sent.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        Answer answer = fetched.getMessage().getBody(Answer.class);
        assertThat(answer.segments().get(0)).asString().isEqualTo("{\"results\": []}");
        assertThat(answer.ttl()).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
        assertThat(steps("gcx-answer")).containsExactly("answer-path", "answer-post", "answer-answer", "answer-render");
    }

    @Test
    void rendersNothingThatIsNoJson() {
        upstream.whenAnyExchangeReceived(
                exchange -> exchange.getMessage().setBody("<html>".getBytes(StandardCharsets.UTF_8)));

        Exchange fetched = template.send("direct:gcx-answer", this::ask);

        assertThat(fetched.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(502));
    }

    @Test
    void endsWithTheProblemOfTheCall() {
        upstream.whenAnyExchangeReceived(exchange -> {
            throw Problem.busy("spent", Duration.ofSeconds(7));
        });

        Exchange fetched = template.send("direct:gcx-answer", this::ask);

        assertThat(fetched.getException()).isInstanceOf(Problem.class).hasMessage("spent");
        assertThat(steps("gcx-answer")).doesNotContain("answer-render");
    }
}
