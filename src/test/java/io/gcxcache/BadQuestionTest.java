package io.gcxcache;

import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions about things that do not exist, or that nobody may name. */
class BadQuestionTest {
    @TempDir
    static Path audit;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(audit);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void anUnknownDirectoryIsRememberedForSecondsOnly() throws Exception {
        String unknown = "/gcx/directories/nobody";

        String detail = problem(gateway.get(unknown), 404);
        problem(gateway.get(unknown), 404);
        int callsAtFirst = gateway.pageCalls("nobody");
        gateway.clock.advance(Duration.ofSeconds(11));
        problem(gateway.get(unknown), 404);

        assertThat(detail).contains("/api/v2/routing/directories/nobody/entries");
        assertThat(callsAtFirst).isEqualTo(1);
        assertThat(gateway.pageCalls("nobody")).isEqualTo(2);
    }

    @Test
    void aDirectoryThatAppearsIsFoundOnceTheRefusalIsForgotten() throws Exception {
        problem(gateway.get("/gcx/directories/newcomer"), 404);
        gateway.genesys.directory("newcomer").entries(3);
        gateway.clock.advance(Duration.ofSeconds(11));

        assertThat(gateway.get("/gcx/directories/newcomer").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2f..%2foauth",
                "..%2Fx",
                "%2e%2e%2fx",
                "a%20b",
                "a+b",
                "a%3fpageSize=1",
                "a%23b",
                "a%25b",
                "%c3%a4",
                "a;b",
                "a,b",
                "$%7bheader.x%7d"
            })
    void anIdOfOtherCharactersIsRefusedAndNothingIsAsked(String id) throws Exception {
        int before = gateway.genesys.calls().count("/api/");

        String detail = problem(gateway.get("/gcx/directories/" + id), 400);

        assertThat(detail).contains("1 to 128 characters");
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%00b", "a%0d%0aX-Evil:1", "a%5cb"})
    void anIdWithWhatNoPathHoldsIsRefusedAndNothingIsAsked(String id) throws Exception {
        int before = gateway.genesys.calls().count("/api/");

        String detail = problem(gateway.get("/gcx/directories/" + id), 400);

        assertThat(detail).contains("A path has no control characters, backslashes");
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(before);
    }

    @Test
    void anIdMayHave128CharactersAndNoMore() throws Exception {
        int before = gateway.genesys.calls().count("/api/");

        problem(gateway.get("/gcx/directories/" + "x".repeat(200)), 400);
        problem(gateway.get("/gcx/directories/" + "x".repeat(129)), 400);
        int refused = gateway.genesys.calls().count("/api/") - before;
        problem(gateway.get("/gcx/directories/" + "x".repeat(128)), 404);

        assertThat(refused).isZero();
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "404 /gcx/directories/a/b",
                "404 /gcx/directories/",
                "404 /gcx/directories",
                "404 /gcx/lists/a/b",
                "404 /",
                "404 /gcx",
                "400 /gcx/directories/..",
                "400 /gcx/directories/.",
                "400 /gcx/directories/%2e%2e",
                "400 /gcx/directories/../../oauth/token",
                "400 //gcx/directories/emergency_contacts",
                "400 /gcx/lists/.."
            })
    void aPathThatLeadsElsewhereIsRefusedAndNothingIsAsked(String statusAndPath) throws Exception {
        String status = statusAndPath.split(" ")[0];
        int before = gateway.genesys.calls().count("/api/");

        String reply = gateway.raw("GET " + statusAndPath.split(" ")[1]);

        assertThat(reply)
                .startsWith("HTTP/1.1 " + status)
                .containsIgnoringCase("content-type: application/problem+json");
        assertThat(reply.substring(reply.indexOf("\r\n\r\n"))).contains("\"status\":" + status);
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unheard-of", "a%20b", "..%2fx", "routing-queues%2f", "refresh?x=1"})
    void aListThatNobodyDeclaredIsNotFound(String name) throws Exception {
        int before = gateway.genesys.calls().count("/api/");

        problem(gateway.get("/gcx/lists/" + name), 404);

        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(before);
    }
}
