package io.gcxcache.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gcxcache.MutableClock;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a login says to be granted a token, and what it is refused for. */
class TokenEndpointTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String GRANT = "grant_type=client_credentials";

    @TempDir
    Path folder;

    private Tokens tokens;
    private TokenEndpoint endpoint;

    @BeforeEach
    void begin() {
        MutableClock clock = new MutableClock();
        Consumers nobody = new Consumers(null, clock);
        tokens = new Tokens(folder.resolve("tokens.key"), null, nobody, clock);
        endpoint = new TokenEndpoint(tokens, nobody);
    }

    @Test
    void aClientMayAuthenticateByTheHeader() {
        TokenEndpoint.Grant grant = endpoint.grant(here(basic("some:thing")), FORM, GRANT);

        assertThat(owner(grant)).isEqualTo("some");
        assertThat(grant.tokenType()).isEqualTo("bearer");
        assertThat(grant.expiresIn()).isEqualTo(86_399);
    }

    @ParameterizedTest
    @CsvSource({
        "client_id=some&client_secret=thing&" + GRANT + ", some",
        GRANT + "&client_secret=t%26%3Dg&client_id=so%20me%2B+x, so me+ x",
        "scope=&client_id=some&" + GRANT + "&client_secret=thing&, some"
    })
    void aClientMayAuthenticateByTheForm(String form, String client) {
        assertThat(owner(endpoint.grant(here(null), FORM, form))).isEqualTo(client);
    }

    @Test
    void theHeaderCountsWhereTheFormSaysMore() {
        assertThat(owner(endpoint.grant(here(basic("a:b")), FORM, GRANT + "&client_id=other&client_secret=another")))
                .isEqualTo("a");
    }

    @Test
    void aSecretMayHoldColonsAndTheSchemeHasNoCase() {
        String pair = Base64.getEncoder().encodeToString("a:b:c:".getBytes(StandardCharsets.UTF_8));

        assertThat(owner(endpoint.grant(here("bASIC  " + pair + " "), FORM, GRANT)))
                .isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM, "Application/X-WWW-Form-URLEncoded; charset=UTF-8"})
    void aFormIsReadByItsType(String type) {
        assertThat(owner(endpoint.grant(here(basic("a:b")), type, GRANT))).isEqualTo("a");
        assertThat(owner(endpoint.grant(here(basic("a:b")), null, GRANT))).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "'', invalid_request, grant_type is missing",
        "grant_type=, invalid_request, grant_type is missing",
        "grant_type, invalid_request, grant_type is missing",
        "Grant_Type=client_credentials, invalid_request, grant_type is missing",
        "grant_type=password, unsupported_grant_type, grant_type is to be client_credentials",
        "grant_type=CLIENT_CREDENTIALS, unsupported_grant_type, grant_type is to be client_credentials",
        GRANT + "&" + GRANT + ", invalid_request, grant_type is there more than once"
    })
    void aWrongFormIsABadRequest(String form, String error, String description) {
        OAuthError refused = refused(here(basic("a:b")), FORM, form);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo(new OAuthError.Body(error, description, description));
    }

    @Test
    void anotherTypeIsABadRequest() {
        OAuthError refused = refused(here(basic("a:b")), "application/json", "{\"grant_type\":\"client_credentials\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().error()).isEqualTo("invalid_request");
    }

    @Test
    void aFieldThatIsThereTwiceIsABadRequest() {
        OAuthError refused = refused(here(null), FORM, GRANT + "&client_id=a&client_id=b&client_secret=c");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().description()).isEqualTo("client_id is there more than once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic",
                "Basic ",
                "Basic !!!",
                "Basic YWI=",
                "Basic YTo=",
                "Basic OmI=",
                "Bearer YTpi",
                "Digest username=a",
                "YTpi"
            })
    void aMalformedHeaderIsNoClient(String authorization) {
        OAuthError refused = refused(here(authorization), FORM, GRANT);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body().error()).isEqualTo("invalid_client");
        assertThat(refused.body().description()).doesNotContain("YTpi", "YWI=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&client_id=a", "&client_secret=b", "&client_id=&client_secret=b"})
    void missingCredentialsAreNoClient(String fields) {
        OAuthError refused = refused(here(null), FORM, GRANT + fields);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body().error()).isEqualTo("invalid_client");
    }

    @Test
    void aClientIdIsBoundedAndPrintable() {
        assertThat(owner(endpoint.grant(here(basic("x".repeat(128) + ":s")), FORM, GRANT)))
                .hasSize(128);
        for (String id : new String[] {"x".repeat(129), "a\nb", "a\u007Fb", "é", "a\u0000"}) {
            assertThat(refused(here(basic(id + ":s")), FORM, GRANT).status()).isEqualTo(401);
        }
    }

    @Test
    void onlyWhoIsOnThisMachineGetsAToken() throws Exception {
        for (String there : new String[] {"192.0.2.7", "10.0.0.1", "2001:db8::1", "0.0.0.0", "::ffff:192.0.2.7"}) {
            ClientAuthentication client = ClientAuthentication.of(basic("a:b"), InetAddress.getByName(there), false);
            OAuthError refused = refused(client, FORM, GRANT);

            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.body().error()).isEqualTo("invalid_client");
        }
        for (String here : new String[] {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"}) {
            InetAddress peer = InetAddress.getByName(here);

            assertThat(owner(endpoint.grant(ClientAuthentication.of(basic("a:b"), peer, false), FORM, GRANT)))
                    .isEqualTo("a");
            assertThat(refused(ClientAuthentication.of(basic("a:b"), peer, true), FORM, GRANT)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void whatHoldsASecretTellsItNobody() {
        assertThat(here(basic("a:b"))).asString().isEqualTo("ClientAuthentication[local=true]");
    }

    private String owner(TokenEndpoint.Grant grant) {
        return tokens.owner("Bearer " + grant.accessToken()).clientId();
    }

    private OAuthError refused(ClientAuthentication client, String type, String form) {
        return catchThrowableOfType(OAuthError.class, () -> endpoint.grant(client, type, form));
    }

    private static ClientAuthentication here(String authorization) {
        return ClientAuthentication.of(authorization, InetAddress.getLoopbackAddress(), false);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
