package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyEnvironmentTest {
    private static final URI API = URI.create("https://api.mypurecloud.de");

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, https://api.mypurecloud.de",
        "https_proxy, https://api.mypurecloud.de",
        "HTTP_PROXY,  http://api.mypurecloud.de",
        "http_proxy,  http://api.mypurecloud.de"
    })
    void theVariableOfTheSchemeNamesTheProxy(String variable, URI url) {
        assertThat(proxy(Map.of(variable, " http://me:secret@proxy:3128 "), url))
                .isEqualTo(new Proxy("proxy", 3128, "me", "secret", variable));
    }

    @Test
    void aUrlMayBeWithoutItsScheme() {
        assertThat(proxy(Map.of("HTTPS_PROXY", "me:secret@proxy:3128"), API))
                .isEqualTo(new Proxy("proxy", 3128, "me", "secret", "HTTPS_PROXY"));
    }

    @Test
    void capitalsWinUnlessTheyAreEmpty() {
        assertThat(proxy(Map.of("HTTPS_PROXY", "http://a:1", "https_proxy", "http://b:1"), API)
                        .host())
                .isEqualTo("a");
        assertThat(proxy(Map.of("HTTPS_PROXY", " ", "https_proxy", "http://b:1"), API)
                        .host())
                .isEqualTo("b");
    }

    @Test
    void aVariableOfAnotherSchemeIsNone() {
        assertThat(environment(Map.of("HTTP_PROXY", "http://proxy:1", "ALL_PROXY", "http://proxy:1"))
                        .to(API))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_PROXY", "no_proxy"})
    void hostsAreExceptedOneByOne(String variable) {
        ProxyEnvironment environment =
                environment(Map.of("HTTPS_PROXY", "http://proxy:1", variable, "api.mypurecloud.de:443"));

        assertThat(environment.to(API)).isEmpty();
        assertThat(environment.to(URI.create("https://api.mypurecloud.de:8443")))
                .isPresent();
        assertThat(environment.to(URI.create("https://login.mypurecloud.de"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://me:hunter2@proxy:1080", "https://me:hunter2@proxy", "http://me:hunter2@"})
    void aVariableOfNoUseIsRefusedByItsNameIfItWouldBeUsed(String value) {
        ProxyEnvironment environment = environment(Map.of("HTTPS_PROXY", value, "NO_PROXY", "mypurecloud.ie"));

        assertThat(environment.to(URI.create("https://api.mypurecloud.ie"))).isEmpty();
        assertThatThrownBy(() -> environment.to(API))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HTTPS_PROXY is not usable")
                .hasMessageContaining("gcx.genesys.proxy")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void withoutAVariableTheJdkIsAsked() {
        ProxySelector jdk = selecting(
                new java.net.Proxy(java.net.Proxy.Type.HTTP, InetSocketAddress.createUnresolved("jdk.proxy", 3128)));

        assertThat(new ProxyEnvironment(Map.of("NO_PROXY", "*"), jdk).to(API))
                .contains(new Proxy("jdk.proxy", 3128, "", "", "https.proxyHost"));
        assertThat(new ProxyEnvironment(Map.of("HTTPS_PROXY", "http://proxy:1"), jdk).to(API))
                .contains(new Proxy("proxy", 1, "", "", "HTTPS_PROXY"));
    }

    @Test
    void whatTheJdkReachesDirectlyOrByOtherMeansHasNoProxy() {
        ProxySelector socks = selecting(
                new java.net.Proxy(java.net.Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("socks", 1080)));

        assertThat(new ProxyEnvironment(Map.of(), selecting(java.net.Proxy.NO_PROXY)).to(API))
                .isEmpty();
        assertThat(new ProxyEnvironment(Map.of(), socks).to(API)).isEmpty();
        assertThat(new ProxyEnvironment(Map.of(), null).to(API)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://localhost:8443", "https://127.0.0.1:8443", "https://[::1]:8443"})
    void thisMachineIsAskedWithoutAProxy(URI url) {
        ProxySelector jdk = selecting(
                new java.net.Proxy(java.net.Proxy.Type.HTTP, InetSocketAddress.createUnresolved("jdk.proxy", 3128)));

        assertThat(environment(Map.of("HTTPS_PROXY", "http://proxy:1")).to(url)).isEmpty();
        assertThat(new ProxyEnvironment(Map.of(), jdk).to(url)).isEmpty();
    }

    private static Proxy proxy(Map<String, String> environment, URI url) {
        return environment(environment).to(url).orElseThrow();
    }

    private static ProxyEnvironment environment(Map<String, String> environment) {
        return new ProxyEnvironment(environment, null);
    }

    private static ProxySelector selecting(java.net.Proxy proxy) {
        return new ProxySelector() {
            @Override
            public List<java.net.Proxy> select(URI uri) {
                return List.of(proxy);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                // nothing is connected
            }
        };
    }
}
