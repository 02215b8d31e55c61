package io.gcxcache.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryTtlTest {
    private final DirectoryTtl ttl =
            new DirectoryTtl(Map.of("internal_agents", 120L, "external_vendors", 300L, "emergency_contacts", 60L), 240);

    @ParameterizedTest
    @CsvSource({
        "internal_agents, 120",
        "external_vendors, 300",
        "emergency_contacts, 60",
        "partners, 240",
        "Internal_Agents, 240",
        "'', 240"
    })
    void followsTheIdOrElseTheDefault(String id, long seconds) {
        assertThat(ttl.seconds(id)).isEqualTo(seconds);
    }

    @Test
    void doesNotChangeWithTheMapItWasMadeOf() {
        Map<String, Long> byId = new HashMap<>();
        DirectoryTtl made = new DirectoryTtl(byId, 300);

        byId.put("internal_agents", 120L);

        assertThat(made.seconds("internal_agents")).isEqualTo(300);
    }
}
