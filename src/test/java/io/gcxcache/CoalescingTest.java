package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.pagesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.PagingStyle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many ask, Genesys is asked once, and those who wait cost nothing. Every test has a directory of its own. */
class CoalescingTest {
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
    void twoHundredClientsOfAColdDirectoryCostItsPagesOnce(@TempDir Path otherAudit) throws Exception {
        try (Gateway cold = Gateway.start(otherAudit)) {
            cold.genesys.fault(Fault.slow(Duration.ofMillis(500)).on(pagesOf("internal_agents")));

            List<CompletableFuture<HttpResponse<String>>> crowd = IntStream.range(0, 200)
                    .mapToObj(i -> cold.getAsync("/gcx/directories/internal_agents"))
                    .toList();
            List<HttpResponse<String>> replies =
                    crowd.stream().map(CompletableFuture::join).toList();

            assertThat(replies).extracting(HttpResponse::statusCode).containsOnly(200);
            assertThat(replies.stream().map(HttpResponse::body).distinct()).hasSize(1);
            assertThat(json(replies.get(0)).path("entries")).hasSize(1180);
            assertThat(cold.pageCalls("internal_agents")).isEqualTo(5);
            assertThat(cold.genesys.calls().tokens()).isEqualTo(1);
            List<String> statuses =
                    replies.stream().map(reply -> header(reply, "Cache-Status")).toList();
            assertThat(statuses)
                    .filteredOn(status -> status.equals("gcx; fwd=uri-miss; stored"))
                    .hasSize(1);
            assertThat(statuses)
                    .filteredOn(
                            status -> status.equals("gcx; fwd=uri-miss; collapsed") || status.startsWith("gcx; hit"))
                    .hasSize(199);
        }
    }

    @Test
    void aCrowdOnAStaleDirectoryCostsOneRefresh() throws Exception {
        gateway.genesys.directory("stale-crowd").entries(12);
        gateway.get("/gcx/directories/stale-crowd");
        gateway.clock.advance(Duration.ofSeconds(310));
        gateway.genesys.fault(Fault.slow(Duration.ofMillis(500)).on(pagesOf("stale-crowd")));

        List<CompletableFuture<HttpResponse<String>>> crowd = IntStream.range(0, 200)
                .mapToObj(i -> gateway.getAsync("/gcx/directories/stale-crowd"))
                .toList();

        assertThat(crowd).allSatisfy(reply -> assertThat(header(reply.join(), "Cache-Status"))
                .startsWith("gcx; hit"));
        await().untilAsserted(() -> assertThat(header(gateway.get("/gcx/directories/stale-crowd"), "Cache-Status"))
                .matches("gcx; hit; ttl=\\d+"));
        assertThat(gateway.pageCalls("stale-crowd")).isEqualTo(2);
    }

