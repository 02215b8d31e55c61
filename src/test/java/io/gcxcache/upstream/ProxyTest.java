package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
    private static final String ORIGIN = "gcx.genesys.proxy";

    @ParameterizedTest
    @CsvSource({
        "http://proxy.corp:3128,          proxy.corp,  3128, '',      ''",
        "HTTP://proxy.corp:3128/,         proxy.corp,  3128, '',      ''",
        "http://proxy,                    proxy,       80,   '',      ''",
        "http://my_proxy:3128,            my_proxy,    3128, '',      ''",
        "http://10.1.2.3:3128,            10.1.2.3,    3128, '',      ''",
        "http://[2001:db8::1]:3128,       2001:db8::1, 3128, '',      ''",
        "http://me@proxy:3128,            proxy,       3128, me,      ''",
        "http://me:@proxy:3128,           proxy,       3128, me,      ''",
        "http://me:a:b@proxy:3128,        proxy,       3128, me,      a:b",
        "http://me:a@b@proxy:3128,        proxy,       3128, me,      a@b",
        "http://me%40corp:a%2Fb+c@proxy:3128, proxy,   3128, me@corp, a/b+c"
    })
    void readsAUrl(String url, String host, int port, String user, String password) {
        assertThat(Proxy.parse(url, ORIGIN)).isEqualTo(new Proxy(host, port, user, password, ORIGIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://me:hunter2@",
                "https://me:hunter2@proxy:3128",
                "socks5://me:hunter2@proxy:3128",
                "me:hunter2@proxy:3128",
                "http://me:hunter2@proxy:0",
                "http://me:hunter2@proxy:65536",
                "http://me:hunter2@proxy:3128/path",
                "http://me:hunter2@proxy:3128?query",
                "http://me:hunter2@pro xy:3128",
                "http://me:hunter2/%@proxy:3128",
                "http://me:hunter2%4@proxy:3128",
                "http://me:hunter2%zz@proxy:3128"
            })
    void whatIsNoUrlOfAProxyIsRefusedWithoutARepetition(String url) {
        assertThatThrownBy(() -> Proxy.parse(url, ORIGIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://user:password@host:port")
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("me:")
                .hasNoCause();
    }

    @Test
    void neverPrintsThePassword() {
        Proxy proxy = Proxy.parse("http://me:hunter2@[2001:db8::1]:3128", "HTTPS_PROXY");

        assertThat(proxy).hasToString("The proxy [2001:db8::1]:3128 (HTTPS_PROXY)");
        assertThat(proxy.refused(407).getMessage())
                .contains("HTTPS_PROXY", "does not take the user and password")
                .doesNotContain("hunter2");
        assertThat(proxy.unreachable(new ConnectException("me:hunter2")).getMessage())
                .contains("HTTPS_PROXY", "ConnectException")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"403,false", "404,false", "407,false", "408,true", "502,true", "503,true", "504,true"})
    void whatAProxyAnswersMayPassIfItCouldNotReachGenesys(int status, boolean mayPass) {
        WayBarred barred = Proxy.parse("http://proxy:3128", ORIGIN).refused(status);

        assertThat(barred.mayPass()).isEqualTo(mayPass);
        assertThat(barred.getMessage()).contains(Integer.toString(status));
    }
}
