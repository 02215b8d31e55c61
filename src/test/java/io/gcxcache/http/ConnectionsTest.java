package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    @Test
    void noAddressHasMoreThanItsShareAndOthersHaveTheirs() {
        Connections connections = new Connections(10, 2, Proxies.NONE);

        assertThat(connections.opened(address("192.0.2.1"))).isTrue();
        assertThat(connections.opened(address("192.0.2.1"))).isTrue();
        assertThat(connections.opened(address("192.0.2.1"))).isFalse();
        assertThat(connections.opened(address("192.0.2.2"))).isTrue();

        connections.closed(address("192.0.2.1"));
        assertThat(connections.opened(address("192.0.2.1"))).isTrue();
        assertThat(connections.open()).isEqualTo(3);
    }

    @Test
    void anAddressOfIpv6IsTheNetworkThatItIsIn() {
        Connections connections = new Connections(10, 1, Proxies.NONE);

        assertThat(connections.opened(address("2001:db8:1:2::1"))).isTrue();
        assertThat(connections.opened(address("2001:db8:1:2:ffff::1"))).isFalse();
        assertThat(connections.opened(address("2001:db8:1:3::1"))).isTrue();
    }

    @Test
    void aTrustedProxyHasAsManyAsThereAre() {
        Connections connections = new Connections(3, 1, Proxies.of("192.0.2.1"));

        for (int i = 0; i < 3; i++) {
            assertThat(connections.opened(address("192.0.2.1"))).isTrue();
        }
        assertThat(connections.opened(address("192.0.2.1"))).isFalse();
        assertThat(connections.opened(address("192.0.2.2"))).isFalse();

        connections.closed(address("192.0.2.1"));
        assertThat(connections.opened(address("192.0.2.2"))).isTrue();
    }

    private static InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }
}
