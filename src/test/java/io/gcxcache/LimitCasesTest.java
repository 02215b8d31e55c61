package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.problem;
import static io.gcxcache.RawServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Genesys said of its limits and was misunderstood, by the numbers of the cases. */
class LimitCasesTest {
    private static final String SUMS = "/api/v2/sums/query";
    private static final String TOKEN_LIMIT = "{\"message\":\"Rate limit exceeded\",\"status\":429,"
            + "\"limit\":{\"key\":\"client.credentials.token.rate.per.minute\",\"namespace\":\"platform.api\"}}";

    @TempDir
    Path folder;

    @Test
    void case9AllFamiliesTogetherKeepTheClientsLimit() throws Exception {
        try (PacingRounds rounds = new PacingRounds(folder, Map.of())) {
            rounds.gateway.clock.stop();
            for (int window = 1; window <= 5; window++) {
                List<HttpResponse<String>> answers = rounds.askAll(20);

                assertThat(rounds.calls()).isBetween(window * 29, window * PacingRounds.LIMIT);
                assertThat(answers)
                        .filteredOn(answer -> answer.statusCode() != 200)
                        .hasSizeGreaterThanOrEqualTo(30)
                        .allSatisfy(refused -> {
                            assertThat(problem(refused, 503)).contains("OAuth client");
                            assertThat(Integer.parseInt(header(refused, "Retry-After")))
                                    .isBetween(1, 62);
                        });
                rounds.gateway.clock.advance(Duration.ofSeconds(62));
            }

            assertThat(rounds.mostInAWindow()).isLessThanOrEqualTo(PacingRounds.LIMIT);
            assertThat(rounds.refusals()).isZero();
        }
    }

    @Test
    void case10A429OfTheTokenMakesAllFamiliesWait() throws Exception {
        try (RawUpstream upstream = upstream()) {
            upstream.genesys.on(SUMS, status(429, TOKEN_LIMIT, "Retry-After: 20"));
            problem(upstream.ask("sums", 1).join(), 503);

            HttpResponse<String> other = upstream.gateway.get("/gcx/lists/things/1");

            assertThat(problem(other, 503)).contains("OAuth client");
            assertThat(Integer.parseInt(header(other, "Retry-After"))).isBetween(18, 20);
            assertThat(upstream.genesys.requests("/api/v2/things/1")).isZero();
            JsonNode client = json(upstream.gateway.get("/gcx/budget")).path("client");
            assertThat(client.path("mode").asText()).isEqualTo("BLOCKED");
            assertThat(client.path("remaining").asInt()).isZero();
        }
    }

    @Test
    void aProbeOfAFamilyDoesNotEndABlockOfTheClientThatBeganMeanwhile() throws Exception {
        try (RawUpstream upstream = upstream()) {
            upstream.genesys.on(SUMS, status(429, "{}", "Retry-After: 3600"));
            problem(upstream.ask("sums", 1).join(), 503);
            upstream.gateway.clock.advance(Duration.ofSeconds(301));
            CountDownLatch blocked = new CountDownLatch(1);
            upstream.genesys.on(SUMS, out -> {
                blocked.await();
                RawServer.json("{\"results\":[]}").write(out);
            });
            CompletableFuture<HttpResponse<String>> probe = upstream.ask("sums", 2);
            await().until(() -> upstream.genesys.requests(SUMS) == 2);

            upstream.genesys.on("/api/v2/things/1", status(429, TOKEN_LIMIT, "Retry-After: 200"));
            problem(upstream.gateway.get("/gcx/lists/things/1"), 503);
            blocked.countDown();

            assertThat(probe.join().statusCode()).isEqualTo(200);
            assertThat(problem(upstream.ask("sums", 3).join(), 503)).contains("OAuth client");
        }
    }

