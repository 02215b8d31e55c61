package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private final Proxies proxies = Proxies.of("10.0.0.0/8, 192.0.2.1, [2001:db8::]/32");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.1.2.3|X-Forwarded-For|198.51.100.7|198.51.100.7",
                "10.1.2.3|X-Forwarded-For|203.0.113.9, 198.51.100.7|198.51.100.7",
                "10.1.2.3|X-Forwarded-For|198.51.100.7, 10.9.9.9, 192.0.2.1|198.51.100.7",
                "10.1.2.3|X-Forwarded-For|10.0.0.1, 10.0.0.2|10.0.0.1",
                "10.1.2.3|X-Forwarded-For|198.51.100.7, unknown|10.1.2.3",
                "10.1.2.3|X-Forwarded-For|198.51.100.7, nonsense, 10.0.0.2|10.0.0.2",
                "10.1.2.3|X-Forwarded-For|198.51.100.7:4711|198.51.100.7",
                "10.1.2.3|X-Forwarded-For|[2001:dead::7]:4711, 10.0.0.1:80|2001:dead::7",
                "10.1.2.3|X-Forwarded-For|[2001:dead::7]|2001:dead::7",
                "10.1.2.3|X-Forwarded-For|2001:dead::1:7|2001:dead::1:7",
                "10.1.2.3|X-Forwarded-For|::ffff:198.51.100.7|198.51.100.7",
                "10.1.2.3|X-Forwarded-For|198.51.100.7:|10.1.2.3",
                "10.1.2.3|X-Forwarded-For|[]|10.1.2.3",
                "10.1.2.3|Forwarded|for=\"2001:dead::1:7\"|2001:dead::1:7",
                "10.1.2.3|Forwarded|for=\"198.51.100.7:_port\"|198.51.100.7",
                "10.1.2.3|Forwarded|for=198.51.100.9, for=\"|10.1.2.3",
                "10.1.2.3|Forwarded|for=\"198.51.100.9, for=198.51.100.7|198.51.100.7",
                "10.1.2.3|Forwarded|for=198.51.100.7;proto=https|198.51.100.7",
                "10.1.2.3|Forwarded|proto=https;For=\"198.51.100.7:4711\"|198.51.100.7",
                "2001:db8::1|Forwarded|for=\"[2001:dead::7]:4711\"|2001:dead::7",
                "10.1.2.3|Forwarded|for=_hidden|10.1.2.3",
                "198.51.100.1|X-Forwarded-For|127.0.0.1|198.51.100.1",
                "192.0.2.2|X-Forwarded-For|127.0.0.1|192.0.2.2"
            })
    void believesTheNearestThatIsToldByOneOfThem(String peer, String header, String value, String client) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(header, value);

        assertThat(proxies.client(address(peer), headers)).isEqualTo(address(client));
    }

    @Test
    void severalHeadersOfOneNameAreOneList() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("X-Forwarded-For", "127.0.0.1")
                .add("X-Forwarded-For", "198.51.100.7");

        assertThat(proxies.client(address("10.1.2.3"), headers)).isEqualTo(address("198.51.100.7"));
    }

    @Test
    void aChainMayBeLong() {
        MultiMap headers =
                MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-For", "198.51.100.7" + ", 10.0.0.1".repeat(1_000));

        assertThat(proxies.client(address("10.1.2.3"), headers)).isEqualTo(address("198.51.100.7"));
    }

    @Test
    void whoSaysNothingAsksForHimself() {
        assertThat(proxies.client(address("10.1.2.3"), MultiMap.caseInsensitiveMultiMap()))
                .isEqualTo(address("10.1.2.3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0", "::/129", ",", "10.0.0.0/-1", "10.0.0.1;10.0.0.2"})
    void whatIsNoAddressIsRefused(String list) {
        assertThatIllegalArgumentException().isThrownBy(() -> Proxies.of(list));
    }

    private static InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }
}
