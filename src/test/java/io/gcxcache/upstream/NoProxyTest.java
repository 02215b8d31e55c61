package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pure.cloud                 | api.usw2.pure.cloud | 443",
                "Pure.Cloud                 | API.usw2.pure.cloud | 443",
                "api.usw2.pure.cloud        | api.usw2.pure.cloud | 443",
                ".pure.cloud                | api.usw2.pure.cloud | 443",
                "*.pure.cloud               | api.usw2.pure.cloud | 443",
                "'a.test, pure.cloud'       | api.usw2.pure.cloud | 443",
                "a.test pure.cloud          | api.usw2.pure.cloud | 443",
                "pure.cloud:443             | api.usw2.pure.cloud | 443",
                "*                          | api.usw2.pure.cloud | 443",
                "'a.test,*'                 | api.usw2.pure.cloud | 443",
                "10.1.2.3                   | 10.1.2.3            | 443",
                "10.1.2.3:8443              | 10.1.2.3            | 8443",
                "2001:db8::1                | [2001:db8::1]       | 443",
                "[2001:db8::1]              | [2001:db8::1]       | 443",
                "[2001:db8::1]:8443         | [2001:db8::1]       | 8443",
                "''                         | localhost           | 443",
                "''                         | 127.0.0.1           | 443",
                "''                         | 127.1.2.3           | 443",
                "''                         | [::1]               | 443"
            })
    void aHostIsExcepted(String list, String host, int port) {
        assertThat(new NoProxy(list).excepts(host, port)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                         | api.usw2.pure.cloud | 443",
                "','                        | api.usw2.pure.cloud | 443",
                "ure.cloud                  | api.usw2.pure.cloud | 443",
                "api                        | api.usw2.pure.cloud | 443",
                "usw2                       | api.usw2.pure.cloud | 443",
                ".pure.cloud                | pure.cloud          | 443",
                "*.pure.cloud               | pure.cloud          | 443",
                "pure.cloud:8443            | api.usw2.pure.cloud | 443",
                ":443                       | api.usw2.pure.cloud | 443",
                "10.0.0.0/8                 | 10.1.2.3            | 443",
                "10.1.2.3:8443              | 10.1.2.3            | 443",
                "a.test:b                   | a.test              | 443",
                "''                         | localhost.test      | 443",
                "''                         | 127.0.0.1.test      | 443"
            })
    void aHostIsNotExcepted(String list, String host, int port) {
        assertThat(new NoProxy(list).excepts(host, port)).isFalse();
    }
}
