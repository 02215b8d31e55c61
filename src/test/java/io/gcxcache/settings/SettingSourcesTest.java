package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.LogCapture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a setting may be given, and what becomes of one that nobody knows. */
class SettingSourcesTest {
    private static final String SECRET = "gcx.genesys.client-secret";
    private static final Map<String, String> REQUIRED = Map.of("gcx.genesys.client-id", "x", SECRET, "y");

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final Properties system = new Properties();

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(home.resolve("config"));
    }

    @Test
    void aSystemPropertyWinsOverAVariableWhichWinsOverTheFile() throws IOException {
        file("gcx.budget.limit=1\ngcx.budget.window=1\ngcx.http.port=1\n");
        environment.put("GCX_BUDGET_LIMIT", "2");
        environment.put("GCX_BUDGET_WINDOW", "2");
        system.put("gcx.budget.limit", "3");

        Settings settings = load();

        assertThat(settings.budget().limit()).isEqualTo(3);
        assertThat(settings.value("gcx.budget.window")).isEqualTo("2");
        assertThat(settings.value("gcx.http.port")).isEqualTo("1");
    }

    @Test
    void whatWonAtTheStartStillWinsOverAnEditedFile() throws IOException {
        file("gcx.budget.limit=1\ngcx.budget.window=1\ngcx.directory.ttl.own=40\n");
        environment.put("GCX_BUDGET_LIMIT", "2");
        environment.put("GCX_DIRECTORY_TTL_OTHER", "50");
        Settings start = load();

        Settings edited = start.with(ByteBuffer.wrap(
                "gcx.budget.limit=3\ngcx.budget.window=4\ngcx.directory.ttl.other=60\ngcx.stale.window = 3600\n"
                        .getBytes(StandardCharsets.UTF_8)));

        assertThat(edited.budget().limit()).isEqualTo(2);
        assertThat(start.differing(edited))
                .containsExactly("gcx.budget.window", "gcx.directory.ttl.other", "gcx.directory.ttl.own");
        assertThat(edited.value("gcx.directory.ttl.other")).isEqualTo("50");
    }

    @Test
    void aHostsSettingsHaveNoFile() {
        assertThat(Settings.of(Map.of("gcx.genesys.client-id", "x", SECRET, "y"))
                        .file())
                .isEmpty();
    }

    @Test
    void aDirectorysTtlMayBeGivenAsASystemProperty() {
        system.put("gcx.directory.ttl.Own_One", "77");

        assertThat(load().value("gcx.directory.ttl.Own_One")).isEqualTo("77");
    }

    @ParameterizedTest
    @CsvSource({
        "gcx.http.prot, gcx.http.port",
        "gcx.cache.max-entrys, gcx.cache.max-entries",
        "gcx.genesys.clientsecret_FILE, gcx.genesys.client-secret",
        "gcx.GENESYS.region, gcx.genesys.region"
    })
    void whatIsNoSettingStopsTheStartWithTheNearestName(String name, String nearest) throws IOException {
        String told = name + ".*is no setting; the nearest is " + nearest + ", .*";

        file(name + "=7\n");
        assertThatThrownBy(this::load)
                .isInstanceOf(SettingException.class)
                .hasMessageMatching(told)
                .hasMessageContaining("application.properties, is no");
        file("");
        system.put(name, "7");
        assertThatThrownBy(this::load).isInstanceOf(SettingException.class).hasMessageMatching(told);
        assertThatThrownBy(() -> Settings.of(Map.of(name, "7")))
                .isInstanceOf(SettingException.class)
                .hasMessageMatching(told);
    }

    @Test
    void aVariableThatIsNoSettingIsToldByItsNameAlone() {
        environment.put("GCX_HTTP_PROT", "secret");

        try (LogCapture log = LogCapture.attach()) {
            load();

            assertThat(log.lines()).singleElement().satisfies(line -> assertThat(line)
                    .contains("GCX_HTTP_PROT is no setting", "nearest is GCX_HTTP_PORT")
                    .doesNotContain("secret"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GCX_CACHE_PORT, tcp://10.0.0.7:8080",
        "GCX_HTTP_PORT, tcp://10.0.0.7:8080",
        "GCX_CACHE_SERVICE_HOST, 10.0.0.7",
        "GCX_CACHE_SERVICE_PORT, 8080",
        "GCX_CACHE_SERVICE_PORT_HTTP, 8080",
        "GCX_CACHE_PORT_8080_TCP, tcp://10.0.0.7:8080",
        "GCX_CACHE_PORT_8080_TCP_PROTO, tcp",
        "GCX_CACHE_PORT_8080_TCP_ADDR, 10.0.0.7"
    })
    void whatKubernetesTellsOfItsServicesIsNoSetting(String variable, String value) {
        environment.put(variable, value);

        try (LogCapture log = LogCapture.attach()) {
            assertThat(load().value("gcx.http.port")).isEqualTo("8080");

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void aSecretMayLieInAFile() throws IOException {
        Files.writeString(home.resolve("secret"), "from a file\n");
        Path elsewhere = Files.writeString(home.resolve("config").resolve("id"), "somebody\r\n");

        environment.put("GCX_GENESYS_CLIENT_SECRET_FILE", "secret");
        system.put("gcx.genesys.client-id_FILE", elsewhere.toString());
        Settings read = Settings.load(home, environment, system, Map.of());

        assertThat(read.genesys().clientSecret()).isEqualTo("from a file");
        assertThat(read.genesys().clientId()).isEqualTo("somebody");
    }

    @Test
    void aFileThatASettingIsInWinsOverASourceBeforeIt() throws IOException {
        Files.writeString(home.resolve("limit"), "7");
        file("gcx.budget.limit=1\n");
        environment.put("GCX_BUDGET_LIMIT_FILE", "limit");

        assertThat(load().budget().limit()).isEqualTo(7);
    }

    @Test
    void aSettingWhoseNameEndsInFileIsNoFileOfASetting() {
        environment.put("GCX_TOKENS_KEY_FILE", "own.key");

        assertThat(load().tokensKeyFile()).isEqualTo(home.resolve("own.key"));
    }

    @Test
    void aValueAndAFileOfItAreNotBothGiven() throws IOException {
        Files.writeString(home.resolve("secret"), "in the file");
        environment.put("GCX_GENESYS_CLIENT_SECRET_FILE", "secret");
        environment.put("GCX_GENESYS_CLIENT_SECRET", "beside it");

        assertThatThrownBy(this::load)
                .isInstanceOf(SettingException.class)
                .hasMessage("gcx.genesys.client-secret_FILE, given by an environment variable, is given beside"
                        + " gcx.genesys.client-secret; one of them is allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "config", "binary", "large", "\0"})
    void aFileThatCannotBeReadIsToldWithItsSetting(String file) throws IOException {
        Files.write(home.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xfd});
        Files.write(home.resolve("large"), new byte[70_000]);
        system.put(SECRET + "_FILE", file);

        assertThatThrownBy(this::load)
                .isInstanceOf(SettingException.class)
                .hasMessageMatching(
                        "gcx.genesys.client-secret_FILE is " + file + "(?: \\(\\w+\\))?, allowed is a file .*");
    }

    @Test
    void anEmptyFileIsAMissingValue() throws IOException {
        Files.writeString(home.resolve("secret"), "\n");
        environment.put("GCX_GENESYS_CLIENT_SECRET_FILE", "secret");

        assertThatThrownBy(() -> Settings.load(home, environment, system, Map.of("gcx.genesys.client-id", "x")))
                .hasMessage("gcx.genesys.client-secret is required and not set");
    }

    @Test
    void aSettingsFileThatIsNoneIsToldWithItsReason() throws IOException {
        file("gcx.http.host=\\u12\n");

        assertThatThrownBy(this::load)
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("application.properties is no properties file: Malformed");
    }

    private Settings load() {
        return Settings.load(home, environment, system, REQUIRED);
    }

    private void file(String lines) throws IOException {
        Files.writeString(home.resolve("config").resolve("application.properties"), lines);
    }
}
