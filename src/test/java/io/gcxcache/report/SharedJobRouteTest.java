package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.ask.Ask;
import io.gcxcache.catalogue.Addressed;
import io.gcxcache.catalogue.ApiPath;
import io.gcxcache.context.GcxHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-share-job} and {@code gcx-follow-job}: what clients ask of jobs at Genesys's own paths. */
class SharedJobRouteTest extends ReportRoomRouteTest {
    private MockEndpoint asked;
    private MockEndpoint passed;

    @BeforeEach
    void start() {
        asked = mocked("direct:gcx-ask");
        passed = mocked("direct:gcx-pass");
        context.start();
    }

    private Exchange send(String route, String method, String path) {
        Addressed found = catalogue.at(method, ApiPath.of(path)).orElseThrow();
        return template.send(route, exchange -> {
            Ask.at(exchange, found);
            exchange.getMessage().setHeader(Exchange.HTTP_METHOD, method);
            exchange.getMessage().setHeader("If-None-Match", "*");
            exchange.getMessage().setBody(BODY.getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void aStartIsReadAndAskedForAndNeverRefreshedEarly() {
        Exchange started = send("direct:gcx-share-job", "POST", "/api/v2/jobs");

        assertThat(started.getException()).isNull();
        assertThat(asked.getExchanges()).hasSize(1);
        assertThat(started.getMessage().getHeader(GcxHeaders.WARM_UP)).isNotNull();
        assertThat(started.getMessage().getHeader("If-None-Match")).isNull();
        assertThat(Ask.of(started).question().key()).matches("gcx:api:POST:/api/v2/jobs:[0-9a-f]{64}");
        assertThat(steps("gcx-share-job"))
                .containsExactly("if-large-job", "read-job", "pass-by-what-is-over", "ask-for-job");
    }

    @Test
    void aJobThatIsNotKnownIsPassedOnAndAsksNothing() {
        Exchange passedOn = send("direct:gcx-follow-job", "GET", "/api/v2/jobs/unknown");

        assertThat(passed.getExchanges()).hasSize(1);
        assertThat(asked.getExchanges()).isEmpty();
        assertThat(Ask.of(passedOn)).isNull();
        assertThat(steps("gcx-follow-job")).containsExactly("is-nothing-known", "pass-job-on");
    }
}