    @Test
    void tenThousandQuestionsAboutAFreshDirectoryAskGenesysNothing(@TempDir Path otherAudit) throws Exception {
        int threads = 4;
        int each = 2_500;
        try (Gateway warm = Gateway.start(otherAudit)) {
            warm.get("/gcx/directories/emergency_contacts");
            int callsBefore = warm.genesys.calls().count();
            URI url = warm.url("/gcx/directories/emergency_contacts");

            ExecutorService clients = Executors.newFixedThreadPool(threads);
            List<Future<Integer>> hits = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                hits.add(clients.submit(() -> askAndCountHits(url, each)));
            }
            int counted = 0;
            for (Future<Integer> part : hits) {
                counted += part.get();
            }
            clients.shutdown();

            JsonNode metrics = json(warm.get("/gcx/metrics"));
            assertThat(counted).isEqualTo(threads * each);
            assertThat(warm.genesys.calls().count()).isEqualTo(callsBefore);
            assertThat(metrics.path("upstream_calls").asInt()).isEqualTo(1);
            assertThat(metrics.path("hits").asInt()).isEqualTo(threads * each);
            assertThat(metrics.path("misses").asInt()).isEqualTo(1);
            assertThat(metrics.path("hit_ratio").asDouble()).isGreaterThan(0.999);
        }
    }

    @Test
    void manyColdDirectoriesAtOnceDoNotStarveEachOther(@TempDir Path otherAudit) throws Exception {
        try (Gateway cold = Gateway.start(otherAudit)) {
            cold.genesys.rateLimit("routing-directories", 100_000, Duration.ofSeconds(60));
            List<String> ids = IntStream.range(0, 52).mapToObj(i -> "cold-" + i).toList();
            ids.forEach(id -> cold.genesys.directory(id).entries(750).paging(PagingStyle.PAGE_COUNT));

            List<CompletableFuture<HttpResponse<String>>> asked = ids.stream()
                    .map(id -> cold.getAsync("/gcx/directories/" + id))
                    .toList();

            assertThat(asked).allSatisfy(reply -> assertThat(reply.join().statusCode())
                    .as(reply.join().body())
                    .isEqualTo(200));
            assertThat(ids).allSatisfy(id -> assertThat(cold.pageCalls(id)).isEqualTo(3));
        }
    }

    @Test
    void aLeaderThatGoesAwayChangesNothingForThoseWhoFollow() throws Exception {
        gateway.genesys.directory("left-alone").entries(12);
        CompletableFuture<Void> release = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(release).on(pagesOf("left-alone")));
        int missesBefore = misses(gateway);

        CompletableFuture<HttpResponse<String>> follower;
        try (Socket leader = ask("left-alone")) {
            await().until(() -> gateway.pageCalls("left-alone") == 1);
            follower = gateway.getAsync("/gcx/directories/left-alone");
            await().until(() -> misses(gateway) == missesBefore + 2);
            leader.setSoLinger(true, 0);
        }
        release.complete(null);
        HttpResponse<String> followed = follower.join();
        HttpResponse<String> later = gateway.get("/gcx/directories/left-alone");

        assertThat(followed.statusCode()).isEqualTo(200);
        assertThat(header(followed, "Cache-Status")).isEqualTo("gcx; fwd=uri-miss; collapsed");
        assertThat(header(later, "Cache-Status")).startsWith("gcx; hit; ttl=");
        assertThat(gateway.pageCalls("left-alone")).isEqualTo(1);
    }

    @Test
    void anOnlyClientThatGoesAwayLeavesTheAnswerBehind() throws Exception {
        gateway.genesys.directory("abandoned").entries(12);
        CompletableFuture<Void> release = new CompletableFuture<>();
        gateway.genesys.fault(Fault.held(release).on(pagesOf("abandoned")));

        try (Socket only = ask("abandoned")) {
            await().until(() -> gateway.pageCalls("abandoned") == 1);
            only.setSoLinger(true, 0);
        }
        release.complete(null);
        await().untilAsserted(() -> assertThat(
                        json(gateway.get("/gcx/metrics")).path("cache_size").asInt())
                .isPositive());

        await().untilAsserted(() -> assertThat(header(gateway.get("/gcx/directories/abandoned"), "Cache-Status"))
                .startsWith("gcx; hit"));
        assertThat(gateway.pageCalls("abandoned")).isEqualTo(1);
    }

    @Test
    void twoThousandWaitingClientsHoldNoThreadsAndHinderNobody(@TempDir Path otherAudit) throws Exception {
        int crowd = 2_000;
        List<Socket> waiting = new ArrayList<>();
        try (Gateway busy = Gateway.start(otherAudit)) {
            busy.get("/gcx/directories/emergency_contacts");
            busy.genesys.directory("slow").entries(12);
            CompletableFuture<Void> release = new CompletableFuture<>();
            busy.genesys.fault(Fault.held(release).on(pagesOf("slow")));

            for (int i = 0; i < crowd; i++) {
                waiting.add(ask(busy, "slow"));
            }
            await().until(() -> misses(busy) == crowd + 1);
            HttpResponse<String> other = busy.get("/gcx/directories/emergency_contacts");
            long threads = gatewayThreads();
            release.complete(null);
            List<String> statusLines = new ArrayList<>();
            for (Socket socket : waiting) {
                statusLines.add(statusLine(socket));
            }

            assertThat(header(other, "Cache-Status")).startsWith("gcx; hit");
            assertThat(threads).isLessThanOrEqualTo(100);
            assertThat(statusLines).hasSize(crowd).containsOnly("HTTP/1.1 200 OK");
            assertThat(busy.pageCalls("slow")).isEqualTo(1);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Not by the client of the JDK, which sends a request again whose connection it takes for closed. */
    private static int askAndCountHits(URI url, int times) throws IOException {
        int hits = 0;
        RawConnection connection = new RawConnection(SocketFactory.getDefault(), url.getPort());
        for (int i = 0; i < times; i++) {
            connection.send("GET " + url.getPath() + " HTTP/1.1\r\nHost: localhost\r\n\r\n", Integer.MAX_VALUE);
            hits += connection.reply("GET").contains("\r\nCache-Status: gcx; hit") ? 1 : 0;
        }
        connection.close();
        return hits;
    }

    private static int misses(Gateway asked) throws Exception {
        return json(asked.get("/gcx/metrics")).path("misses").asInt();
    }

    private static Socket ask(String directory) throws IOException {
        return ask(gateway, directory);
    }

    private static Socket ask(Gateway asked, String directory) throws IOException {
        Socket socket = new Socket("127.0.0.1", asked.url("/").getPort());
        String request = "GET /gcx/directories/" + directory + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    private static long gatewayThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("gcx-") || name.contains("vert.x") || name.contains("Camel"))
                .count();
    }
}
