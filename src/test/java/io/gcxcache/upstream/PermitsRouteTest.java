package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.budget.RateWindow;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-upstream} and {@code gcx-call} together: a permit ends with the try, not with the call. */
class PermitsRouteTest extends UpstreamRoomRouteTest {
    private static final String FAMILY = "queues";

    private MockEndpoint genesys;

    @BeforeEach
    void start() throws Exception {
        AdviceWith.adviceWith(context, "gcx-call", route -> route.weaveById("call-genesys")
                .replace()
                .to("mock:genesys")
                .id("call-genesys"));
        startRoutes();
        genesys = getMockEndpoint("mock:genesys");
    }

    @Test
    void aTryNeverWaitsForThePermitOfTheOneBefore() {
        long asManyAsTries = CallRules.MOST_TRIES;
        budgets.correct(
                FAMILY,
                List.of(new RateWindow(
                        "test", 10, asManyAsTries, clock.instant().plusSeconds(60), Duration.ofSeconds(60))));
        genesys.whenAnyExchangeReceived(answer(500));

        Exchange asked = template.send("direct:gcx-upstream", exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.PATH, "/api/v2/routing/queues");
            exchange.getMessage().setHeader(GcxHeaders.FAMILY, FAMILY);
        });

        assertThat(asked.getException()).isInstanceOf(Problem.class);
        assertThat(genesys.getReceivedCounter()).isEqualTo(CallRules.MOST_TRIES);
        assertThat(steps("gcx-call")).filteredOn("throttle-family"::equals).hasSize(CallRules.MOST_TRIES);
        assertThat(budgets.budget(FAMILY).tightest().remaining()).isZero();
    }
}
