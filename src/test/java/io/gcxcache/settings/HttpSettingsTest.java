package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.http.HttpLimits;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the HTTP server: its time limits, and its hosts. */
class HttpSettingsTest {
    @Test
    void clientsHaveTenSecondsForAHeadThirtyForABodyAndSixtyBetweenRequests() {
        HttpLimits limits = limits(Map.of());

        assertThat(limits.head()).hasSeconds(10);
        assertThat(limits.body()).hasSeconds(30);
        assertThat(limits.idle()).hasSeconds(60);
        assertThat(limits.standstill()).hasSeconds(30);
        assertThat(limits.bodyBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 8);
    }

    @Test
    void eachTimeLimitHasItsSetting() {
        HttpLimits limits = limits(
                Map.of("gcx.http.head-timeout", "300", "gcx.http.body-timeout", "3600", "gcx.http.idle-timeout", "1"));

        assertThat(limits.head()).hasSeconds(300);
        assertThat(limits.body()).hasSeconds(3_600);
        assertThat(limits.idle()).hasSeconds(1);
    }

    @ParameterizedTest
    @CsvSource({
        "gcx.http.head-timeout, 0, 300",
        "gcx.http.head-timeout, 301, 300",
        "gcx.http.body-timeout, 0, 3600",
        "gcx.http.body-timeout, 3601, 3600",
        "gcx.http.idle-timeout, -1, 3600",
        "gcx.http.idle-timeout, 1m, 3600"
    })
    void refusesATimeLimitOutOfItsRange(String setting, String value, int most) {
        assertThatThrownBy(() -> limits(Map.of(setting, value)))
                .isInstanceOf(SettingException.class)
                .hasMessage(setting + " is " + value + ", allowed is a whole number from 1 to " + most);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway:8080", "https://gateway", "*", "a,,b"})
    void refusesAHostThatIsNoName(String hosts) {
        assertThatThrownBy(() -> limits(Map.of("gcx.http.hosts", hosts)))
                .isInstanceOf(SettingException.class)
                .hasMessage("gcx.http.hosts is " + hosts + ", allowed is names or addresses without ports,"
                        + " separated by commas; an address of IPv6 in brackets");
    }

    private static HttpLimits limits(Map<String, String> settings) {
        Map<String, String> given =
                new HashMap<>(Map.of("gcx.genesys.client-id", "x", "gcx.genesys.client-secret", "y"));
        given.putAll(settings);
        return Settings.of(given, Map.of()).http().limits();
    }
}
