package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the key of the tokens is. */
class TokensSettingsTest {
    private static final Map<String, String> REQUIRED =
            Map.of("gcx.genesys.client-id", "x", "gcx.genesys.client-secret", "y");

    @TempDir
    Path home;

    @Test
    void theKeyIsInTheDistributionsFolderUnlessItIsElsewhere() {
        Path elsewhere = home.resolve("elsewhere").toAbsolutePath();

        assertThat(load(Map.of()).tokensKeyFile())
                .isEqualTo(home.resolve("data").resolve("tokens.key"));
        assertThat(load(Map.of("GCX_TOKENS_KEY_FILE", "own.key")).tokensKeyFile())
                .isEqualTo(home.resolve("own.key"));
        assertThat(load(Map.of("GCX_TOKENS_KEY_FILE", elsewhere.toString())).tokensKeyFile())
                .isEqualTo(elsewhere);
    }

    @Test
    void theKeyIsKeptNowhereIfNoFileIsNamed() {
        assertThat(load(Map.of("GCX_TOKENS_KEY_FILE", " ")).tokensKeyFile()).isNull();
    }

    private Settings load(Map<String, String> environment) {
        return Settings.load(home, environment, new Properties(), REQUIRED);
    }
}
