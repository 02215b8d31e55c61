package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gcxcache.cache.StandingClock;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private static final String SECRET = "h&nt=r 2:\u00e4";

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Message message = exchange.getMessage();

    @Test
    void sendsTheCredentialsInABasicHeader() {
        login(GenesysAccess.ClientAuth.BASIC).request(exchange);

        String credentials =
                Base64.getEncoder().encodeToString(("client-7:" + SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(message.getHeader("Authorization")).isEqualTo("Basic " + credentials);
        assertThat(body()).isEqualTo("grant_type=client_credentials");
    }

    @Test
    void sendsTheCredentialsAsEncodedFormFields() {
        login(GenesysAccess.ClientAuth.FORM).request(exchange);

        assertThat(message.getHeader("Authorization")).isNull();
        assertThat(body())
                .isEqualTo("grant_type=client_credentials&client_id=client-7&client_secret=h%26nt%3Dr+2%3A%C3%A4");
    }

    @Test
    void sendsNothingElseThanTheLogin() {
        message.setHeader("Cookie", "session=1");
        message.setHeader("CamelHttpPath", "/elsewhere");

        login(GenesysAccess.ClientAuth.FORM).request(exchange);

        assertThat(message.getHeaders())
                .containsOnlyKeys(Exchange.HTTP_METHOD, Exchange.CONTENT_TYPE, "Accept")
                .containsEntry(Exchange.HTTP_METHOD, "POST")
                .containsEntry(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
    }

    @Test
    void readsTheToken() {
        answer(200, "{\"access_token\":\"abc\",\"token_type\":\"bearer\",\"expires_in\":86399}");

        login(GenesysAccess.ClientAuth.BASIC).answer(exchange);

        assertThat(message.getBody()).isEqualTo(Token.lasting("abc", Duration.ofSeconds(86399), clock.instant()));
        assertThat(message.getHeaders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "<html>",
                "{\"access_token\":\"abc\"}",
                "{\"access_token\":\"\",\"expires_in\":60}",
                "{\"access_token\":\"abc\",\"expires_in\":0}",
                "{\"access_token\":\"abc\",\"expires_in\":-1}",
                "{\"access_token\":null,\"expires_in\":60}",
                "{\"expires_in\":60}"
            })
    void anAnswerWithoutATokenPointsToTheLoginUrl(String body) {
        answer(200, body);

        Problem problem = problem();

        assertThat(problem.status()).isEqualTo(502);
        assertThat(problem.detail()).contains("gcx.genesys.login-url").doesNotContain("abc");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void refusedCredentialsPointToTheirSettings(int status) {
        answer(status, "{\"error\":\"unauthorized_client\",\"description\":\"" + SECRET + "\"}");

        Problem problem = problem();

        assertThat(problem.detail())
                .contains(Integer.toString(status), "unauthorized_client")
                .contains("gcx.genesys.client-id", "gcx.genesys.client-secret", "gcx.genesys.region")
                .doesNotContain(SECRET);
    }

    @Test
    void aTokenEndpointThatIsBusyIsNotBlamedOnTheCredentials() {
        answer(429, "{\"error\":\"busy\"}");

        assertThat(problem().detail())
                .contains("https://login.mypurecloud.de", "429")
                .doesNotContain("client-secret");
    }

    @Test
    void aRedirectIsNoToken() {
        answer(302, "{\"access_token\":\"abc\",\"expires_in\":60}");

        assertThat(problem().status()).isEqualTo(502);
    }

    @Test
    void anUnreachableTokenEndpointIsToldByTheKindOfFailureOnly() {
        Problem problem = login(GenesysAccess.ClientAuth.BASIC).unreachable(new UnknownHostException(SECRET));

        assertThat(problem.detail())
                .contains("https://login.mypurecloud.de", "gcx.genesys.login-url", "UnknownHostException")
                .doesNotContain(SECRET);
    }

    @Test
    void aTokenEndpointThatFailsIsToldByItsStatus() {
        Exception failure =
                new HttpOperationFailedException("https://login.mypurecloud.de", 503, SECRET, null, Map.of(), SECRET);

        Problem problem = login(GenesysAccess.ClientAuth.BASIC).unreachable(failure);

        assertThat(problem.detail())
                .contains("https://login.mypurecloud.de", "503")
                .doesNotContain("client-secret", SECRET);
    }

    private Problem problem() {
        return catchThrowableOfType(
                Problem.class, () -> login(GenesysAccess.ClientAuth.BASIC).answer(exchange));
    }

    private Login login(GenesysAccess.ClientAuth auth) {
        GenesysAccess access = new GenesysAccess(
                URI.create("https://api.mypurecloud.de"),
                URI.create("https://login.mypurecloud.de"),
                "client-7",
                SECRET,
                auth,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                1 << 20);
        return new Login(access, clock);
    }

    private void answer(int status, String body) {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setBody(body.getBytes(StandardCharsets.UTF_8));
    }

    private String body() {
        return new String(message.getBody(byte[].class), StandardCharsets.UTF_8);
    }
}
