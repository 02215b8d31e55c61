package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.pagesOf;
import static io.gcxcache.Gateway.problem;
import static io.gcxcache.RawServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How Genesys and the way to it behaved when somebody asked, by the numbers of the cases. */
class UpstreamCasesTest {
    private static final String SUMS = "/api/v2/sums/query";
    private static final String THINGS = "/api/v2/things/";
    private static final String NOTHING = "{\"results\":[]}";

    @TempDir
    static Path sharedFolder;

    private static RawUpstream shared;
    private static int asked;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        shared = new RawUpstream(sharedFolder, 20, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        shared.close();
    }

    @Test
    void case12ATokenRevokedInTheMiddleOfAListIsRenewedOnce() throws Exception {
        try (Gateway gateway = Gateway.start(folder)) {
            gateway.get("/gcx/lists/routing-queues");
            int logins = gateway.genesys.calls().count("/oauth/token");
            gateway.genesys.fault(
                    Fault.revokeToken().on(pagesOf("internal_agents")).page(2));

            HttpResponse<String> list = gateway.get("/gcx/directories/internal_agents");

            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(gateway.genesys.calls().count("/oauth/token")).isEqualTo(logins + 1);
        }
    }

    @Test
    void case12ATokenRevokedInTheMiddleOfAJobIsRenewedAndTheJobGoesOn() throws Exception {
        try (Gateway gateway = Gateway.start(folder)) {
            gateway.get("/gcx/lists/routing-queues");
            int logins = gateway.genesys.calls().count("/oauth/token");
            gateway.genesys.fault(Fault.revokeToken().endingWith("/results"));

            HttpResponse<String> job = gateway.post(
                    "/gcx/queries/conversations-details-job",
                    "{\"interval\":\"2024-01-01T00:00:00Z/2024-01-02T00:00:00Z\"}");

            assertThat(job.statusCode()).isEqualTo(200);
            assertThat(gateway.genesys.calls().count("/oauth/token")).isEqualTo(logins + 1);
            assertThat(gateway.genesys.calls().all())
                    .filteredOn(
                            call -> call.method().equals("POST") && call.path().endsWith("/details/jobs"))
                    .hasSize(1);
        }
    }

