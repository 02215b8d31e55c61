package io.gcxcache.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gcxcache.LogCapture;
import io.gcxcache.MutableClock;
import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.audit.TrailEvents;
import io.gcxcache.budget.LocalBudgets;
import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.gcxcache.settings.LiveSettings;
import io.gcxcache.settings.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a settings file that somebody edits while the gateway runs. */
class SettingEditsTest {
    private static final String START = "gcx.directory.ttl.default=100\ngcx.http.port=9090\n";

    @TempDir
    Path home;

    private final MutableClock clock = new MutableClock();
    private final AuditTrail audit = new AuditTrail();
    private final Services services =
            new Services(clock, clock, () -> 0, new Meters(new SimpleMeterRegistry()), audit, null);
    private Path file;
    private LiveSettings settings;
    private LiveCatalogue catalogue;
    private LocalBudgets budgets;
    private SettingEdits edits;

    @BeforeEach
    void start() throws IOException {
        clock.stop();
        file = Files.createDirectory(home.resolve("config")).resolve("application.properties");
        Files.writeString(file, START);
        begin(Map.of());
    }

    private void begin(Map<String, String> environment) {
        settings = new LiveSettings(Settings.load(
                home,
                environment,
                new Properties(),
                Map.of("gcx.genesys.client-id", "x", "gcx.genesys.client-secret", "y")));
        catalogue = new LiveCatalogue(Catalogue.of(
                List.of(),
                List.of(
                        ListResource.of("directory")
                                .path("/api/v2/d/{id}")
                                .set("model", "directory")
                                .set("ttl", "gcx.directory.ttl.*"),
                        ListResource.of("other").path("/api/v2/other")),
                settings.current().defaults()));
        budgets = new LocalBudgets(settings.current().budget(), services);
        edits = new SettingEdits(settings.current().file().orElseThrow(), settings, catalogue, budgets, audit, clock);
    }

    @Test
    void whatTwoLooksFindTheSameHolds() throws IOException {
        Files.writeString(file, START.replace("100", "200") + "gcx.budget.max-wait=7\n");

        edits.look();
        assertThat(ttl()).isEqualTo(100);
        edits.look();

        assertThat(ttl()).isEqualTo(200);
        assertThat(budgets.policy().maxWait()).hasSeconds(7);
        assertThat(edits.state())
                .isEqualTo(new SettingEdits.State(clock.instant().getEpochSecond(), null, null));
    }

    @Test
    void theNamesAreAuditedAndNoValue() throws IOException {
        save(START.replace("100", "200") + "gcx.early-refresh.beta=0\n");

        assertThat(TrailEvents.drain(audit))
                .extracting(AuditEvent::event, AuditEvent::details)
                .containsExactly(
                        tuple("edit_applied", Map.of("settings", "gcx.directory.ttl.default, gcx.early-refresh.beta")));
        assertThat(settings.current().earlyRefresh().beta()).isZero();
    }

    @Test
    void whatIsStillBeingWrittenIsNotJudged() throws IOException {
        try (LogCapture log = LogCapture.attach()) {
            for (String half : List.of("", "gcx.directory.ttl.def", "gcx.directory.ttl.default=")) {
                Files.writeString(file, half);
                edits.look();
            }
            save(START.replace("100", "200"));

            assertThat(log.lines()).isEmpty();
        }
        assertThat(ttl()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcx.directory.ttl.default=29\n",
                "gcx.directory.ttl.default=\n",
                "gcx.report.ttl.1=\ngcx.report.ttl.2=\ngcx.report.ttl.3=\ngcx.report.ttl.4=\ngcx.report.ttl.5=\ngcx.report.ttl.6=\n",
                "gcx.directory.ttl.default=200\ngcx.http.prot=1\n",
                "gcx.directory.ttl.default=200\ngcx.stale.window=\\u00\n",
                ""
            })
    void whatIsWrongChangesNothingAndIsToldOnceUntilItIsMended(String content) throws IOException {
        Settings before = settings.current();

        try (LogCapture log = LogCapture.attach()) {
            save(content);
            edits.look();

            assertThat(log.lines()).singleElement().asString().contains("not applied", "config/application.properties");
        }
        assertThat(settings.current()).isSameAs(before);
        assertThat(edits.state().notApplied()).hasSize(1);

        save(START);
        assertThat(edits.state()).isEqualTo(new SettingEdits.State(null, null, null));
    }

