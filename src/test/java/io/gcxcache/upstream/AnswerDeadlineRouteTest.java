package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.RawServer;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** One deadline for a whole answer, over sockets. */
class AnswerDeadlineRouteTest extends RawGenesysRouteTest {

    AnswerDeadlineRouteTest() {
        super(Duration.ofSeconds(1), 1 << 20);
    }

    @Test
    void anAnswerThatTricklesEndsAtTheDeadlineAndCostsOthersNothing() throws Exception {
        startRoutes();
        genesys.on(BAD, out -> {
            RawServer.write(out, HEAD + "Content-Length: 100000\r\n\r\n");
            RawServer.trickle(out, "x", Duration.ofMillis(20));
        });

        CompletableFuture<Exchange> trickling = template.asyncSend("direct:gcx-upstream", question(BAD));
        Exchange good = template.send("direct:gcx-upstream", question(GOOD));

        assertThat(good.getException()).isNull();
        assertTooSlow(trickling.join());
        assertThat(genesys.requests(BAD)).isEqualTo(1);
    }

    @Test
    void aHeadThatTricklesEndsAtTheDeadline() throws Exception {
        startRoutes();
        genesys.on(BAD, out -> {
            RawServer.write(out, HEAD);
            RawServer.trickle(out, "X-More: 1\r\n", Duration.ofMillis(20));
        });

        assertTooSlow(template.send("direct:gcx-upstream", question(BAD)));
    }

    @Test
    void aLoginThatTricklesEndsAtTheDeadline() {
        context.start();
        genesys.on("/oauth/token", out -> {
            RawServer.write(out, HEAD + "Content-Length: 100000\r\n\r\n{");
            RawServer.trickle(out, " ", Duration.ofMillis(20));
        });

        Exchange asked = template.send("direct:gcx-upstream", question(GOOD));

        assertThat(asked.getException()).isInstanceOf(Problem.class);
        assertThat(genesys.requests(GOOD)).isZero();
    }

    private static void assertTooSlow(Exchange answer) {
        assertThat(answer.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(504));
    }
}
