package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gcx.cdn.*}: what is refused, and that nothing secret is told. */
class CdnSettingsTest {
    private static final String URL = "https://hooks.example/gcx?token=1";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    @Test
    void nobodyIsToldUnlessConfigured() {
        Settings settings = settings(Map.of());

        assertThat(settings.cdn().webhookSecrets()).isEmpty();
        assertThat(settings.cdn().mostWaiting()).isEqualTo(10_000);
        assertThat(settings.cdn().timeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.cdn().outbox()).isNull();
        assertThat(settings.value("gcx.cdn.webhook.url")).isEmpty();
    }

    @Test
    void theCurrentSecretIsTheFirst() {
        Settings settings = settings(Map.of(
                "gcx.cdn.webhook.url", URL,
                "gcx.cdn.webhook.secret", SECRET,
                "gcx.cdn.webhook.previous-secret", OLD_SECRET));

        assertThat(settings.cdn().webhookSecrets()).containsExactly(SECRET, OLD_SECRET);
        assertThat(settings.value("gcx.cdn.webhook.url")).isEqualTo(URL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1000001", "many"})
    void aNumberOfThoseThatWaitOutOfItsRangeIsRefused(String value) {
        assertThatThrownBy(() -> settings(Map.of("gcx.cdn.max-waiting", value)))
                .isInstanceOf(SettingException.class)
                .hasMessage("gcx.cdn.max-waiting is " + value + ", allowed is a whole number from 1 to 1000000");
    }

    @ParameterizedTest
    @CsvSource({
        "gcx.cdn.webhook.url, https://hooks.example/, gcx.cdn.webhook.secret",
        "gcx.cdn.fastly.service, SU1, gcx.cdn.fastly.token",
        "gcx.cdn.cloudflare.zone, 023, gcx.cdn.cloudflare.token"
    })
    void whatATargetNeedsBesidesIsRequired(String setting, String value, String missing) {
        assertThatThrownBy(() -> settings(Map.of(setting, value)))
                .isInstanceOf(SettingException.class)
                .hasMessage(missing + " is required and not set");
    }

    @ParameterizedTest
    @CsvSource({
        "gcx.cdn.fastly.service, gcx.cdn.fastly.token, gcx.cdn.fastly.url",
        "gcx.cdn.cloudflare.zone, gcx.cdn.cloudflare.token, gcx.cdn.cloudflare.url"
    })
    void anApiWithoutAnAddressIsRefused(String account, String token, String url) {
        assertThatThrownBy(() -> settings(Map.of(account, "x", token, "y", url, "")))
                .isInstanceOf(SettingException.class)
                .hasMessage(url + " is required and not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcx.cdn.webhook.secret", "gcx.cdn.webhook.previous-secret"})
    void aBadSecretIsRefusedWithoutQuotingIt(String name) {
        Map<String, String> given = new HashMap<>(Map.of("gcx.cdn.webhook.url", URL, "gcx.cdn.webhook.secret", SECRET));
        given.put(name, "whsec_top*secret");

        assertThatThrownBy(() -> settings(given))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name + " is not usable, allowed is ")
                .hasMessageNotContaining("top*secret")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.example/gcx",
                "ftp://hooks.example/",
                "https://",
                "https:///gcx",
                "https://user:top-secret@hooks.example/",
                "https://hooks.example/#top-secret",
                "https://hooks.example/a b",
                "https://hooks.example/{{top-secret}}",
                "https://hooks.example/?t=%zz-top-secret"
            })
    void anAddressThatIsNoneIsRefusedWithoutQuotingIt(String url) {
        assertThatThrownBy(() -> settings(Map.of("gcx.cdn.webhook.url", url, "gcx.cdn.webhook.secret", SECRET)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("gcx.cdn.webhook.url is no address")
                .hasMessageNotContaining("top-secret");
        assertThatThrownBy(() -> settings(Map.of("gcx.cdn.varnish.url", url)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("gcx.cdn.varnish.url is no address");
    }

    @ParameterizedTest
    @CsvSource({
        "gcx.cdn.fastly.url, https://api.fastly.com/service",
        "gcx.cdn.fastly.url, api.fastly.com",
        "gcx.cdn.cloudflare.url, https://api.cloudflare.com/?x=1",
        "gcx.cdn.cloudflare.url, ftp://api.cloudflare.com"
    })
    void anApisAddressHasNeitherPathNorQuery(String name, String url) {
        assertThatThrownBy(() -> settings(Map.of(name, url)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name + " is " + url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "301", "-1", "1.5", "soon", ""})
    void aTimeoutOutOfRangeIsRefused(String seconds) {
        assertThatThrownBy(() -> settings(Map.of("gcx.cdn.timeout", seconds)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("gcx.cdn.timeout is ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "300"})
    void aTimeoutInRangeIsTaken(String seconds) {
        assertThat(settings(Map.of("gcx.cdn.timeout", seconds)).cdn().timeout()).hasSeconds(Long.parseLong(seconds));
    }

    @Test
    void theOutboxIsInMemoryUnlessAFileIsNamed() {
        assertThat(settings(Map.of("gcx.cdn.outbox", " ")).cdn().outbox()).isNull();
        assertThat(settings(Map.of("gcx.cdn.outbox", "data/outbox.journal"))
                        .cdn()
                        .outbox())
                .isEqualTo(Path.of("data/outbox.journal"));
    }

    @Test
    void blanksAndALastSlashDoNotReachTheRoutes() {
        Settings settings = settings(Map.of(
                "gcx.cdn.fastly.service", " SU1",
                "gcx.cdn.fastly.token", "token\n",
                "gcx.cdn.fastly.url", "https://api.fastly.com/ ",
                "gcx.cdn.cloudflare.url", "https://api.cloudflare.com/"));

        assertThat(settings.value("gcx.cdn.fastly.service")).isEqualTo("SU1");
        assertThat(settings.value("gcx.cdn.fastly.token")).isEqualTo("token");
        assertThat(settings.value("gcx.cdn.fastly.url")).isEqualTo("https://api.fastly.com");
        assertThat(settings.value("gcx.cdn.cloudflare.url")).isEqualTo("https://api.cloudflare.com");
    }

    @Test
    void secretsAreNeitherPrintedNorPlaceholders() {
        Settings settings = settings(Map.of(
                "gcx.cdn.outbox", "outbox.journal",
                "gcx.cdn.webhook.url", URL,
                "gcx.cdn.webhook.secret", SECRET,
                "gcx.cdn.webhook.previous-secret", OLD_SECRET));

        assertThat(settings.cdn().toString())
                .contains("outbox.journal")
                .doesNotContain(SECRET, OLD_SECRET, "whsec_", "token");
        assertThat(settings.toString()).doesNotContain("whsec_");
        assertThat(settings.value("gcx.cdn.webhook.secret")).isNull();
        assertThat(settings.value("gcx.cdn.webhook.previous-secret")).isNull();
    }

    private static Settings settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(Map.of("gcx.genesys.client-id", "x", "gcx.genesys.client-secret", "y"));
        all.putAll(given);
        return Settings.of(all, Map.of());
    }
}
