package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditSettingsTest {
    @Test
    void aDaysFileHas4GibibytesUnlessConfigured() {
        assertThat(settings(Map.of()).auditBytes()).isEqualTo(4L << 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1048575", "1125899906842625", "4g"})
    void aBoundOutOfItsRangeIsRefused(String value) {
        assertThatThrownBy(() -> settings(Map.of("gcx.audit.max-bytes", value)))
                .isInstanceOf(SettingException.class)
                .hasMessage("gcx.audit.max-bytes is " + value
                        + ", allowed is a whole number from 1048576 to 1125899906842624");
    }

    private static Settings settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put("gcx.genesys.client-id", "id");
        all.put("gcx.genesys.client-secret", "secret");
        return Settings.of(all, Map.of());
    }
}
