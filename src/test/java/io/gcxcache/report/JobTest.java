package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.Polling;
import io.gcxcache.catalogue.ReportResource;
import io.gcxcache.catalogue.Template;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {
    private final Job job = new Job("things", polling("/api/v2/runs/{run}/results"));

    @Test
    void aNewRunIsToBeStartedPolledAndCollected() {
        assertThat(job.isStarted()).isFalse();
        assertThat(job.isDone()).isFalse();
        assertThat(job.isCollected()).isFalse();
        assertThat(job.polls()).isZero();
        assertThat(job.cursor()).isNull();
        assertThat(job.postponement()).isZero();
    }

    @Test
    void aRunWithoutPagesOfResultsHasNothingToCollect() {
        assertThat(new Job("things", polling(null)).isCollected()).isTrue();
    }

    @Test
    void aRunIsFoundOnItsExchange() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            DefaultExchange exchange = new DefaultExchange(context);

            job.putOn(exchange);

            assertThat(Job.of(exchange)).isSameAs(job);
        }
    }

    @ParameterizedTest
    @CsvSource({"'\"a-b_c.d~9\"', a-b_c.d~9", "17, 17", "'\"...\"', ...", "'\".a\"', .a"})
    void theStartsAnswerNamesTheRun(String value, String id) {
        job.started(json("{'id':" + value + "}"));

        assertThat(job.isStarted()).isTrue();
        assertThat(job.id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'id':null}",
                "{'id':''}",
                "{'id':{}}",
                "{'id':['a']}",
                "{'id':'a/b'}",
                "{'id':'a b'}",
                "{'id':'a?b'}",
                "{'id':'a\\n'}",
                "{'id':'%2e'}",
                "{'id':'.'}",
                "{'id':'..'}",
                "{'id':'ü'}"
            })
    void anIdThatCannotStandInAPathIsRefused(String answer) {
        assertUpstream(() -> job.started(json(answer)), "without a usable id");
        assertThat(job.isStarted()).isFalse();
    }

    @Test
    void anIdHasAtMost128Characters() {
        job.started(json("{'id':'" + "x".repeat(128) + "'}"));

        assertUpstream(() -> job.started(json("{'id':'" + "x".repeat(129) + "'}")), "without a usable id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{'id':",
                "{'id':1,'id':1}",
                "null",
                "'DONE'",
                "7",
                "[]",
                "{'message':'m','code':'c','status':500,'contextId':'i','details':[],'errors':[]}",
                "{'message':'m','status':503}"
            })
    void anAnswerThatIsNoneIsAnUpstreamErrorThatMayPass(String answer) {
        job.started(json("{'id':'r'}"));

        assertPassing(
                () -> new Job("things", polling(null)).started(json(answer)), "The start of things was answered with");
        assertPassing(() -> job.polled(json(answer)), "The poll of things was answered with");
        assertPassing(() -> job.collect(json(answer)), "The results of things was answered with");
        assertThat(job.pages()).isEmpty();
    }

    @Test
    void noAnswerAtAllIsAnUpstreamError() {
        assertPassing(() -> job.started(null), "with nothing");
    }

    @Test
    void aRunIsPolledUntilItIsDoneAndKeepsThatAnswer() {
        byte[] done = json("{'state':'DONE', 'schemaVersion':1.0}");
        job.started(json("{'id':'r'}"));

        job.polled(json("{'state':'QUEUED'}"));
        boolean early = job.isDone();
        job.polled(json("{'state':'RUNNING'}"));
        job.polled(done);

        assertThat(early).isFalse();
        assertThat(job.isDone()).isTrue();
        assertThat(job.polls()).isEqualTo(3);
        assertThat(job.completedBytes()).isSameAs(done);
        assertThat(job.ofItself().path("schemaVersion").asInt()).isEqualTo(1);
    }

    @Test
    void aFailureCarriesTheStateAndTheMessage() {
        assertUpstream(
                () -> job.polled(json("{'state':'FAILED','error':'metric tFoo is unknown'}")),
                "Genesys reports things as FAILED: metric tFoo is unknown");
        assertThat(job.isDone()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'state':'FAILED'} | as FAILED",
                "{'state':''}       | as of no state",
                "{}                 | as of no state",
                "{'other':'DONE'}   | as of no state"
            })
    void aStateThatIsNotKnownIsAFailure(String answer, String told) {
        assertUpstream(() -> job.polled(json(answer)), "Genesys reports things " + told.trim());
    }

    @Test
    void aForgottenRunIsStartedAgainOnce() {
        job.started(json("{'id':'first'}"));
        job.polled(json("{'state':'RUNNING'}"));

        job.forgotten();
        boolean started = job.isStarted();
        job.started(json("{'id':'second'}"));

        assertThat(started).isFalse();
        assertThat(job.id()).isEqualTo("second");
        assertThat(job.polls()).isEqualTo(2);
        assertUpstream(job::forgotten, "forgot the run of things twice");
    }

    @Test
    void aSecondRunMayBeDone() {
        job.started(json("{'id':'first'}"));
        job.forgotten();
        job.started(json("{'id':'second'}"));

        job.polled(json("{'state':'DONE'}"));

        assertThat(job.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"done", "Done", "DONE"})
    void aStateIsReadWithoutRegardToItsCase(String state) {
        job.polled(json("{'state':'" + state + "'}"));

        assertThat(job.isDone()).isTrue();
    }

    @Test
    void whatAFailedRunSaysIsToldInOneLineAndNotWhole() {
        assertUpstream(
                () -> job.polled(json("{'state':'FAILED\\u0000','error':'a\\nb " + "x".repeat(1_000) + "'}")),
                "as FAILED: a b xxx");
    }

    @Test
    void aPostponementIsAskedOnceAndIsNeverLong() {
        job.started(json("{'id':'r'}"));

        job.missed(Duration.ofSeconds(7));

        assertThat(job.isStarted()).isTrue();
        assertThat(job.polls()).isZero();
        assertThat(job.postponement()).hasSeconds(7);
        assertThat(job.postponement()).isZero();
        job.missed(Duration.ofDays(1));
        assertThat(job.postponement()).hasSeconds(60);
    }

    @Test
    void missesAreCountedUntilAnAnswerComes() {
        job.missed(Duration.ZERO);
        job.missed(Duration.ZERO);
        int misses = job.misses();
        job.answered(Duration.ofSeconds(3));

        assertThat(misses).isEqualTo(2);
        assertThat(job.misses()).isZero();
        assertThat(job.postponement()).hasSeconds(3);
    }

    @Test
    void whatIsNotFoundTwiceInARowIsGone() {
        boolean first = job.isNotFoundAgain();
        job.answered(Duration.ZERO);
        boolean afterAnAnswer = job.isNotFoundAgain();
        boolean second = job.isNotFoundAgain();

        assertThat(first).isFalse();
        assertThat(afterAnAnswer).isFalse();
        assertThat(second).isTrue();
    }

    @Test
    void pagesAreCollectedUntilOneNamesNoOther() {
        job.collect(json("{'rows':[1],'cursor':'a'}"));
        String next = job.cursor();
        boolean early = job.isCollected();
        job.collect(json("{'rows':[],'cursor':'b'}"));
        job.collect(json("{'rows':[2]}"));

        assertThat(next).isEqualTo("a");
        assertThat(early).isFalse();
        assertThat(job.isCollected()).isTrue();
        assertThat(job.pages()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'rows':[]}", "{'rows':[],'cursor':null}", "{'rows':[],'cursor':''}"})
    void aPageWithoutACursorIsTheLast(String page) {
        job.collect(json(page));

        assertThat(job.isCollected()).isTrue();
    }

    @Test
    void cursorsThatGoInACircleAreRefused() {
        job.collect(json("{'rows':[1],'cursor':'a'}"));
        job.collect(json("{'rows':[1],'cursor':'b'}"));

        assertUpstream(() -> job.collect(json("{'rows':[1],'cursor':'a'}")), "its own successor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'rows':{}}", "{'rows':'x'}", "{'rows':0}", "{'other':[]}", "{'other':{}}"})
    void aPageWithSomethingElseThanItsListIsAnUpstreamError(String page) {
        assertUpstream(() -> job.collect(json(page)), "without a list named rows");
        assertThat(job.pages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'rows':null}", "{'rows':null,'cursor':null}", "{'dataAvailabilityDate':'d'}"})
    void aPageWithoutItsListHasNoResults(String page) {
        job.collect(json(page));

        assertThat(job.isCollected()).isTrue();
        assertThat(job.pages()).hasSize(1).allSatisfy(empty -> {
            assertThat(empty.values().count()).isZero();
            assertThat(empty.envelope().has("rows")).isFalse();
        });
    }

    private static void assertPassing(ThrowingCallable step, String detail) {
        assertUpstream(step, detail);
        assertThatExceptionOfType(Problem.class).isThrownBy(step).matches(Problem::mayPass);
    }

    private static void assertUpstream(ThrowingCallable step, String detail) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(step)
                .withMessageContaining(detail)
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(502));
    }

    /** @param results the path of the results' pages, or null */
    static Polling polling(String results) {
        ReportResource report = (ReportResource) DeclaredResources.resource(ReportResource.of("report")
                .path("/api/v2/reports/{id}/query")
                .set("idField", "id")
                .set("stateField", "state")
                .set("done", List.of("DONE"))
                .set("running", List.of("QUEUED", "RUNNING"))
                .set("messageField", "error")
                .set("resultsField", "rows")
                .set("pageSize", 100L));
        Polling polling = report.polling();
        return new Polling(
                polling.path(),
                polling.fetchFamily(),
                polling.idField(),
                polling.stateField(),
                polling.done(),
                polling.running(),
                polling.messageField(),
                results == null ? null : Template.of(results),
                polling.resultsField(),
                polling.pageSize(),
                polling.cleanUp());
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
