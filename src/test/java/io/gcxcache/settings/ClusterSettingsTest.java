package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.cluster.ClusterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Redis that replicas share, and who one is among them. */
class ClusterSettingsTest {
    private static final Map<String, String> REQUIRED =
            Map.of("gcx.genesys.client-id", "x", "gcx.genesys.client-secret", "y");

    private static final String URL_ALLOWED = "gcx.cluster.url is not usable, allowed is redis://host:port or"
            + " rediss://host:port and nothing else; a user and a password belong in gcx.cluster.user and"
            + " gcx.cluster.password";

    @TempDir
    Path home;

    @Test
    void aGatewayIsAloneUnlessARedisIsNamed() {
        assertThat(load(Map.of("GCX_CLUSTER_NAME", "Not a name", "GCX_CLUSTER_MAX_LOST", "never"))
                        .cluster())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "redis://redis,                 false, redis:6379",
        "redis://127.0.0.1:7000,        false, 127.0.0.1:7000",
        "rediss://cache.example.org,    true,  cache.example.org:6379",
        "redis://[::1],                 false, [::1]:6379",
        "rediss://[2001:db8::1]:65535,  true,  [2001:db8::1]:65535"
    })
    void theUrlNamesRedis(String url, boolean tls, String server) {
        ClusterSettings cluster = cluster(Map.of("gcx.cluster.url", url));

        assertThat(cluster.servers()).containsExactly(server);
        assertThat(cluster.tls()).isEqualTo(tls);
        assertThat(cluster.sentinelMaster()).isNull();
        assertThat(cluster.user()).isNull();
        assertThat(cluster.password()).isNull();
        assertThat(cluster.trust()).isNull();
        assertThat(cluster.maxLost()).isEqualTo(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://a                         | a:26379",
                "rediss://a:1,b , [::1], [::2]:4   | a:1 b:26379 [::1]:26379 [::2]:4",
            })
    void besideAMastersNameTheUrlNamesSentinels(String url, String servers) {
        ClusterSettings cluster = cluster(Map.of("gcx.cluster.url", url, "gcx.cluster.sentinel-master", "gcx"));

        assertThat(cluster.servers()).containsExactly(servers.split(" "));
        assertThat(cluster.sentinelMaster()).isEqualTo("gcx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis",
                "redis:6379",
                "http://redis",
                "redis://",
                "redis://:6379",
                "redis://redis:",
                "redis://redis:123456",
                "redis://redis/",
                "redis://redis/0",
                "redis://me:hunter2@redis",
                "redis://redis?password=hunter2",
                "redis://redis#hunter2",
                "redis://re dis",
                "redis://a,,b",
                "redis://a,redis://b",
                "redis://::1"
            })
    void aUrlOfAnotherFormIsRefusedWithoutWhatItSays(String url) {
        refused(Map.of("gcx.cluster.url", url, "gcx.cluster.sentinel-master", "gcx"), URL_ALLOWED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://a:1,b | gcx.cluster.url is a:1,b, allowed is one host:port unless gcx.cluster.sentinel-master is set",
                "redis://a_b:1  | gcx.cluster.url is a_b:1, allowed is a host whose name has letters of ASCII, digits, '.' and"
                        + " '-', or an address",
                "redis://[1]    | gcx.cluster.url is [1], allowed is a host whose name has letters of ASCII, digits, '.' and"
                        + " '-', or an address",
                "redis://a:0     | gcx.cluster.url is a:0, allowed is a port from 1 to 65535",
                "redis://a:65536 | gcx.cluster.url is a:65536, allowed is a port from 1 to 65535"
            })
    void aUrlOfNoUseIsRefused(String url, String told) {
        refused(Map.of("gcx.cluster.url", url), told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "password", "ca", "sentinel-master"})
    void whatIsOnlyOfUseWithARedisIsRefusedWithoutOne(String name) {
        refused(
                Map.of("gcx.cluster." + name, "hunter2"),
                "gcx.cluster." + name + " is set, allowed is none unless gcx.cluster.url is set");
    }

    @Test
    void aFileThatKeepsTheCacheIsRefusedBesideIt() {
        refused(
                Map.of("gcx.cluster.url", "redis://redis", "gcx.cache.file", "data/cache.journal"),
                "gcx.cache.file is data/cache.journal, allowed is none beside gcx.cluster.url: the file could bring back"
                        + " what other replicas invalidated while this one was away");
    }

    @Test
    void credentialsAreTakenAndPrintedNowhere() {
        Map<String, String> given = Map.of(
                "gcx.cluster.url", "redis://redis", "gcx.cluster.user", "gcx", "gcx.cluster.password", "hunter2");

        ClusterSettings cluster = cluster(given);

        assertThat(cluster.user()).isEqualTo("gcx");
        assertThat(cluster.password()).isEqualTo("hunter2");
        assertThat(cluster.toString()).contains("redis:6379").doesNotContain("hunter2");
        assertThat(settings(given).value("gcx.cluster.password")).isNull();
        assertThat(settings(given).names()).contains("gcx.cluster.user").doesNotContain("gcx.cluster.password");
    }

    @Test
    void aPasswordNeedsNoUserButAUserAPassword() {
        assertThat(cluster(Map.of("gcx.cluster.url", "redis://redis", "gcx.cluster.password", "hunter2"))
                        .password())
                .isEqualTo("hunter2");
        refused(
                Map.of("gcx.cluster.url", "redis://redis", "gcx.cluster.user", "gcx"),
                "gcx.cluster.password is required and not set");
    }

    @Test
    void certificatesAreTrustedBesideThoseOfTheJdk() throws IOException {
        Files.writeString(home.resolve("redis.pem"), GenesysSettingsTest.CERTIFICATE);

        ClusterSettings cluster = load(Map.of("GCX_CLUSTER_URL", "rediss://redis", "GCX_CLUSTER_CA", "redis.pem"))
                .cluster()
                .orElseThrow();

        assertThat(cluster.trust().getAcceptedIssuers())
                .anyMatch(issuer -> issuer.getSubjectX500Principal().getName().equals("CN=Own CA"))
                .hasSizeGreaterThan(20);
    }

    @Test
    void certificatesOfNoUseAreRefused() throws IOException {
        Path file = Files.writeString(home.resolve("redis.pem"), "hello");

        refused(
                Map.of("gcx.cluster.url", "rediss://redis", "gcx.cluster.ca", file.toString()),
                "gcx.cluster.ca is " + file + ", which holds no certificate, allowed is a PEM file of certificates");
        refused(
                Map.of("gcx.cluster.url", "redis://redis", "gcx.cluster.ca", file.toString()),
                "gcx.cluster.ca is set, allowed is none unless gcx.cluster.url begins with rediss://");
    }

    @Test
    void gatewaysOfOneClientBelongTogetherAndDoNotTellIt() {
        Map<String, String> given = Map.of("gcx.cluster.url", "redis://redis");
        Map<String, String> elsewhere = new HashMap<>(given);
        elsewhere.put("gcx.genesys.region", "mypurecloud.ie");

        ClusterSettings cluster = cluster(given);

        // printf 'api.mypurecloud.com x' | sha256sum
        assertThat(cluster.name()).isEqualTo("556df47b84af");
        assertThat(cluster.owner()).isEqualTo(settings(given).owner()).hasSize(22);
        assertThat(cluster(given)).isEqualTo(cluster(given)).isNotEqualTo(cluster(elsewhere));
        assertThat(cluster(elsewhere).name()).isNotEqualTo(cluster.name());
        assertThat(cluster(elsewhere).owner()).isNotEqualTo(cluster.owner());
    }

    @Test
    void namesAreThoseThatAreGiven() {
        ClusterSettings cluster = cluster(Map.of(
                "gcx.cluster.url",
                "redis://redis",
                "gcx.cluster.name",
                "north-1.test_2",
                "gcx.cluster.node",
                "Pod-1.b_2",
                "gcx.cluster.max-lost",
                "86400"));

        assertThat(cluster.name()).isEqualTo("north-1.test_2");
        assertThat(cluster.node()).isEqualTo("Pod-1.b_2");
        assertThat(cluster.maxLost()).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name     | North  | 1 to 64 of a-z, 0-9, '.', '_' and '-'",
                "name     | a:b    | 1 to 64 of a-z, 0-9, '.', '_' and '-'",
                "node     | a b    | 1 to 64 of letters of ASCII, digits, '.', '_' and '-'",
                "node     | Süd    | 1 to 64 of letters of ASCII, digits, '.', '_' and '-'",
                "max-lost | 0      | a whole number from 1 to 86400",
                "max-lost | 86401  | a whole number from 1 to 86400"
            },
            quoteCharacter = '`')
    void whatIsOutOfItsRangeIsRefused(String name, String value, String allowed) {
        refused(
                Map.of("gcx.cluster.url", "redis://redis", "gcx.cluster." + name, value),
                "gcx.cluster." + name + " is " + value + ", allowed is " + allowed);
    }

    @Test
    void namesHave64CharactersAtMost() {
        assertThat(cluster(Map.of("gcx.cluster.url", "redis://redis", "gcx.cluster.name", "a".repeat(64)))
                        .name())
                .hasSize(64);
        refused(
                Map.of("gcx.cluster.url", "redis://redis", "gcx.cluster.name", "a".repeat(65)),
                "gcx.cluster.name is " + "a".repeat(65) + ", allowed is 1 to 64 of a-z, 0-9, '.', '_' and '-'");
    }

    @Test
    void aNodeIsCalledAsItsHost() {
        assertThat(node("gcx-cache-5d9f.Example.org")).isEqualTo("gcx-cache-5d9f.Example.org");
        assertThat(node("")).matches("[A-Za-z0-9._-]{1,64}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "localhost", "a23456789a23456789a23456789a23456789a23456789a23456789a23456789a2345"})
    void aNodeWhoseHostHasNoNameOfItsOwnGetsOneByChance(String host) {
        assertThat(node(host)).matches("[0-9a-f]{8}").isNotEqualTo(node(host));
    }

    @Test
    void whatIsWrongIsToldOnceAndNothingThatFollowsFromIt() {
        Map<String, String> environment = Map.of(
                "GCX_CLUSTER_URL", "rediss://me:hunter2@redis",
                "GCX_CLUSTER_PASSWORD", "hunter2",
                "GCX_CLUSTER_CA", "none.pem",
                "GCX_CLUSTER_SENTINEL_MASTER", "gcx",
                "GCX_CLUSTER_NODE", "a b");

        assertThat(Settings.judge(home, environment, new Properties(), REQUIRED).faults())
                .containsExactly(
                        URL_ALLOWED,
                        "gcx.cluster.ca is " + home.resolve("none.pem")
                                + ", which is not there, allowed is a PEM file of certificates",
                        "gcx.cluster.node is a b, allowed is 1 to 64 of letters of ASCII, digits, '.', '_' and '-'");
    }

    private String node(String host) {
        return load(Map.of("GCX_CLUSTER_URL", "redis://redis", "HOSTNAME", host))
                .cluster()
                .orElseThrow()
                .node();
    }

    private Settings load(Map<String, String> environment) {
        return Settings.load(home, environment, new Properties(), REQUIRED);
    }

    private static void refused(Map<String, String> given, String told) {
        assertThatThrownBy(() -> settings(given))
                .isInstanceOf(SettingException.class)
                .hasMessage(told);
    }

    private static ClusterSettings cluster(Map<String, String> given) {
        return settings(given).cluster().orElseThrow();
    }

    private static Settings settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(REQUIRED);
        all.putAll(given);
        return Settings.of(all, Map.of("HOSTNAME", "here"));
    }
}
