package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.RawServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts read the rate limit of every reply at Genesys's own paths, and break where it is missing. */
class ApiRateLimitTest {
    private static final String OF_A_FAMILY = "300";
    private static final String OF_THE_CLIENT = "5000";

    @TempDir
    static Path folder;

    private static RawServer genesys;
    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        genesys = new RawServer();
        genesys.on("/oauth/token", json("{\"access_token\":\"t\",\"expires_in\":86400}"));
        gateway = Gateway.start(
                folder,
                Map.of(
                        "gcx.genesys.api-url",
                        genesys.url().toString(),
                        "gcx.genesys.login-url",
                        genesys.url().toString(),
                        "gcx.budget.limit",
                        OF_A_FAMILY,
                        "gcx.budget.client.limit",
                        OF_THE_CLIENT));
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        genesys.close();
    }

    private static HttpResponse<String> get(String target) throws Exception {
        return gateway.get(target, "Authorization", "Bearer " + token);
    }

    /** Each is of a family of its own. */
    @ParameterizedTest
    @CsvSource({
        "/api/v2/groups/g, 400, 400, 1",
        "/api/v2/organizations/me, 404, 404, 1",
        "/api/v2/presence/definitions, 409, 409, 1",
        "/api/v2/externalcontacts/scan/contacts, 429, 429, 300",
        "/api/v2/teams, 200, 502, 1",
        "/api/v2/unknown, 404, 404, 1",
        "/api/v2/users/me, 429, 429, 300"
    })
    void errorsTellThatOfTheFamilyThatWasAsked(String path, int upstream, int status, String count) throws Exception {
        genesys.on(path, RawServer.status(upstream, upstream == 200 ? "[]" : "{}", "Retry-After: 40"));

        HttpResponse<String> failed = get(path);

        assertThat(failed.statusCode()).isEqualTo(status);
        assertThat(header(failed, "inin-ratelimit-allowed")).isEqualTo(OF_A_FAMILY);
        assertThat(header(failed, "inin-ratelimit-count")).isEqualTo(count);
        assertThat(Integer.parseInt(header(failed, "inin-ratelimit-reset"))).isBetween(1, 60);
    }

    @ParameterizedTest
    @CsvSource({"/api/v2/tokens/me, 200", "/api/v2/users/%2e%2e, 400", "/api/v2/users?q=%ff, 400"})
    void whereNoFamilyIsKnownItIsThatOfTheGatewaysOwnClient(String path, int status) throws Exception {
        HttpResponse<String> reply = get(path);

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(header(reply, "inin-ratelimit-allowed")).isEqualTo(OF_THE_CLIENT);
        assertThat(Integer.parseInt(header(reply, "inin-ratelimit-count"))).isBetween(0, 10);
        assertThat(Integer.parseInt(header(reply, "inin-ratelimit-reset"))).isNotNegative();
    }

    @Test
    void whoHasNoTokenIsToldTooAndElsewhereNobodyIs() throws Exception {
        assertThat(header(gateway.get("/api/v2/users"), "inin-ratelimit-allowed"))
                .isEqualTo(OF_THE_CLIENT);
        assertThat(header(gateway.get("/gcx/budget"), "inin-ratelimit-allowed")).isEmpty();
    }
}
