package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-token}: the one token, fetched by one login at a time. */
class TokenRouteTest extends UpstreamRoomRouteTest {
    private MockEndpoint login;

    @BeforeEach
    void start() throws Exception {
        startRoutes();
        login = getMockEndpoint("mock:" + "direct:gcx-login");
    }

    @Test
    void answersTheTokenOfTheLoginAtTheStart() {
        Token token = template.requestBody("direct:gcx-token", null, Token.class);

        assertThat(token.value()).isEqualTo("token-1");
        assertThat(login.getReceivedCounter()).isEqualTo(1);
        assertThat(steps("gcx-token")).containsExactly("current-token");
    }

    @Test
    void printsNoToken() {
        Exchange answered = template.request("direct:gcx-token", asked -> {});

        assertThat(answered.getMessage().getBody(String.class)).doesNotContain("token-1");
    }

    @Test
    void sharesOneTokenAmongAllCalls() {
        Token first = template.requestBody("direct:gcx-token", null, Token.class);
        Token second = template.requestBody("direct:gcx-token", null, Token.class);

        assertThat(second).isEqualTo(first);
        assertThat(login.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void logsInAgainBeforeTheTokensEnd() {
        template.requestBody("direct:gcx-token", null, Token.class);
        clock.advance(Duration.ofMinutes(59).plusSeconds(1));

        Token token = template.requestBody("direct:gcx-token", null, Token.class);

        assertThat(token.value()).isEqualTo("token-2");
    }

    @Test
    void letsAllCallsWaitForTheSameLogin() throws Exception {
        template.requestBody("direct:gcx-token", null, Token.class);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        login.whenAnyExchangeReceived(exchange -> {
            asked.countDown();
            mayAnswer.await(10, TimeUnit.SECONDS);
            login().process(exchange);
        });
        clock.advance(Duration.ofHours(1));

        CompletableFuture<Exchange> first = template.asyncSend("direct:gcx-token", exchange -> {});
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Exchange> second = template.asyncSend("direct:gcx-token", exchange -> {});
        mayAnswer.countDown();

        assertThat(first.join().getMessage().getBody(Token.class).value()).isEqualTo("token-2");
        assertThat(second.join().getMessage().getBody(Token.class).value()).isEqualTo("token-2");
        assertThat(login.getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void tellsWhyThereIsNoTokenAndDoesNotLogInAgainAtOnce() {
        template.requestBody("direct:gcx-token", null, Token.class);
        clock.advance(Duration.ofHours(1));
        login.whenAnyExchangeReceived(failure(Problem.upstream("wrong secret")));

        Exchange first = template.send("direct:gcx-token", exchange -> {});
        Exchange second = template.send("direct:gcx-token", exchange -> {});

        assertThat(first.getException()).isInstanceOf(Problem.class).hasMessage("wrong secret");
        assertThat(second.getException()).isInstanceOf(Problem.class).hasMessage("wrong secret");
        assertThat(login.getReceivedCounter()).isEqualTo(2);
    }
}
