package io.gcxcache.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Placeholders of a user from the environment and the system properties, and none that gives a setting away. */
class ProcessSourceTest {
    @ParameterizedTest
    @ValueSource(strings = {"my.setting", "my-setting", "MY_SETTING", "my_setting", "mySetting"})
    void aVariableIsFoundUnderEveryNameThatCamelHasForIt(String name) {
        ProcessSource source = new ProcessSource(Map.of("MY_SETTING", "by environment"), new Properties());

        assertThat(source.getProperty(name)).isEqualTo("by environment");
    }

    @Test
    void aSystemPropertyIsFoundUnlessAVariableHasItsName() {
        Properties system = properties("my.setting", "by system property");

        assertThat(new ProcessSource(Map.of(), system).getProperty("my.setting"))
                .isEqualTo("by system property");
        assertThat(new ProcessSource(Map.of("MY_SETTING", "by environment"), system).getProperty("my.setting"))
                .isEqualTo("by environment");
        assertThat(new ProcessSource(Map.of(), system).getProperty("no.such")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcx.genesys.client-secret",
                "gcx.genesys.client.secret",
                "gcx-genesys-client-secret",
                "gcx_genesys_client_secret",
                "GCX_GENESYS_CLIENT_SECRET",
                "GCX.genesys.client-secret",
                "gcxGenesysClientSecret",
                "GcxGenesysClientSecret"
            })
    void aSecretInTheEnvironmentIsFoundUnderNoName(String name) {
        ProcessSource source = new ProcessSource(Map.of("GCX_GENESYS_CLIENT_SECRET", "top secret"), new Properties());

        assertThat(source.getProperty(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcx.genesys.client-id",
                "gcx.genesys.client-secret",
                "gcx.cdn.webhook.secret",
                "gcx.cdn.webhook.previous-secret"
            })
    void aSecretAmongTheSystemPropertiesIsNotFound(String name) {
        ProcessSource source = new ProcessSource(Map.of(), properties(name, "top secret"));

        assertThat(source.getProperty(name)).isNull();
    }

    private static Properties properties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }
}