    @Test
    void case12ATokenRevokedBetweenA429AndItsRetryIsRenewed() throws Exception {
        try (Gateway gateway = Gateway.start(folder)) {
            gateway.get("/gcx/lists/routing-queues");
            int logins = gateway.genesys.calls().count("/oauth/token");
            gateway.genesys.fault(Fault.tooManyRequests(Duration.ofSeconds(1)).on(pagesOf("emergency_contacts")));
            gateway.genesys.fault(Fault.revokeToken().on(pagesOf("emergency_contacts")));

            HttpResponse<String> list = gateway.get("/gcx/directories/emergency_contacts");

            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(gateway.pageCalls("emergency_contacts")).isEqualTo(3);
            assertThat(gateway.genesys.calls().count("/oauth/token")).isEqualTo(logins + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"5", "33"})
    void case13WhatIsNotAllThereYetDoesNotLiveForLong(int days) throws Exception {
        Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        String results = "/api/v2/pages/jobs/j/results";
        shared.genesys.on("/api/v2/pages/jobs", RawServer.status(202, "{\"jobId\":\"j\"}"));
        shared.genesys.on("/api/v2/pages/jobs/j", json("{\"state\":\"FULFILLED\"}"));
        shared.genesys.on(
                results, json("{\"results\":[],\"dataAvailabilityDate\":\"" + today.minus(4, ChronoUnit.DAYS) + "\"}"));
        String body = "{\"interval\":\"" + today.minus(days + 1, ChronoUnit.DAYS) + '/'
                + today.minus(1, ChronoUnit.DAYS) + "\"}";

        HttpResponse<String> job = shared.gateway.post("/gcx/queries/pages", body);

        assertThat(job.statusCode()).isEqualTo(200);
        String maxAge = header(job, "Cache-Control").replaceAll("\\D", "");
        assertThat(Integer.parseInt(maxAge)).isLessThanOrEqualTo(300);
    }

    static Stream<Arguments> codings() throws IOException {
        byte[] text = "{\"results\":[1]}".getBytes(StandardCharsets.UTF_8);
        byte[] zipped = gzip(text);
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(deflated)) {
            deflate.write(text);
        }
        return Stream.of(
                Arguments.of("gzip", zipped, 200),
                Arguments.of("gzip, gzip", gzip(zipped), 200),
                Arguments.of("deflate", deflated.toByteArray(), 200),
                Arguments.of("identity", text, 200),
                Arguments.of("br", text, 502),
                Arguments.of("gzip", Arrays.copyOf(zipped, zipped.length / 2), 502),
                Arguments.of("gzip", text, 502));
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(text);
        }
        return zipped.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("codings")
    void case22AnAnswerIsReadInTheCodingThatItSaysOrIsNone(String coding, byte[] body, int status) throws Exception {
        shared.genesys.on(SUMS, RawServer.bytes(200, body, "Content-Encoding: " + coding));

        HttpResponse<String> answer = shared.ask("sums", ++asked).join();

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 200) {
            assertThat(answer.body()).isEqualTo("{\"results\":[1]}");
        }
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, 200", "UTF-16BE, 502", "UTF-16LE, 502"})
    void case21AByteOrderMarkIsDroppedAndAnotherEncodingIsNoAnswer(String charset, int status) throws Exception {
        shared.genesys.on(SUMS, RawServer.bytes(200, "\ufeff{\"results\":[1]}".getBytes(charset)));

        HttpResponse<String> answer = shared.ask("sums", ++asked).join();

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body().equals("{\"results\":[1]}")).isEqualTo(status == 200);
    }

    @Test
    void case25AFamilyThatTricklesHoldsUpNoOther() throws Exception {
        try (RawUpstream upstream = upstream(Map.of("gcx.genesys.response-timeout", "30"))) {
            CountDownLatch trickling = new CountDownLatch(40);
            RawServer.Answer slow = out -> {
                RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                trickling.countDown();
                RawServer.trickle(out, " ", Duration.ofSeconds(1));
            };
            upstream.genesys.on(SUMS, slow);
            upstream.genesys.onAnyOther(slow);
            IntStream.range(0, 60).forEach(n -> {
                upstream.ask("sums", n);
                upstream.gateway.getAsync("/gcx/lists/things/slow-" + n);
            });
            assertThat(trickling.await(20, TimeUnit.SECONDS)).isTrue();
            upstream.genesys.on("/api/v2/runs/jobs", RawServer.status(202, "{\"jobId\":\"j\"}"));
            upstream.genesys.on("/api/v2/runs/jobs/j", json("{\"state\":\"FULFILLED\"}"));
            upstream.genesys.on("/api/v2/runs/jobs/j/results", json(NOTHING));

            HttpResponse<String> third = upstream.ask("runs", 1).get(15, TimeUnit.SECONDS);

            assertThat(third.statusCode()).isEqualTo(200);
            // Or the gateway would wait for its answers before it stops.
            upstream.genesys.close();
        }
    }

    @Test
    void case26AHugeNumberInAnEntryPassesByteForByte() throws Exception {
        shared.genesys.on(THINGS + "huge", json("{\"entities\":[{\"id\":\"a\",\"n\": 1e99999999999}],\"total\":1}"));

        HttpResponse<String> list = shared.gateway.get("/gcx/lists/things/huge");

        assertThat(list.body()).contains("{\"id\":\"a\",\"n\": 1e99999999999}");
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                Arguments.of("a header of 100 MB", (RawServer.Answer) out -> {
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nX-Much: ");
                    pour(out, 100, (byte) 'x');
                    RawServer.write(out, "\r\nContent-Length: 2\r\n\r\n{}");
                }),
                Arguments.of("10^6 header lines", (RawServer.Answer) out -> {
                    RawServer.write(out, "HTTP/1.1 200 OK\r\n");
                    byte[] lines = "X-More: 1\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
                    for (int i = 0; i < 1000; i++) {
                        out.write(lines);
                    }
                    RawServer.write(out, "Content-Length: 2\r\n\r\n{}");
                }),
                Arguments.of("a body of 100 MB", (RawServer.Answer) out -> {
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + (100 << 20) + "\r\n\r\n");
                    pour(out, 100, (byte) ' ');
                }),
                Arguments.of("500 MB out of gzip", (RawServer.Answer) out -> {
                    ByteArrayOutputStream packed = new ByteArrayOutputStream();
                    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                        pour(gzip, 500, (byte) ' ');
                    }
                    RawServer.bytes(200, packed.toByteArray(), "Content-Encoding: gzip")
                            .write(out);
                }));
    }

    private static void pour(OutputStream out, int megabytes, byte what) throws IOException {
        byte[] some = new byte[1 << 20];
        Arrays.fill(some, what);
        for (int i = 0; i < megabytes; i++) {
            out.write(some);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void case28AFloodIsToldAndTheNextMissWorks(String what, RawServer.Answer flood) throws Exception {
        try (RawUpstream upstream = upstream(Map.of("gcx.genesys.max-answer-bytes", Integer.toString(16 << 20)))) {
            upstream.genesys.on(SUMS, flood);

            HttpResponse<String> flooded = upstream.ask("sums", 1).get(40, TimeUnit.SECONDS);

            assertThat(problem(flooded, 502)).containsAnyOf("bytes", "header", "head");
            upstream.genesys.on(SUMS, json(NOTHING));
            assertThat(upstream.ask("sums", 2).join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void case30MissesWaitForARenewalTogetherAndNotOneBehindTheOther() throws Exception {
        try (RawUpstream upstream = upstream(Map.of())) {
            // With the first answer the first login is over.
            upstream.genesys.on(SUMS, json(NOTHING));
            upstream.ask("sums", 60).join();
            CountDownLatch mayLogIn = new CountDownLatch(1);
            upstream.genesys.on("/oauth/token", out -> {
                mayLogIn.await(20, TimeUnit.SECONDS);
                json("{\"access_token\":\"new\",\"expires_in\":86400}").write(out);
            });
            upstream.gateway.clock.advance(Duration.ofDays(2));
            int logins = upstream.genesys.requests("/oauth/token");
            CountDownLatch together = new CountDownLatch(20);
            upstream.genesys.on(SUMS, out -> {
                together.countDown();
                together.await(20, TimeUnit.SECONDS);
                json(NOTHING).write(out);
            });

            List<CompletableFuture<HttpResponse<String>>> misses = IntStream.range(0, 60)
                    .mapToObj(n -> upstream.ask("sums", n))
                    .toList();
            await().until(() -> upstream.genesys.requests("/oauth/token") > logins);
            mayLogIn.countDown();

            assertThat(misses)
                    .allSatisfy(miss -> assertThat(miss.join().statusCode()).isEqualTo(200));
            assertThat(together.getCount()).as("20 at once").isZero();
            assertThat(upstream.genesys.requests("/oauth/token")).isEqualTo(logins + 1);
        }
    }

    @Test
    void case31WhatComesHomeAfterItsTimeDoesNotReplaceWhatIsNewer() throws Exception {
        try (RawUpstream upstream = upstream(Map.of("gcx.list.time-limit", "1"))) {
            CountDownLatch mayEnd = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            String path = THINGS + "late";
            upstream.genesys.on(path, out -> {
                mayEnd.await(20, TimeUnit.SECONDS);
                try {
                    json("{\"entities\":[{\"id\":\"old\"}],\"total\":1}").write(out);
                } finally {
                    ended.countDown();
                }
            });
            assertThat(upstream.gateway.get("/gcx/lists/things/late").statusCode())
                    .isEqualTo(504);
            upstream.genesys.on(path, json("{\"entities\":[{\"id\":\"new\"}],\"total\":1}"));
            upstream.gateway.clock.advance(Duration.ofSeconds(6));

            HttpResponse<String> newer = upstream.gateway.get("/gcx/lists/things/late");
            mayEnd.countDown();
            ended.await(20, TimeUnit.SECONDS);

            assertThat(newer.body()).contains("\"new\"");
            await().during(Duration.ofMillis(300)).untilAsserted(() -> assertThat(
                            upstream.gateway.get("/gcx/lists/things/late").body())
                    .contains("\"new\""));
        }
    }

    private RawUpstream upstream(Map<String, String> settings) throws Exception {
        return new RawUpstream(folder, 20, settings);
    }
}
