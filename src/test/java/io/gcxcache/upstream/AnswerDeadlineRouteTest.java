package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.RawServer;
import io.gcxcache.context.GcxHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One deadline for a whole answer, over sockets. */
class AnswerDeadlineRouteTest extends UpstreamRoomRouteTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final String GOOD = "/api/v2/good";
    private static final String BAD = "/api/v2/bad";

    private RawServer genesys;

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        try {
            genesys = new RawServer();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        genesys.on(GOOD, RawServer.json("{\"good\":true}"));
        return super.createRouteBuilders();
    }

    @Override
    GenesysAccess access() {
        return new GenesysAccess(
                genesys.url(),
                genesys.url(),
                "id",
                "secret",
                GenesysAccess.ClientAuth.BASIC,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1 << 20);
    }

    @AfterEach
    void stop() throws Exception {
        genesys.close();
    }

    @Test
    void anAnswerThatTricklesEndsAtTheDeadlineAndCostsOthersNothing() throws Exception {
        startRoutes();
        genesys.on(BAD, out -> {
            RawServer.write(out, HEAD + "Content-Length: 100000\r\n\r\n");
            while (true) {
                RawServer.write(out, "x");
                Thread.sleep(20);
            }
        });

        CompletableFuture<Exchange> trickling = template.asyncSend("direct:gcx-upstream", ask(BAD));
        Exchange good = template.send("direct:gcx-upstream", ask(GOOD));

        assertThat(good.getException()).isNull();
        assertTooSlow(trickling.join());
        assertThat(genesys.requests(BAD)).isEqualTo(1);
    }

    @Test
    void aHeadThatTricklesEndsAtTheDeadline() throws Exception {
        startRoutes();
        genesys.on(BAD, out -> {
            RawServer.write(out, HEAD);
            while (true) {
                RawServer.write(out, "X-More: 1\r\n");
                Thread.sleep(20);
            }
        });

        assertTooSlow(template.send("direct:gcx-upstream", ask(BAD)));
    }

    @Test
    void aLoginThatTricklesEndsAtTheDeadline() {
        context.start();
        genesys.on("/oauth/token", out -> {
            RawServer.write(out, HEAD + "Content-Length: 100000\r\n\r\n{");
            while (true) {
                RawServer.write(out, " ");
                Thread.sleep(20);
            }
        });

        Exchange asked = template.send("direct:gcx-upstream", ask(GOOD));

        assertThat(asked.getException()).isInstanceOf(Problem.class);
        assertThat(genesys.requests(GOOD)).isZero();
    }

    private static void assertTooSlow(Exchange answer) {
        assertThat(answer.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(504));
    }

    private static Processor ask(String path) {
        return exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.PATH, path);
            exchange.getMessage().setHeader(GcxHeaders.FAMILY, "any");
        };
    }
}
