package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gcxcache.cache.StandingClock;
import io.gcxcache.problem.Problem;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private static final String SECRET = "h&nt=r 2:\u00e4";

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final Exchange exchange = new DefaultExchange(CONTEXT);
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
    @CsvSource(
            delimiter = '|',
            value = {
                "1            | 1",
                "3600         | 3600",
                "3599.7       | 3599",
                "\"3600\"       | 3600",
                "999999999999 | 31536000",
                "1e30         | 31536000",
                "1e9999       | 31536000",
                "0            | 300",
                "0.5          | 300",
                "-1           | 300",
                "-1e30        | 300",
                "null         | 300",
                "true         | 300",
                "\"\"           | 300",
                "\"soon\"       | 300",
                "\"NaN\"        | 300",
                "[60]         | 300",
                "{\"s\": 60}    | 300"
            })
    void aLifetimeThatMakesNoSenseIsAsIfNoneWereTold(String told, long seconds) {
        answer(200, "{\"access_token\":\"abc\",\"expires_in\":" + told + "}");

        login(GenesysAccess.ClientAuth.BASIC).answer(exchange);

        assertThat(message.getBody()).isEqualTo(Token.lasting("abc", Duration.ofSeconds(seconds), clock.instant()));
    }

    @Test
    void aTokenWithoutALifetimeIsUsedFor300Seconds() {
        answer(200, "{\"access_token\":\"abc\",\"token_type\":\"bearer\"}");

        login(GenesysAccess.ClientAuth.BASIC).answer(exchange);

        assertThat(message.getBody()).isEqualTo(Token.lasting("abc", Duration.ofSeconds(300), clock.instant()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"access_token\":\"\",\"expires_in\":60}",
                "{\"access_token\":null,\"expires_in\":60}",
                "{\"access_token\":4711,\"expires_in\":60}",
                "{\"access_token\":{\"value\":\"abc\"},\"expires_in\":60}",
                "{\"expires_in\":60}"
            })
    void anAnswerWithoutATokenSaysSo(String body) {
        answer(200, body);

        Problem problem = problem();

        assertThat(problem.status()).isEqualTo(502);
        assertThat(problem.detail())
                .contains("access_token", "gcx.genesys.login-url")
                .doesNotContain("abc", "4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab\\r\\nX-Other: 1", "ab\\u0000", "ab\\u007f", "\u00e4b", "a b", " ", "\\ud83d\\ude00"})
    void aTokenThatDoesNotFitIntoAHeaderIsNotUsed(String value) {
        answer(200, "{\"access_token\":\"" + value + "\",\"expires_in\":60}");

        Problem problem = problem();

        assertThat(problem.status()).isEqualTo(502);
        assertThat(problem.detail()).endsWith("an access_token that does not fit into a header");
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

    static Stream<Arguments> strangers() {
        return Stream.of(200, 201, 204, 304, 400, 401, 403, 404, 405, 407, 500, 502, 503, 504)
                .flatMap(status -> Stream.of("", "<html>" + SECRET + "</html>", "{\"error\":\"invalid_client\"} x")
                        .map(body -> Arguments.of(status, body)));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void whatIsNotJsonIsNotGenesys(int status, String body) {
        Problem problem = ended(status, body);

        assertThat(problem.status()).isEqualTo(502);
        assertThat(problem.detail())
                .contains("https://login.mypurecloud.de", "does not look like Genesys's login", status + ", not JSON")
                .contains("gcx.genesys.login-url", "gcx.genesys.region", "proxy")
                .doesNotContain("client-secret", SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {\"message\": \"no\", \"code\": \"bad.credentials\"}",
                "403 | {\"error\": \"Access denied for h&nt=r 2\"}",
                "400 | {\"error\": \"Bad Request\", \"status\": 400}",
                "401 | {\"error\": {\"code\": 16}}",
                "404 | {\"error\": \"not_found\"}",
                "201 | {\"access_token\": \"abc\"}"
            })
    void whatIsNoErrorOfOAuthIsNotBlamedOnTheCredentials(int status, String body) {
        assertThat(ended(status, body).detail())
                .contains("does not look like Genesys's login (" + status, "gcx.genesys.login-url")
                .doesNotContain("client-secret", "h&nt", "abc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | {\"error\": \"busy\"}",
                "429 | <html>slow down</html>",
                "429 | ''",
                "400 | {\"error\": \"invalid_request\", \"error_description\": \"rate limit exceeded for the client\"}",
                "400 | {\"error\": \"invalid_request\", \"description\": \"Rate Limit exceeded\"}",
                "400 | {\"message\": \"RATE LIMIT\"}"
            })
    void aLimitIsToldAsOneAndNotBlamedOnTheCredentials(int status, String body) {
        Problem problem = ended(status, body);

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.detail())
                .contains("rate limit is spent", "https://login.mypurecloud.de", Integer.toString(status))
                .doesNotContain("client-secret", "check");
        assertThat(problem.retryAfterSeconds()).isEqualTo(60);
    }

    /** The reply's own clock is an hour ahead of the gateway's, as far as it tells the time. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20                            |                               | 20",
                "' 20 '                        |                               | 20",
                "0                             |                               | 1",
                "-5                            |                               | 60",
                "soon                          |                               | 60",
                "1.5                           |                               | 60",
                "86401                         |                               | 86400",
                "4294967294                    |                               | 86400",
                "Mon, 02 Mar 2026 09:00:30 GMT |                               | 30",
                "Mon, 02 Mar 2026 10:00:30 GMT | Mon, 02 Mar 2026 10:00:00 GMT | 30",
                "Mon, 02 Mar 2026 09:00:30 GMT | Mon, 02 Mar 2026 10:00:00 GMT | 1",
                "Mon, 02 Mar 2026 09:00:30 GMT | noon                          | 30",
                "Sun, 01 Mar 2026 09:00:30 GMT |                               | 1",
                "Fri, 31 Dec 9999 23:59:59 GMT |                               | 86400"
            })
    void aLimitEndsWhenItSaysWithinReason(String retryAfter, String date, long seconds) {
        message.setHeader("Retry-After", retryAfter);
        message.setHeader("Date", date);

        assertThat(ended(429, "").retryAfter()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "999999999999999999999999999999",
                "-999999999999999999999999999999",
                "9223372036854775807",
                "Fri, 31 Dec 99999 23:59:59 GMT"
            })
    void aLimitOfAbsurdLengthHasAnEndAllTheSame(String retryAfter) {
        message.setHeader("Retry-After", retryAfter);

        assertThat(ended(429, "").retryAfterSeconds()).isBetween(1L, 86_400L);
    }

    @ParameterizedTest
    @CsvSource({"120,120", "0,1", "86400,300"})
    void aTokenEndpointThatAsksToBeLeftAloneIsBelievedForFiveMinutes(String retryAfter, long seconds) {
        Problem problem = failed(503, "<html>maintenance</html>", Map.of("retry-after", retryAfter));

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.detail()).contains("https://login.mypurecloud.de", "503", "left alone");
        assertThat(problem.retryAfter()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 305, 307, 308})
    void aRedirectIsNoToken(int status) {
        answer(status, "{\"access_token\":\"abc\",\"expires_in\":60}");

        Problem problem = problem();

        assertThat(problem.status()).isEqualTo(502);
        assertThat(problem.detail()).contains(Integer.toString(status), "redirect", "gcx.genesys.login-url");
    }

    static IntStream everyStatus() {
        return IntStream.range(100, 600);
    }

    @ParameterizedTest
    @MethodSource("everyStatus")
    void everyStatusHasAnOutcome(int status) {
        String oauth = "{\"error\":\"invalid_client\",\"access_token\":\"abc\"}";
        if (status == 200) {
            answer(status, oauth);
            login(GenesysAccess.ClientAuth.BASIC).answer(exchange);
            assertThat(message.getBody()).isInstanceOf(Token.class);
            return;
        }

        Problem problem = ended(status, oauth);

        boolean redirect = status >= 300 && status < 400 && status != 304;
        boolean failure = status == 408 || status >= 500;
        boolean refusal = status == 400 || status == 401 || status == 403;
        assertThat(problem.status()).isEqualTo(status == 429 ? 503 : 502);
        assertThat(problem.detail())
                .contains("https://login.mypurecloud.de", Integer.toString(status))
                .hasSizeLessThan(400)
                .matches(told -> told.contains("rate limit") == (status == 429))
                .matches(told -> told.contains("a redirect") == redirect)
                .matches(told -> told.contains("client-secret") == refusal)
                .matches(told ->
                        told.contains("does not look like") == !(status == 429 || redirect || failure || refusal));
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
        assertThat(failed(503, "{\"message\":\"" + SECRET + "\"}", Map.of("Retry-After", "soon"))
                        .detail())
                .isEqualTo("The token endpoint https://login.mypurecloud.de answered 503");
    }

    /** What an answer of this status ends with, which camel-http tells of by an exception if it is to be repeated. */
    private Problem ended(int status, String body) {
        if (status == 408 || status >= 500) {
            return failed(status, body, Map.of());
        }
        answer(status, body);
        return problem();
    }

    private Problem failed(int status, String body, Map<String, String> headers) {
        return login(GenesysAccess.ClientAuth.BASIC)
                .unreachable(new HttpOperationFailedException(
                        "https://login.mypurecloud.de", status, SECRET, null, headers, body));
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
                1 << 20,
                WayOut.DIRECT);
        return new Login(access, clock, clock);
    }

    private void answer(int status, String body) {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setBody(body.getBytes(StandardCharsets.UTF_8));
    }

    private String body() {
        return new String(message.getBody(byte[].class), StandardCharsets.UTF_8);
    }
}
