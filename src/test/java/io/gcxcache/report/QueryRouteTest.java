package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.context.GcxHeaders;
import io.gcxcache.upstream.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The template {@code gcx-query}: reads a posted query and names it before the cache is asked. */
class QueryRouteTest extends ReportRoomRouteTest {
    private final List<String> threads = new CopyOnWriteArrayList<>();
    private MockEndpoint cached;

    @BeforeEach
    void start() {
        cached = mocked("direct:gcx-ask-cached");
        cached.whenAnyExchangeReceived(
                exchange -> threads.add(Thread.currentThread().getName()));
        context.start();
    }

    @Test
    void namesTheQueryAndAsksTheCache() {
        post("{\"metrics\": [\"nOffered\"]}");

        Exchange asked = cached.getExchanges().get(0);
        assertThat(asked.getMessage().getHeader(QueryReader.HASH, String.class)).matches("[0-9a-f]{64}");
        assertThat(asked.getMessage().getHeader(GcxHeaders.LOCALE)).isEqualTo("en-US");
        assertThat(AskedQuery.of(asked).json().path("metrics")).hasSize(1);
        assertThat(steps("gcx-ask")).containsExactly("ask-if-large", "ask-read-query", "ask-ask-cache");
    }

    @Test
    void staysOnTheEventLoopWithASmallQuery() {
        post("{}");

        assertThat(threads).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void leavesTheEventLoopWithALargeQuery() {
        post("{\"filter\": \"" + "x".repeat(20_000) + "\"}");

        assertThat(steps("gcx-ask"))
                .containsExactly("ask-if-large", "ask-leave-the-event-loop", "ask-read-query", "ask-ask-cache");
        assertThat(threads).hasSize(1).allSatisfy(name -> assertThat(name).contains("gcx-upstream"));
    }

    @Test
    void refusesAnUnreadableQueryBeforeTheCacheIsAsked() {
        Exchange asked = post("{\"metrics\":");

        assertThat(asked.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(400));
        assertThat(steps("gcx-ask")).containsExactly("ask-if-large", "ask-read-query");
        assertThat(cached.getReceivedCounter()).isZero();
    }

    private Exchange post(String query) {
        return template.send(
                "direct:gcx-ask", exchange -> exchange.getMessage().setBody(query.getBytes(StandardCharsets.UTF_8)));
    }
}
