package io.gcxcache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.CutLink;
import io.gcxcache.LogCapture;
import io.gcxcache.RedisServer;
import io.gcxcache.http.Certificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a Redis, or with what a replica was told of it: it goes on alone, and says why. */
class ClusterFaultsTest {
    private static final String KEY = "gcx:thing:1";
    private static final String SECRET = "s3cret p@ss:w/rd%+#";

    @TempDir
    Path folder;

    private final LogCapture log = LogCapture.attach();
    private final List<AutoCloseable> open = new ArrayList<>();
    private int tlsPort;

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size(); i-- > 0; ) {
            open.get(i).close();
        }
        log.close();
    }

    private <T extends AutoCloseable> T kept(T one) {
        open.add(one);
        return one;
    }

    private RedisServer redis(String... lines) throws IOException {
        return kept(RedisServer.start(folder.resolve("redis"), lines));
    }

    private Replica replica(int port, String user, String password) throws IOException {
        CutLink way = new CutLink(port);
        return kept(
                Replica.of(settings(List.of("127.0.0.1:" + way.port()), user, password), InstantSource.system(), way));
    }

    private static ClusterSettings settings(List<String> servers, String user, String password) {
        return new ClusterSettings(
                servers, false, null, user, password, null, "test", "owner", "a", Duration.ofSeconds(60));
    }

    /** It answers, and says why it is alone; what it says it says once. */
    private void assertAlone(Replica replica, String reason) {
        Awaitility.await().atMost(Replica.PATIENCE).untilAsserted(() -> assertThat(
                        replica.cluster.state().reason())
                .startsWith(reason));
        assertThat(replica.ask(KEY, "answer")).isEqualTo("answer");
        assertThat(replica.invalidate(KEY)).containsExactly("cluster");
        assertThat(log.lines())
                .filteredOn(line -> line.startsWith("gcx.cluster.url: this replica goes on alone: " + reason))
                .hasSize(1);
        assertThat(log.lines()).noneMatch(line -> line.contains("takes part"));
        assertThat(log.lines()).noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void theRightPasswordMayHaveAnyCharacters() throws IOException {
        RedisServer redis = redis("user gate on >\"" + SECRET.replace(" ", "") + "\" ~gcx1:* +@all");

        Replica replica = replica(redis.port(), "gate", SECRET.replace(" ", ""));

        replica.awaitUp();
        assertThat(log.lines()).noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void aWrongPasswordIsToldAndNotShown() throws IOException {
        RedisServer redis = redis("user gate on >right ~gcx1:* +@all");

        assertAlone(replica(redis.port(), "gate", SECRET), "WRONGPASS invalid username-password pair");
    }

    @Test
    void aMissingPasswordIsTold() throws IOException {
        RedisServer redis = redis();
        redis.command("ACL", "SETUSER", "default", "off");

        assertAlone(replica(redis.port(), null, null), "NOAUTH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "role", "eval", "xread", "set", "wait", "time", "hsetnx", "pexpire", "xadd"})
    void aCommandThatTheUserMayNotUseIsToldBeforeAnythingIsHalfDone(String command) throws IOException {
        RedisServer redis = redis("user gate on >right ~gcx1:* +@all -" + command);

        Replica replica = replica(redis.port(), "gate", "right");

        Awaitility.await().atMost(Replica.PATIENCE).untilAsserted(() -> assertThat(
                        replica.cluster.state().reason())
                .containsIgnoringCase(command)
                .containsAnyOf("no permissions", "can't run"));
        assertThat(replica.cluster.isLost()).isTrue();
        assertThat(log.lines()).noneMatch(line -> line.contains("takes part"));
        assertThat(redis.command("EXISTS", "gcx1:{test}:meta")).isEqualTo("0");
    }

    @Test
    void whatIsDocumentedAsNeededIsEnough() throws IOException {
        RedisServer redis = redis(
                "user gate on >right resetkeys ~gcx1:* -@all +hello +info +role +eval +xread +set +wait"
                        + " +time +hset +hsetnx +hincrby +hget +hmget +hgetall +hlen +hdel +pexpire +del +xadd +xrange");

        Replica replica = replica(redis.port(), "gate", "right");

        replica.awaitUp();
        replica.ask(KEY, "answer");
        assertThat(replica.invalidate(KEY)).doesNotContain("cluster");
    }

    @Test
    void aCopyOfRedisIsTold() throws IOException {
        RedisServer master = redis();
        RedisServer copy = kept(RedisServer.start(folder.resolve("copy"), "replicaof 127.0.0.1 " + master.port()));

        assertAlone(
                replica(copy.port(), null, null),
                "it is a slave, and cannot be written to; name its master, or the Sentinels that know it");
    }

    @Test
    void aMasterThatBecomesACopyIsTold() throws IOException {
        RedisServer redis = redis();
        RedisServer other = kept(RedisServer.start(folder.resolve("other")));
        Replica replica = replica(redis.port(), null, null);
        replica.awaitUp();

        redis.command("REPLICAOF", "127.0.0.1", Integer.toString(other.port()));

        Awaitility.await().atMost(Replica.PATIENCE).untilAsserted(() -> assertThat(
                        replica.cluster.state().reason())
                .startsWith("it is a slave"));
        assertThat(replica.ask(KEY, "answer")).isEqualTo("answer");
    }

    @Test
    void aSentinelIsTold() throws IOException {
        RedisServer redis = redis();
        RedisServer sentinel = kept(RedisServer.sentinel(
                folder.resolve("sentinel"), "sentinel monitor gcx 127.0.0.1 " + redis.port() + " 1"));

        assertAlone(
                replica(sentinel.port(), null, null),
                "it is a Sentinel, and keeps nothing; gcx.cluster.sentinel-master says what it calls the master");
    }

    @Test
    void anOldRedisIsTold() throws IOException {
        OldRedis old = kept(new OldRedis("5.0.14"));

        assertAlone(replica(old.port(), null, null), "it is Redis 5.0.14; 6.2 or newer is needed");
    }

    @Test
    void aRedisThatMayDropWhatReplicasAgreeOnIsWarnedOf() throws IOException {
        RedisServer redis = redis("maxmemory-policy allkeys-lru");

        Replica replica = replica(redis.port(), null, null);

        replica.awaitUp();
        assertThat(log.lines())
                .anyMatch(
                        line -> line.startsWith("gcx.cluster.url: Redis's maxmemory-policy is allkeys-lru, which may"));
    }

    @Test
    void aRedisThatMayNotBeWrittenToIsGoneOnWithoutUntilItMay() throws IOException {
        RedisServer redis = redis();
        Replica replica = replica(redis.port(), null, null);
        replica.awaitUp();

        redis.command("CONFIG", "SET", "min-replicas-to-write", "1");

        Awaitility.await().atMost(Replica.PATIENCE).untilAsserted(() -> assertThat(
                        replica.cluster.state().reason())
                .startsWith("NOREPLICAS"));
        redis.command("CONFIG", "SET", "min-replicas-to-write", "0");
        replica.awaitUp();
    }

    @Test
    void aServerWithAnUnknownCertificateIsTold() throws Exception {
        redisWithTls("own");
        new Certificates(folder).ca("other");

        assertAlone(overTls(trust("other")), "PKIX path building failed");
    }

    @Test
    void aServerWithAKnownCertificateIsUsed() throws Exception {
        redisWithTls("own");

        overTls(trust("own")).awaitUp();
    }

    private RedisServer redisWithTls(String ca) throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.ca(ca);
        certificates.issue(ca, "server");
        Path chain = Files.writeString(folder.resolve("chain.pem"), certificates.chainPem(ca, "server"));
        Path key = Files.writeString(folder.resolve("key.pem"), certificates.keyPem(ca, "server"));
        try (ServerSocket free = new ServerSocket(0)) {
            tlsPort = free.getLocalPort();
        }
        return redis(
                "tls-port " + tlsPort,
                "tls-cert-file " + chain,
                "tls-key-file " + key,
                "tls-ca-cert-file " + folder.resolve(ca + ".pem"),
                "tls-auth-clients no");
    }

    private X509TrustManager trust(String ca) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(folder.resolve(ca + ".pem"))) {
            store.setCertificateEntry(
                    ca, CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private Replica overTls(X509TrustManager trust) throws IOException {
        CutLink way = new CutLink(tlsPort);
        return kept(Replica.of(
                new ClusterSettings(
                        List.of("127.0.0.1:" + way.port()),
                        true,
                        null,
                        null,
                        null,
                        trust,
                        "test",
                        "owner",
                        "a",
                        Duration.ofSeconds(60)),
                InstantSource.system(),
                way));
    }

    @Test
    void whereNobodyListensIsTold() throws IOException {
        RedisServer redis = redis();
        redis.kill();

        CutLink way = new CutLink(redis.port());
        assertAlone(
                kept(Replica.of(
                        settings(List.of("127.0.0.1:" + redis.port()), null, null), InstantSource.system(), way)),
                "Connection refused");
    }

    @Test
    void anAddressThatIsNoneIsToldWithoutThePassword() throws IOException {
        CutLink way = new CutLink(1);
        assertAlone(
                kept(Replica.of(settings(List.of("[1]:6379"), null, SECRET), InstantSource.system(), way)),
                "gcx.cluster.url is no address that can be used");
    }

    /** Says what version it is, and knows nothing else. */
    private static final class OldRedis implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final String version;

        OldRedis(String version) throws IOException {
            this.version = version;
            new Thread(this::accept).start();
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = server.accept();
                    new Thread(() -> answer(socket)).start();
                }
            } catch (IOException e) {
                // It is closed.
                return;
            }
        }

        private void answer(Socket socket) {
            try (socket) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String info = "redis_version:" + version + "\r\nrole:master\r\nrun_id:x\r\n";
                    String reply =
                            switch (line.toUpperCase(Locale.ROOT)) {
                                case "HELLO" -> "-ERR unknown command `HELLO`, with args beginning with: \r\n";
                                case "PING" -> "+PONG\r\n";
                                case "INFO" -> "$" + info.length() + "\r\n" + info + "\r\n";
                                default -> "";
                            };
                    socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // The other side has gone.
                return;
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
