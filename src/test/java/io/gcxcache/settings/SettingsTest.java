package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.http.Listener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of all settings of a distribution. */
class SettingsTest {
    private static final Map<String, Function<Settings, Duration>> TIMES = Map.ofEntries(
            Map.entry("gcx.genesys.connect-timeout", settings -> settings.genesys()
                    .connectTimeout()),
            Map.entry("gcx.genesys.response-timeout", settings -> settings.genesys()
                    .responseTimeout()),
            Map.entry(
                    "gcx.http.head-timeout",
                    settings -> settings.http().limits().head()),
            Map.entry(
                    "gcx.http.body-timeout",
                    settings -> settings.http().limits().body()),
            Map.entry(
                    "gcx.http.idle-timeout",
                    settings -> settings.http().limits().idle()),
            Map.entry("gcx.api.write-settle", Settings::writeSettle),
            Map.entry("gcx.stale.window", settings -> settings.defaults().staleWindow()),
            Map.entry("gcx.stale.report-window", settings -> settings.defaults().reportStaleWindow()),
            Map.entry("gcx.list.time-limit", settings -> settings.defaults().listTimeLimit()),
            Map.entry(
                    "gcx.report.ttl.provisional", settings -> settings.report().provisionalTtl()),
            Map.entry("gcx.live.skew", settings -> settings.report().liveSkew()),
            Map.entry("gcx.budget.window", settings -> settings.budget().window()),
            Map.entry("gcx.budget.max-wait", settings -> settings.budget().maxWait()),
            Map.entry("gcx.cdn.timeout", settings -> settings.cdn().timeout()));

    @TempDir
    Path home;

    @Test
    void everyShippedSettingMayBeAVariableInUpperCaseWithUnderscores() {
        assertThat(SettingsFile.defaults().keySet()).isNotEmpty().allSatisfy(name -> {
            String variable = name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");

            Map<String, String> values = new SettingSources(home, SettingsFile.defaults())
                    .addVariables(Map.of(variable, "given"))
                    .values();

            assertThat(values).containsEntry(name, "given");
        });
    }

    @Test
    void timesAreSeconds() {
        Settings settings = load(TIMES.keySet().stream().collect(Collectors.toMap(Function.identity(), name -> "7")));

        assertThat(TIMES)
                .allSatisfy((name, time) ->
                        assertThat(time.apply(settings)).as(name).hasSeconds(7));
    }

    @Test
    void relativePathsBeginAtTheFolderOfTheDistribution() {
        Settings settings = load(Map.of("gcx.tokens.previous-key-file", "old.key"));

        assertThat(settings.routesDir()).hasValue(home.resolve("routes"));
        assertThat(List.of(
                        settings.auditDir(),
                        settings.cdn().outbox(),
                        settings.consumersFile(),
                        settings.tokensKeyFile(),
                        settings.previousTokensKeyFile()))
                .containsExactly(
                        home.resolve("data/audit"),
                        home.resolve("data/outbox.journal"),
                        home.resolve("config/consumers.yaml"),
                        home.resolve("data/tokens.key"),
                        home.resolve("old.key"));
    }

    @Test
    void itListensAtPort8080OfTheLoopbackUnlessToldOtherwise() {
        Listener shipped = load(Map.of()).http().listener();
        Listener told = load(Map.of("gcx.http.host", "::1", "gcx.http.port", "9090"))
                .http()
                .listener();

        assertThat(shipped.host()).isEqualTo("127.0.0.1");
        assertThat(shipped.port()).isEqualTo(8080);
        assertThat(told.host()).isEqualTo("::1");
        assertThat(told.port()).isEqualTo(9090);
    }

    @Test
    void allThatIsWrongIsToldAndTheRestIsJudgedAsUsual() {
        Properties given = new Properties();
        given.putAll(Map.of("gcx.http.port", "abc", "gcx.stale.window", "-1", "gcx.directory.ttl.sales", "5"));

        Settings.Judged judged = Settings.judge(home, Map.of("GCX_GENESYS_CLIENT_ID", "x"), given, Map.of());

        assertThat(judged.faults())
                .containsExactlyInAnyOrder(
                        "gcx.genesys.client-secret is required and not set",
                        "gcx.http.port is abc, allowed is a whole number from 0 to 65535",
                        "gcx.stale.window is -1, allowed is a whole number from 0 to 2678400",
                        "gcx.directory.ttl.sales is 5, allowed is a whole number from 30 to 3600");
        assertThat(judged.settings()).isPresent();
    }

    @Test
    void whatIsNoSettingIsToldWithAllElseThatIsWrong() {
        Properties given = new Properties();
        given.putAll(Map.of("gcx.http.prot", "1", "gcx.stale.windo", "2", "gcx.http.port", "abc"));

        Settings.Judged judged = Settings.judge(home, Map.of(), given, Map.of());

        assertThat(judged.faults())
                .hasSize(5)
                .contains("gcx.http.port is abc, allowed is a whole number from 0 to 65535");
        assertThat(judged.faults().get(0)).startsWith("gcx.http.prot, ").contains("gcx.http.port");
        assertThat(judged.faults().get(1)).startsWith("gcx.stale.windo, ").contains("gcx.stale.window");
        assertThat(judged.settings()).isPresent();
    }

    @Test
    void whatWinsOverEverythingIsJudgedToo() {
        Settings.Judged judged = Settings.judge(
                home,
                Map.of(),
                new Properties(),
                Map.of("gcx.genesys.client-id", "x", "gcx.genesys.client-secret", "y"));

        assertThat(judged.faults()).isEmpty();
    }

    private Settings load(Map<String, String> given) {
        Map<String, String> over = new HashMap<>(given);
        over.put("gcx.genesys.client-id", "x");
        over.put("gcx.genesys.client-secret", "y");
        return Settings.load(home, Map.of(), new Properties(), over);
    }
}