    @Test
    void allThatIsWrongIsToldAtOnce() throws IOException {
        save("gcx.budget.degraded-below=3\ngcx.stale.window=-4\ngcx.directory.ttl.internal_agents=5\n"
                + "gcx.http.port=abc\ngcx.stale.windw=1\n");

        assertThat(edits.state().notApplied())
                .hasSize(5)
                .anyMatch(
                        fault -> fault.startsWith(
                                "config/application.properties: gcx.stale.windw is no setting; the nearest is gcx.stale.window"))
                .noneMatch(fault -> fault.contains(home.toString()))
                .contains(
                        "config/application.properties: gcx.stale.window is -4, allowed is a whole number from 0 to 2678400",
                        "config/application.properties: gcx.http.port is abc, allowed is a whole number from 0 to 65535");
        assertThat(ttl()).isEqualTo(100);
    }

    @Test
    void eachNameThatIsNoSettingIsToldByItself() throws IOException {
        try (LogCapture log = LogCapture.attach()) {
            save(START + "gcx.http.prot=1\ngcx.stale.windo=1\n");

            assertThat(log.lines()).singleElement().asString().hasLineCount(1);
        }
        assertThat(edits.state().notApplied())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("config/application.properties: gcx.http.prot")
                                .contains("the nearest is gcx.http.port"),
                        line -> assertThat(line)
                                .startsWith("config/application.properties: gcx.stale.windo")
                                .contains("the nearest is gcx.stale.window"));
    }

    @Test
    void whatIsSaidToCamelAndToRoutesIsReadAtTheStartAlone() throws IOException {
        save(START + "camel.main.name=other\nown.period=7\n");

        assertThat(edits.state().needRestart())
                .containsExactly(
                        "config/application.properties: camel.main.name", "config/application.properties: own.period");

        save(START);
        assertThat(edits.state()).isEqualTo(new SettingEdits.State(null, null, null));
    }

    @Test
    void aFileThatIsAwayChangesNothing() throws IOException {
        Files.delete(file);
        look();
        assertThat(edits.state().notApplied()).containsExactly("config/application.properties is not there any more");
        assertThat(ttl()).isEqualTo(100);

        save(START);
        assertThat(edits.state()).isEqualTo(new SettingEdits.State(null, null, null));
    }

    @Test
    void aFileThatWasNotThereAtTheStartHoldsWhenItIs() throws IOException {
        Files.delete(file);
        begin(Map.of());
        look();
        assertThat(edits.state()).isEqualTo(new SettingEdits.State(null, null, null));
        assertThat(ttl()).isEqualTo(300);

        save("gcx.directory.ttl.default=200\n");

        assertThat(ttl()).isEqualTo(200);
    }

    @Test
    void whatIsReadAtTheStartAloneIsNamedUntilItIsAsBefore() throws IOException {
        try (LogCapture log = LogCapture.attach()) {
            save(START.replace("9090", "9091") + "gcx.genesys.proxy=http://user:secret@proxy:1\n");

            assertThat(log.lines())
                    .containsExactly("Edited in config/application.properties, and read at the next start:"
                            + " gcx.genesys.proxy, gcx.http.port");
        }
        assertThat(edits.state())
                .isEqualTo(new SettingEdits.State(
                        null,
                        null,
                        List.of(
                                "config/application.properties: gcx.genesys.proxy",
                                "config/application.properties: gcx.http.port")));

        save(START + "# as it was\n");
        assertThat(edits.state()).isEqualTo(new SettingEdits.State(null, null, null));
    }

    @Test
    void whatTheEnvironmentWinsOverIsNotToldAsApplied() throws IOException {
        begin(Map.of("GCX_DIRECTORY_TTL_DEFAULT", "150", "GCX_HTTP_PORT", "1234"));
        Catalogue before = catalogue.current();

        try (LogCapture log = LogCapture.attach()) {
            save(START.replace("100", "200").replace("9090", "9091"));
            save(START.replace("100", "200").replace("9090", "9091") + "# the same\n");

            assertThat(log.lines())
                    .containsExactly(
                            "gcx.directory.ttl.default is edited in config/application.properties,"
                                    + " but GCX_DIRECTORY_TTL_DEFAULT (150) decides",
                            "gcx.http.port is edited in config/application.properties, but GCX_HTTP_PORT decides");
        }

        assertThat(ttl()).isEqualTo(150);
        assertThat(catalogue.current()).isSameAs(before);
        assertThat(edits.state()).isEqualTo(new SettingEdits.State(null, null, null));
        assertThat(TrailEvents.drain(audit)).isEmpty();
    }

    @Test
    void aCommentAndAnotherOrderChangeNothing() throws IOException {
        Catalogue before = catalogue.current();

        save("# new\ngcx.http.port = 9090\ngcx.directory.ttl.default : 100\n");

        assertThat(catalogue.current()).isSameAs(before);
        assertThat(edits.state()).isEqualTo(new SettingEdits.State(null, null, null));
    }

    private long ttl() {
        return catalogue.current().list("directory").orElseThrow().ttl("any").toSeconds();
    }

    private void save(String content) throws IOException {
        Files.writeString(file, content);
        look();
    }

    private void look() {
        edits.look();
        edits.look();
    }
}
