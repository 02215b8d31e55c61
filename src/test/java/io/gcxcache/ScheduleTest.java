package io.gcxcache;

import static io.gcxcache.Gateway.json;
import static io.gcxcache.Gateway.pagesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.simulator.Fault;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.quartz.QuartzComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;

/** {@code routes/schedules.camel.yaml}: what is done by the clock, with Quartz for real. */
class ScheduleTest {
    private static final TriggerKey VERIFICATION = new TriggerKey("verify-directories", "gcx");
    private static final TriggerKey WARM_UP = new TriggerKey("warm-up", "gcx");

    @TempDir
    Path audit;

    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(audit);
        AdviceWith.adviceWith(
                gateway.camel, "gcx-verify-cached-directories", route -> route.weaveById("verify-directories-jitter")
                        .remove());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void nothingFiresInTheFirstFiveMinutes() throws Exception {
        assertThat(scheduler().isStarted()).isFalse();
        assertThat(scheduler().checkExists(VERIFICATION)).isTrue();
        assertThat(scheduler().getMetaData().getThreadPoolSize()).isEqualTo(2);
    }

    @Test
    void verifiesEveryDirectoryThatIsCachedAndNoOther() throws Exception {
        fill("one");
        fill("two");
        gateway.genesys.directory("uncached").entries(1);
        gateway.genesys.directory("two").change();

        verifyNow();

        await().untilAsserted(() -> {
            assertThat(gateway.pageCalls("one")).isEqualTo(2);
            assertThat(gateway.pageCalls("two")).isEqualTo(2);
            assertThat(directive("two")).isEqualTo("overwrite");
        });
        assertThat(directive("one")).isEqualTo("fresh");
        assertThat(gateway.pageCalls("uncached")).isZero();
    }

    @Test
    void goesOnAfterADirectoryThatCannotBeVerified() throws Exception {
        fill("a-gone");
        fill("b-changed");
        gateway.genesys.fault(Fault.status(404).on(pagesOf("a-gone")));
        gateway.genesys.directory("b-changed").change();

        verifyNow();

        await().untilAsserted(() -> assertThat(directive("b-changed")).isEqualTo("overwrite"));
        assertThat(directive("a-gone")).isEqualTo("fresh");
    }

    @Test
    void verificationPausesWhileTheBudgetIsDegraded() throws Exception {
        fill("paused");
        gateway.genesys.directory("paused").change();
        gateway.genesys.rateLimit("routing-directories", 12, Duration.ofSeconds(60));
        for (int i = 0; i < 11; i++) {
            fill("spent-" + i);
        }
        assertThat(json(gateway.get("/gcx/budget")).findValuesAsText("mode")).contains("DEGRADED");
        int calls = gateway.genesys.calls().count("/api/");

        NotifyBuilder verified = new NotifyBuilder(gateway.camel)
                .fromRoute("gcx-verify-directories")
                .whenDone(2)
                .create();
        verifyNow();
        assertThat(verified.matches(10, TimeUnit.SECONDS)).isTrue();

        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(calls);
        assertThat(directive("paused")).isEqualTo("fresh");
    }

    @Test
    void theWarmUpIsOffUntilSomebodySwitchesItOn() throws Exception {
        scheduler().start();
        scheduler().triggerJob(scheduler().getTrigger(WARM_UP).getJobKey());
        assertThat(gateway.camel
                        .getRouteController()
                        .getRouteStatus("gcx-warm-up")
                        .isStopped())
                .isTrue();
        await().until(() -> scheduler().getMetaData().getNumberOfJobsExecuted() >= 1);
        assertThat(gateway.genesys.calls().count("/api/")).isZero();

        gateway.camel.getRouteController().startRoute("gcx-warm-up");
        scheduler().triggerJob(scheduler().getTrigger(WARM_UP).getJobKey());

        await().until(() -> gateway.pageCalls("emergency_contacts") == 1);
    }

    @Test
    void warmsUpByCron() throws Exception {
        assertThat(scheduler().getTrigger(WARM_UP))
                .isInstanceOfSatisfying(CronTrigger.class, cron -> assertThat(cron.getCronExpression())
                        .isEqualTo("0 30 6 ? * MON-FRI"));
    }

    @Test
    void theWarmUpFetchesWhatIsNamedAndNothingThatIsFresh() throws Exception {
        gateway.get("/gcx/directories/internal_agents");

        warmUp();

        assertThat(gateway.pageCalls("internal_agents")).isEqualTo(5);
        assertThat(gateway.pageCalls("external_vendors")).isEqualTo(2);
        assertThat(gateway.pageCalls("emergency_contacts")).isEqualTo(1);
        assertThat(json(gateway.get("/gcx/entries")).path("entries").findValuesAsText("key"))
                .hasSize(5)
                .anyMatch(key -> key.startsWith("gcx:analytics:queue-performance:"))
                .anyMatch(key -> key.startsWith("gcx:query:conversations-aggregates:"));
        int calls = gateway.genesys.calls().count("/api/");
        warmUp();
        assertThat(gateway.genesys.calls().count("/api/")).isEqualTo(calls);
    }

    @Test
    void theWarmUpGoesOnAfterWhatGenesysDoesNotKnow() throws Exception {
        gateway.genesys.fault(Fault.status(404).on(pagesOf("internal_agents")));
        gateway.genesys.fault(Fault.status(404).on("/api/v2/analytics/reports/"));

        warmUp();

        assertThat(json(gateway.get("/gcx/entries")).path("entries").findValuesAsText("key"))
                .hasSize(3)
                .anyMatch(key -> key.startsWith("gcx:query:conversations-aggregates:"));
    }

    private HttpResponse<String> fill(String directory) throws Exception {
        gateway.genesys.directory(directory).entries(1);
        return gateway.get("/gcx/directories/" + directory);
    }

    /** Fires as if the trigger's time had come; the trigger itself would fire as well if the test took its time. */
    private void verifyNow() throws Exception {
        scheduler().pauseTrigger(VERIFICATION);
        scheduler().start();
        scheduler().triggerJob(scheduler().getTrigger(VERIFICATION).getJobKey());
    }

    private void warmUp() throws Exception {
        gateway.template().requestBody("direct:gcx-warm-up-all", (Object) null);
    }

    private String directive(String directory) throws Exception {
        return json(gateway.get("/gcx/directories/" + directory))
                .path("invalidation_directive")
                .asText();
    }

    private Scheduler scheduler() throws SchedulerException {
        return gateway.camel.getComponent("gcx-quartz", QuartzComponent.class).getScheduler();
    }
}
