package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.problem.Problem;
import java.net.ConnectException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gcx-login}: the request for a token, repeated when the token endpoint may be better off in a moment. */
class LoginRouteTest extends UpstreamRoomRouteTest {
    private static final String LOGIN = "direct:login-under-test";
    private static final Processor TOKEN =
            answer(200, "{\"access_token\": \"a-token\", \"token_type\": \"bearer\", \"expires_in\": 86400}");

    private MockEndpoint genesys;

    @BeforeEach
    void start() throws Exception {
        AdviceWith.adviceWith(context, "gcx-login", route -> {
            route.replaceFromWith(LOGIN);
            route.weaveById("call-login").replace().to("mock:genesys").id("call-login");
        });
        startRoutes();
        genesys = getMockEndpoint("mock:genesys");
    }

    @Test
    void takesItsStepsInTheirOrder() {
        genesys.whenAnyExchangeReceived(TOKEN);

        Exchange login = logIn();

        assertThat(login.getMessage().getBody()).isInstanceOfSatisfying(Token.class, token -> assertThat(token.value())
                .isEqualTo("a-token"));
        assertThat(steps("gcx-login")).containsExactly("login-request", "call-login", "read-token", "login-answer");
    }

    @Test
    void sendsTheCredentialsAndNothingOfTheCaller() {
        genesys.whenAnyExchangeReceived(TOKEN);

        template.send(LOGIN, exchange -> exchange.getMessage().setHeader("Cookie", "session=1"));

        Exchange sent = genesys.getExchanges().get(0);
        assertThat(sent.getMessage().getBody(String.class)).isEqualTo("grant_type=client_credentials");
        assertThat(sent.getMessage().getHeaders())
                .containsOnly(
                        Map.entry(Exchange.HTTP_METHOD, "POST"),
                        Map.entry(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded"),
                        Map.entry("Accept", "application/json"),
                        Map.entry("Authorization", "Basic aWQ6c2VjcmV0"));
    }

    @Test
    void repeatsABrokenConnection() {
        genesys.whenAnyExchangeReceived(TOKEN);
        genesys.whenExchangeReceived(1, failure(new ConnectException("refused")));

        Exchange login = logIn();

        assertThat(login.getException()).isNull();
        assertThat(login.getMessage().getBody()).isInstanceOf(Token.class);
        assertThat(genesys.getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void givesUpABrokenConnectionAfterTwoRepetitions() {
        genesys.whenAnyExchangeReceived(failure(new ConnectException("refused")));

        Exchange login = logIn();

        assertThat(login.getException()).isInstanceOf(ConnectException.class);
        assertThat(genesys.getReceivedCounter()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void repeatsAServerError(int status) {
        genesys.whenAnyExchangeReceived(TOKEN);
        genesys.whenExchangeReceived(1, failed(status, Map.of()));

        Exchange login = logIn();

        assertThat(login.getMessage().getBody()).isInstanceOf(Token.class);
        assertThat(genesys.getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void doesNotRepeatWhatAsksToBeLeftAlone() {
        genesys.whenAnyExchangeReceived(failed(503, Map.of("Retry-After", "120")));
        genesys.whenExchangeReceived(1, failed(500, Map.of()));

        Exchange login = logIn();

        assertThat(login.getException()).isInstanceOf(HttpOperationFailedException.class);
        assertThat(genesys.getReceivedCounter()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1"})
    void repeatsWhatDoesNotSayForHowLong(String retryAfter) {
        genesys.whenAnyExchangeReceived(TOKEN);
        genesys.whenExchangeReceived(1, failed(503, Map.of("Retry-After", retryAfter)));

        Exchange login = logIn();

        assertThat(login.getMessage().getBody()).isInstanceOf(Token.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 429})
    void doesNotRepeatCredentialsThatWereRefused(int status) {
        genesys.whenAnyExchangeReceived(answer(status, "{\"error\": \"invalid_client\"}"));

        Exchange login = logIn();

        assertThat(login.getException()).isInstanceOf(Problem.class);
        assertThat(genesys.getReceivedCounter()).isEqualTo(1);
    }

    private static Processor failed(int status, Map<String, String> headers) {
        return failure(new HttpOperationFailedException(
                "http://127.0.0.1:1/oauth/token", status, "Failed", null, headers, ""));
    }

    private Exchange logIn() {
        return template.send(LOGIN, exchange -> {});
    }
}
