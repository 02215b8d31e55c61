package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "localhost.",
                "localhost.:8080",
                "localhost:",
                "127.0.0.1",
                "127.0.0.1:80",
                "127.8.8.8",
                "[::1]",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]:8080",
                "[::ffff:127.0.0.1]"
            })
    void theLoopbackIsHereHoweverItIsSpelled(String authority) {
        assertThat(isHere(Hosts.of("10.1.2.3", ""), authority)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":8080",
                "evil",
                "evil:8080",
                "localhost.evil",
                "evil.localhost.example:8080",
                "localhost@evil",
                "evil@localhost",
                "localhost:8080@evil",
                "localhost:x",
                "localhost:80:80",
                "localhost..",
                "localhos",
                "localhost, evil",
                "::1",
                "[::1",
                "[::1]evil",
                "[::2]",
                "[]",
                "0.0.0.0",
                "[::]",
                "10.1.2.4",
                "127.0.0.1.evil"
            })
    void whatElseIsNamedIsNotHere(String authority) {
        assertThat(isHere(Hosts.of("10.1.2.3", ""), authority)).isFalse();
    }

    @Test
    void theNameAndTheAddressThatAreListenedOnAreHere() {
        assertThat(isHere(Hosts.of("gateway.example", ""), "Gateway.Example.:8080"))
                .isTrue();
        assertThat(isHere(Hosts.of("10.1.2.3", ""), "10.1.2.3:8080")).isTrue();
        assertThat(isHere(Hosts.of("2001:db8::5", ""), "[2001:DB8:0:0::5]:8080", "2001:db8::5"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void whoListensEverywhereIsHereByTheAddressThatIsAskedAndNotByThatOfAll(String everywhere) {
        Hosts hosts = Hosts.of(everywhere, "");

        assertThat(isHere(hosts, "10.1.2.3:8080")).isTrue();
        assertThat(isHere(hosts, "10.1.2.4:8080")).isFalse();
        assertThat(isHere(hosts, "0.0.0.0:8080")).isFalse();
        assertThat(isHere(hosts, "[::]:8080")).isFalse();
    }

    @Test
    void whatIsAddedIsHere() {
        Hosts hosts = Hosts.of("0.0.0.0", " gcx-cache, cache.example.org ,gcx_1,192.0.2.7,[2001:db8::1]");

        for (String authority : new String[] {
            "gcx-cache:8080", "CACHE.example.org.", "gcx_1", "192.0.2.7:80", "[2001:DB8::1]:8080", "localhost"
        }) {
            assertThat(isHere(hosts, authority)).as(authority).isTrue();
        }
        assertThat(isHere(hosts, "x.cache.example.org")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:80", "http://a", "a,,b", ",", "*", "*.example.org", "a b", "a/b", "::1", "a.", "[a]:1"})
    void whatIsNoNameIsRefused(String names) {
        assertThatThrownBy(() -> Hosts.of("127.0.0.1", names))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("names or addresses without ports");
    }

    private static boolean isHere(Hosts hosts, String authority) {
        return isHere(hosts, authority, "10.1.2.3");
    }

    private static boolean isHere(Hosts hosts, String authority, String local) {
        return hosts.include(authority, new InetSocketAddress(local, 8080));
    }
}
