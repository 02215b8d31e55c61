package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.upstream.GenesysAccess;
import io.gcxcache.upstream.Proxy;
import io.gcxcache.upstream.WayOut;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Genesys is, and how connections leave for it. */
class GenesysSettingsTest {
    private static final Map<String, String> REQUIRED =
            Map.of("gcx.genesys.client-id", "x", "gcx.genesys.client-secret", "y");

    /** A certificate of its own, good for nothing but to be read. */
    static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBSjCB8qADAgECAghRMJnyDjYorzAKBggqhkjOPQQDAjARMQ8wDQYDVQQDEwZP
            d24gQ0EwIBcNMjYxMTI3MDI1NzAyWhgPMjEyNjExMDMwMjU3MDJaMBExDzANBgNV
            BAMTBk93biBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIk0eZMm1L9sVF9a
            wHsXOn49gvZ8warBu8u680sfgJD6ykINlhhcRwg8yc++4eVQTLeXuGhat2bNe2oK
            6+CsyWCjMjAwMB0GA1UdDgQWBBQpFmAp7Yp+RsphiTU12wU+uiBLUTAPBgNVHRMB
            Af8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIB12OvC2gbX+DkFhZVQ65erM5sSg
            M6jy/nnqJ7/yarypAiAw2gPvBY0HYWHVarIumWj8Oqf/J2IOV+mz2yjouCzJnQ==
            -----END CERTIFICATE-----
            """;

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"mypurecloud.com", "use2.us-gov-pure.cloud", "edee1.eusc-pure.cloud"})
    void theHostsFollowFromTheRegion(String region) {
        GenesysAccess genesys = load(Map.of("GCX_GENESYS_REGION", region)).genesys();

        assertThat(genesys.apiUrl()).hasToString("https://api." + region);
        assertThat(genesys.loginUrl()).hasToString("https://login." + region);
    }

    @ParameterizedTest
    @ValueSource(strings = {"new1.pure.cloud", ""})
    void aRegionMayBeAnyAndNoneIfBothHostsAreNamed(String region) {
        GenesysAccess genesys = load(Map.of(
                        "GCX_GENESYS_REGION",
                        region,
                        "GCX_GENESYS_API_URL",
                        "https://api.new1.pure.cloud",
                        "GCX_GENESYS_LOGIN_URL",
                        "https://login.new1.pure.cloud"))
                .genesys();

        assertThat(genesys.apiUrl()).hasToString("https://api.new1.pure.cloud");
        assertThat(genesys.loginUrl()).hasToString("https://login.new1.pure.cloud");
    }

    @ParameterizedTest
    @CsvSource({
        "new1.pure.cloud, GCX_GENESYS_API_URL,   gcx.genesys.region is new1.pure.cloud",
        "new1.pure.cloud, GCX_GENESYS_LOGIN_URL, gcx.genesys.region is new1.pure.cloud",
        "'',              GCX_GENESYS_API_URL,   gcx.genesys.region is not set"
    })
    void anUnknownRegionWithOneHostIsRefusedWithBothWaysOut(String region, String host, String told) {
        assertThatThrownBy(() -> load(Map.of("GCX_GENESYS_REGION", region, host, "https://genesys.test")))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(told + ", allowed is one of ")
                .hasMessageContaining("edee1.eusc-pure.cloud")
                .hasMessageContaining("gcx.genesys.api-url and gcx.genesys.login-url")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aNamedProxyIsForEveryHostWhateverTheEnvironmentSays() {
        Map<String, String> environment = Map.of(
                "GCX_GENESYS_PROXY",
                "http://me:hunter2@proxy:3128",
                "GCX_GENESYS_LOGIN_URL",
                "http://127.0.0.1:8090",
                "HTTPS_PROXY",
                "http://other:1",
                "NO_PROXY",
                "*");

        WayOut wayOut = load(environment).genesys().wayOut();

        Proxy named = new Proxy("proxy", 3128, "me", "hunter2", "gcx.genesys.proxy");
        assertThat(wayOut.toApi()).contains(named);
        assertThat(wayOut.toLogin()).contains(named);
    }

    @Test
    void withoutOneTheEnvironmentIsAskedForEachHost() {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", "api.mypurecloud.com");

        WayOut wayOut = load(environment).genesys().wayOut();

        assertThat(wayOut.toApi()).isEmpty();
        assertThat(wayOut.toLogin()).contains(new Proxy("proxy", 3128, "", "", "HTTPS_PROXY"));
        assertThat(Settings.of(REQUIRED, environment).genesys().wayOut()).isEqualTo(wayOut);
    }

    @Test
    void noneIsNoProxyWhateverTheEnvironmentSays() {
        WayOut wayOut = load(Map.of("GCX_GENESYS_PROXY", "none", "HTTPS_PROXY", "socks5://proxy:1080"))
                .genesys()
                .wayOut();

        assertThat(wayOut).isEqualTo(WayOut.DIRECT);
    }

    @ParameterizedTest
    @CsvSource({
        "GCX_GENESYS_PROXY, gcx.genesys.proxy is not usable",
        "HTTPS_PROXY,       The environment variable HTTPS_PROXY is not usable"
    })
    void aProxyOfNoUseIsRefusedWithoutItsPassword(String variable, String told) {
        assertThatThrownBy(() -> load(Map.of(variable, "https://me:hunter2@proxy:3128")))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(told)
                .hasMessageContaining("http://user:password@host:port")
                .hasMessageContaining("none")
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("\n");
    }

    @Test
    void noPlaceholderStandsForTheProxysPassword() {
        Settings settings = load(Map.of("GCX_GENESYS_PROXY", "http://me:hunter2@proxy:3128"));

        assertThat(settings.value("gcx.genesys.proxy")).isNull();
        assertThat(settings.genesys().wayOut().toString()).doesNotContain("hunter2");
    }

    @Test
    void certificatesAreTrustedBesideThoseOfTheJdk() throws Exception {
        Files.writeString(home.resolve("ca.pem"), "Two of them\n" + CERTIFICATE + CERTIFICATE);
        Map<String, String> environment = new HashMap<>(Map.of("GCX_GENESYS_CA", "ca.pem"));

        assertThat(load(environment).genesys().wayOut().trust().orElseThrow().getAcceptedIssuers())
                .anyMatch(issuer -> issuer.getSubjectX500Principal().getName().equals("CN=Own CA"))
                .hasSizeGreaterThan(20);
        assertThat(load(Map.of()).genesys().wayOut().trust()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                           | which holds no certificate",
                "hello                                                        | which holds no certificate",
                "-----BEGIN PRIVATE KEY----- AAAA -----END PRIVATE KEY-----   | which holds no certificate",
                "-----BEGIN CERTIFICATE----- AAAA -----END CERTIFICATE-----   | which holds something else",
                "-----BEGIN CERTIFICATE----- MIIB                             | which holds something else"
            })
    void aFileWithoutWholeCertificatesIsRefused(String content, String told) throws Exception {
        Path file = Files.writeString(home.resolve("ca.pem"), content.replace("----- ", "-----\n"));

        refusedCa("ca.pem", file, told);
    }

    @Test
    void aFileThatCannotBeReadIsRefused() throws Exception {
        refusedCa("none.pem", home.resolve("none.pem"), "which is not there");
        refusedCa("folder", Files.createDirectory(home.resolve("folder")), "which cannot be read");
    }

    private void refusedCa(String given, Path file, String told) {
        assertThatThrownBy(() -> load(Map.of("GCX_GENESYS_CA", given)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("gcx.genesys.ca is " + file + ", " + told)
                .hasMessageEndingWith(", allowed is a PEM file of certificates")
                .hasMessageNotContaining("\n");
    }

    private Settings load(Map<String, String> environment) {
        return Settings.load(home, environment, new Properties(), REQUIRED);
    }
}