    static Stream<Arguments> absurdities() {
        String soon = Long.toString(Instant.now().getEpochSecond() + 3600);
        return Stream.of(
                Arguments.of("a Retry-After of 136 years", 429, 86_400, lines("Retry-After: 4294967294")),
                Arguments.of("a Retry-After of 100 digits", 429, 86_400, lines("Retry-After: " + "9".repeat(100))),
                Arguments.of("a Retry-After below zero", 429, 10, lines("Retry-After: -5")),
                Arguments.of("a Retry-After of yesterday", 429, 10, lines("Retry-After: " + date(Duration.ofDays(-1)))),
                Arguments.of(
                        "a Retry-After in 8,000 years",
                        429,
                        86_400,
                        lines("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT")),
                Arguments.of(
                        "garbage", 429, 10, lines("Retry-After: \u00e4;;", "RateLimit: \"", "RateLimit-Policy: ;;")),
                Arguments.of("a 503 for a year", 503, 300, lines("Retry-After: 31536000")),
                Arguments.of(
                        "a window that is named as the one counted here",
                        200,
                        86_400,
                        lines("RateLimit: \"local\";r=0;t=86400", "RateLimit-Policy: \"local\";q=10")),
                Arguments.of("an hour ahead, by a clock unknown", 200, 60, spent(soon)),
                Arguments.of("the year 999930099", 200, 60, spent("31554889864403199")),
                Arguments.of(
                        "the year 999930099, by a known clock",
                        200,
                        86_400,
                        lines("Date: " + date(Duration.ZERO), spent("31554889864403199"))),
                Arguments.of(
                        "an hour ahead, by a clock an hour ahead",
                        200,
                        60,
                        lines("Date: " + date(Duration.ofHours(1)), spent(soon))),
                Arguments.of(
                        "an hour ago", 200, 0, spent(Long.toString(Instant.now().getEpochSecond() - 3600))),
                Arguments.of(
                        "a window of 136 years",
                        200,
                        86_400,
                        lines(
                                "RateLimit: \"default\";r=0;t=4294967294",
                                "RateLimit-Policy: \"default\";q=10;w=4294967294")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("absurdities")
    void case29NoResetIsBelievedBeyondReason(String what, int status, long most, String[] lines) throws Exception {
        try (RawUpstream upstream = upstream()) {
            upstream.genesys.on(SUMS, RawServer.json("{\"results\":[]}"));
            assertThat(upstream.ask("sums", 0).join().statusCode()).isEqualTo(200);
            upstream.genesys.on(SUMS, status(status, "{\"results\":[]}", lines));
            upstream.ask("sums", 1).join();

            HttpResponse<String> hit = upstream.ask("sums", 0).join();
            HttpResponse<String> miss = upstream.ask("sums", 2).join();

            assertThat(hit.statusCode()).isEqualTo(200);
            assertThat(header(hit, "RateLimit")).matches("\"sums-query\";r=\\d+;t=\\d+");
            assertThat(json(upstream.gateway.get("/gcx/budget")).path("families"))
                    .isNotEmpty();
            if (miss.statusCode() != 200) {
                problem(miss, 503);
                assertThat(Long.parseLong(header(miss, "Retry-After"))).isBetween(1L, most);
            }
            upstream.genesys.on(SUMS, RawServer.json("{\"results\":[]}"));
            upstream.gateway.clock.advance(Duration.ofSeconds(Math.min(most, 301)));
            assertThat(upstream.ask("sums", 3).join().statusCode())
                    .as("after the block, or as the probe of a long one")
                    .isEqualTo(200);
            assertThat(upstream.ask("sums", 4).join().statusCode()).isEqualTo(200);
        }
    }

    private RawUpstream upstream() throws Exception {
        return new RawUpstream(folder, 20, Map.of("gcx.budget.max-wait", "0"));
    }

    private static String[] spent(String reset) {
        return lines("X-RateLimit-Limit: 300", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: " + reset);
    }

    private static String[] lines(String first, String... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
    }

    private static String date(Duration ahead) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(ahead).atOffset(ZoneOffset.UTC));
    }
}
