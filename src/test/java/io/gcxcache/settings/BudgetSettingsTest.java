package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.budget.ClientForms;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetSettingsTest {
    @Test
    void theClientMayMake300CallsAMinuteUnlessSetOtherwise() {
        assertThat(settings(Map.of()).budget().clientLimit()).isEqualTo(300);
        assertThat(settings(Map.of("gcx.budget.client.limit", "600")).budget().clientLimit())
                .isEqualTo(600);
    }

    @Test
    void theIninHeadersWith300SpeakOfTheClientUnlessSetOtherwise() {
        assertThat(settings(Map.of()).budget().clientForms()).isEqualTo(ClientForms.parse("inin-ratelimit:300"));
        assertThat(settings(Map.of("gcx.budget.headers", "")).budget().clientForms())
                .isEqualTo(ClientForms.parse(""));
    }

    @Test
    void aListMayTakeTenMinutesUnlessSetOtherwise() {
        assertThat(settings(Map.of()).defaults().listTimeLimit()).hasSeconds(600);
    }

    @ParameterizedTest
    @CsvSource({
        "gcx.budget.client.limit, 0, a whole number from 1 to 1000000",
        "gcx.budget.client.limit, 1000001, a whole number from 1 to 1000000",
        "gcx.budget.client.limit, many, a whole number from 1 to 1000000",
        "gcx.budget.headers, retry-after, 'a list of ratelimit, x-ratelimit, inin-ratelimit, each with :limit if it"
                + " speaks of the client only where it tells that limit'"
    })
    void saysWhatIsAllowed(String name, String value, String allowed) {
        assertThatThrownBy(() -> settings(Map.of(name, value)))
                .isInstanceOf(SettingException.class)
                .hasMessage(name + " is " + value + ", allowed is " + allowed);
    }

    private static Settings settings(Map<String, String> given) {
        Map<String, String> all =
                new HashMap<>(Map.of("gcx.genesys.client-id", "id", "gcx.genesys.client-secret", "s"));
        all.putAll(given);
        return Settings.of(all, Map.of());
    }
}
