package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Varnish in front of the gateway, with docs/varnish.vcl: what it keeps, and what it is told to forget. */
class VarnishTest {
    private static final String DIRECTORY = "/gcx/directories/emergency_contacts";
    private static final String OTHER = "/gcx/directories/external_vendors";
    private static final String LONG = "/gcx/directories/internal_agents";
    private static final String KEY = "gcx:directory:emergency_contacts";

    private static boolean installed;

    @TempDir
    Path folder;

    private Gateway gateway;
    private Varnish varnish;

    @BeforeAll
    static void lookForVarnish(@TempDir Path empty) throws Exception {
        installed = Varnish.isInstalled(empty);
    }

    @BeforeEach
    void startBoth() throws Exception {
        assumeTrue(installed, "varnishd is not on the PATH or has no vmod xkey (Debian: varnish, varnish-modules)");
        int port = Varnish.freePort();
        gateway = Gateway.start(
                folder.resolve("audit"),
                Map.of(
                        "gcx.cdn.varnish.url",
                        "http://127.0.0.1:" + port + "/",
                        "gcx.cdn.outbox",
                        folder.resolve("outbox.journal").toString()));
        varnish = Varnish.start(folder, port, gateway.url("/").getPort());
    }

    @AfterEach
    void stopBoth() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (varnish != null) {
            varnish.close();
        }
    }

    @Test
    void answersTheSecondQuestionItself() throws Exception {
        fill(DIRECTORY);
        HttpResponse<String> first = varnish.get(DIRECTORY);

        HttpResponse<String> second = varnish.get(DIRECTORY);

        assertThat(Varnish.isHit(first)).isFalse();
        assertThat(Varnish.isHit(second)).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(Gateway.header(second, "ETag")).isEqualTo(Gateway.header(first, "ETag"));
        assertThat(Gateway.header(second, "Cache-Groups")).contains("\"directory-emergency_contacts\"");
        assertThat(second.headers().firstValue("xkey")).isEmpty();
        assertThat(Gateway.json(gateway.get("/gcx/metrics")).path("hits").asInt())
                .isEqualTo(1);
    }

    @Test
    void keepsOneFormAndGivesEveryClientWhatItTakes() throws Exception {
        fill(LONG);
        HttpResponse<String> compressed = varnish.send("GET", LONG, "Accept-Encoding", "gzip");

        HttpResponse<String> plain = varnish.get(LONG);

        assertThat(Gateway.header(compressed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(Gateway.header(compressed, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(Varnish.isHit(plain)).isTrue();
        assertThat(Gateway.header(plain, "Content-Encoding")).isEmpty();
        assertThat(plain.body()).isEqualTo(gateway.get(LONG).body());
        assertThat(varnish.send("GET", LONG, "If-None-Match", Gateway.header(compressed, "ETag"))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void keepsAnAnswerForWhatIsLeftOfItsTtl() throws Exception {
        fill(DIRECTORY);
        gateway.clock.advance(Duration.ofSeconds(20));
        varnish.get(DIRECTORY);

        HttpResponse<String> kept = varnish.get(DIRECTORY);

        assertThat(Varnish.isHit(kept)).isTrue();
        assertThat(Integer.parseInt(Gateway.header(kept, "Age"))).isBetween(20, 30);
        assertThat(Gateway.header(kept, "Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(Gateway.header(kept, "CDN-Cache-Control")).isEqualTo("max-age=60");
    }

    @Test
    void doesNotKeepWhatIsStale() throws Exception {
        fill(DIRECTORY);
        gateway.clock.advance(Duration.ofSeconds(70));

        HttpResponse<String> stale = varnish.get(DIRECTORY);

        assertThat(Gateway.header(stale, "Cache-Status")).startsWith("gcx; hit; ttl=-");
        await().untilAsserted(() -> assertThat(varnish.get(DIRECTORY).body()).isNotEqualTo(stale.body()));
    }

    @Test
    void doesNotKeepWhatIsPrivate() throws Exception {
        varnish.get("/gcx/lists/routing-queues");

        HttpResponse<String> second = varnish.get("/gcx/lists/routing-queues");

        assertThat(Gateway.header(second, "Cache-Control")).startsWith("private");
        assertThat(Gateway.header(second, "Cache-Status")).startsWith("gcx; hit");
        assertThat(Varnish.isHit(second)).isFalse();
    }

    @Test
    void passesTheMethodQueryOn() throws Exception {
        HttpResponse<String> answer = varnish.send("QUERY", DIRECTORY);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(Gateway.header(answer, "Allow")).isEqualTo("GET, HEAD");
        // A connection that is piped has no header of Varnish's.
        assertThat(answer.headers().firstValue("X-Varnish")).isPresent();
    }

    @Test
    void showsAnUpdateAndLeavesOtherDirectoriesAlone() throws Exception {
        fill(DIRECTORY);
        fill(OTHER);
        HttpResponse<String> old = kept(DIRECTORY);
        HttpResponse<String> other = kept(OTHER);
        gateway.genesys.directory("emergency_contacts").entries(3);

        HttpResponse<String> verified = gateway.send("POST", DIRECTORY + "/verification");

        assertThat(verified.body()).isEqualTo("{\"result\":\"refreshed\"}");
        HttpResponse<String> updated = awaitOtherThan(old);
        assertThat(Gateway.json(updated).path("entry_count").asInt()).isEqualTo(3);
        assertThat(gotBy(varnish.get(OTHER))).isEqualTo(gotBy(other));
    }

    @Test
    void showsWhatComesAfterTheInvalidationOfAnEntry() throws Exception {
        fill(DIRECTORY);
        HttpResponse<String> old = kept(DIRECTORY);
        gateway.genesys.directory("emergency_contacts").entries(4);

        HttpResponse<String> invalidated = gateway.send("DELETE", "/gcx/entries/" + KEY);

        assertThat(invalidated.body()).isEqualTo("{\"invalidated\":1}");
        assertThat(Gateway.json(awaitOtherThan(old)).path("entry_count").asInt())
                .isEqualTo(4);
    }

    @Test
    void showsWhatComesAfterTheInvalidationOfATag() throws Exception {
        fill(DIRECTORY);
        fill(OTHER);
        HttpResponse<String> old = kept(DIRECTORY);
        HttpResponse<String> other = kept(OTHER);
        gateway.genesys.directory("emergency_contacts").entries(5);
        gateway.genesys.directory("external_vendors").entries(6);

        HttpResponse<String> invalidated = gateway.post("/gcx/invalidations", "{\"tag\": \"directory\"}");

        assertThat(invalidated.body()).isEqualTo("{\"invalidated\":2}");
        assertThat(Gateway.json(awaitOtherThan(old)).path("entry_count").asInt())
                .isEqualTo(5);
        assertThat(Gateway.json(awaitOtherThan(other)).path("entry_count").asInt())
                .isEqualTo(6);
    }

    @Test
    void purgesTheTagsOfAHeader() throws Exception {
        fill(DIRECTORY);
        fill(OTHER);
        kept(DIRECTORY);
        kept(OTHER);

        HttpResponse<String> purged =
                varnish.send("PURGE", "/", "xkey", "directory-emergency_contacts directory-external_vendors");

        assertThat(purged.statusCode()).isEqualTo(200);
        assertThat(purged.body()).isEqualTo("Invalidated 2 objects\n");
        assertThat(Varnish.isHit(varnish.get(DIRECTORY))).isFalse();
        assertThat(Varnish.isHit(varnish.get(OTHER))).isFalse();
    }

    @Test
    void purgesOnePath() throws Exception {
        fill(DIRECTORY);
        fill(OTHER);
        kept(DIRECTORY);
        kept(OTHER);

        HttpResponse<String> purged = varnish.send("PURGE", DIRECTORY);

        assertThat(purged.statusCode()).isEqualTo(200);
        assertThat(Varnish.isHit(varnish.get(DIRECTORY))).isFalse();
        assertThat(Varnish.isHit(varnish.get(OTHER))).isTrue();
    }

    @Test
    void purgesForNobodyElse() throws Exception {
        fill(DIRECTORY);
        kept(DIRECTORY);

        String refused = varnish.from("127.0.0.2", "PURGE " + DIRECTORY);

        assertThat(refused).startsWith("HTTP/1.1 403 ");
        assertThat(Varnish.isHit(varnish.get(DIRECTORY))).isTrue();
    }

    /** Has the gateway cache a path, and waits until Varnish has been told of it, which it would otherwise be later. */
    private void fill(String path) throws Exception {
        gateway.get(path);
        await().until(() -> Gateway.json(gateway.get("/gcx/notifications"))
                .path("notifications")
                .isEmpty());
    }

    /** What Varnish has of a path from now on. */
    private HttpResponse<String> kept(String path) throws Exception {
        varnish.get(path);
        HttpResponse<String> kept = varnish.get(path);
        assertThat(Varnish.isHit(kept)).isTrue();
        return kept;
    }

    /** What Varnish answers as soon as it no longer has the old answer. */
    private HttpResponse<String> awaitOtherThan(HttpResponse<String> old) {
        return await().atMost(Duration.ofSeconds(10))
                .until(() -> varnish.get(old.request().uri().getPath()), now -> !Gateway.header(now, "ETag")
                        .equals(Gateway.header(old, "ETag")));
    }

    /** The request by which Varnish got what it answered with. */
    private static String gotBy(HttpResponse<String> hit) {
        assertThat(Varnish.isHit(hit)).isTrue();
        return Gateway.header(hit, "X-Varnish").split(" ")[1];
    }
}
