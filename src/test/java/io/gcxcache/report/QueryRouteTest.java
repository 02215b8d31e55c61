package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.ask.Ask;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gcx-read-query}: reads a posted query and names it before the cache is asked. */
class QueryRouteTest extends ReportRoomRouteTest {
    private final List<String> threads = new CopyOnWriteArrayList<>();
    private MockEndpoint cached;

    @BeforeEach
    void start() {
        cached = mocked("direct:gcx-ask");
        cached.whenAnyExchangeReceived(
                exchange -> threads.add(Thread.currentThread().getName()));
        context.start();
    }

    @Test
    void namesTheQueryAndAsksTheCache() {
        post("{\"metrics\": [\"nOffered\"]}");

        Exchange asked = cached.getExchanges().get(0);
        assertThat(Ask.of(asked).question().key()).matches("gcx:query:things:[0-9a-f]{64}");
        assertThat(Ask.of(asked).posted().locale()).isNull();
        assertThat(new String(Ask.of(asked).posted().body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"metrics\":[\"nOffered\"]}");
        assertThat(steps("gcx-query")).containsExactly("query", "read-named-query");
        assertThat(steps("gcx-read-query")).containsExactly("if-large", "read-query", "ask-for-query");
    }

    @Test
    void staysOnTheEventLoopWithASmallQuery() {
        post("{}");

        assertThat(threads).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void leavesTheEventLoopWithALargeQuery() {
        post("{\"filter\": \"" + "x".repeat(20_000) + "\"}");

        assertThat(steps("gcx-read-query"))
                .containsExactly("if-large", "leave-the-event-loop-to-read", "read-query", "ask-for-query");
        assertThat(threads).hasSize(1).allSatisfy(name -> assertThat(name).contains("gcx-work"));
    }

    @Test
    void refusesAnUnreadableQueryBeforeTheCacheIsAsked() {
        Exchange asked = post("{\"metrics\":");

        assertThat(asked.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(400));
        assertThat(steps("gcx-read-query")).containsExactly("if-large", "read-query");
        assertThat(cached.getReceivedCounter()).isZero();
    }

    @Test
    void asksForAReportByItsId() {
        template.send("direct:gcx-report", exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.REPORT_ID, "sales");
            exchange.getMessage().setBody("{}".getBytes(StandardCharsets.UTF_8));
        });

        assertThat(Ask.of(cached.getExchanges().get(0)).question().key())
                .matches("gcx:analytics:sales:[0-9a-f]{64}:en-US");
        assertThat(steps("gcx-report")).containsExactly("report", "read-report");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"unknown", "../things", "things?block=false", "report"})
    void knowsNothingThatIsNotDeclared(String name) {
        Exchange asked = template.send(
                "direct:gcx-query", exchange -> exchange.getMessage().setHeader(GcxHeaders.QUERY_NAME, name));

        assertThat(asked.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(404));
        assertThat(steps("gcx-query")).containsExactly("query");
    }

    private Exchange post(String query) {
        return template.send("direct:gcx-query", exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.QUERY_NAME, "things");
            exchange.getMessage().setBody(query.getBytes(StandardCharsets.UTF_8));
        });
    }
}
