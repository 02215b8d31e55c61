package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gcxcache.upstream.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.apache.camel.builder.ExpressionBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
    private final Run run = new Run(profile("/results"));

    @Test
    void aNewRunIsToBeStartedPolledAndCollected() {
        assertThat(run.isStarted()).isFalse();
        assertThat(run.isDone()).isFalse();
        assertThat(run.isCollected()).isFalse();
        assertThat(run.polls()).isZero();
        assertThat(run.cursor()).isNull();
        assertThat(run.postponement()).isZero();
    }

    @Test
    void aRunWithoutPagesOfResultsHasNothingToCollect() {
        assertThat(new Run(profile(null)).isCollected()).isTrue();
    }

    @Test
    void aRunIsFoundOnItsExchange() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            DefaultExchange exchange = new DefaultExchange(context);

            run.putOn(exchange);

            assertThat(Run.of(exchange)).isSameAs(run);
        }
    }

    @ParameterizedTest
    @CsvSource({"'\"a-b_c.d~9\"', a-b_c.d~9", "17, 17", "'\"...\"', ...", "'\".a\"', .a"})
    void theStartsAnswerNamesTheRun(String value, String id) {
        run.started(json("{'id':" + value + "}"));

        assertThat(run.isStarted()).isTrue();
        assertThat(run.id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
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
        assertUpstream(() -> run.started(json(answer)), "without a usable id");
        assertThat(run.isStarted()).isFalse();
    }

    @Test
    void anIdHasAtMost128Characters() {
        run.started(json("{'id':'" + "x".repeat(128) + "'}"));

        assertUpstream(() -> run.started(json("{'id':'" + "x".repeat(129) + "'}")), "without a usable id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{'id':", "{'id':1,'id':1}"})
    void anAnswerThatIsNoJsonIsAnUpstreamError(String answer) {
        run.started(json("{'id':'r'}"));

        assertUpstream(() -> new Run(profile(null)).started(json(answer)), "The start of things was answered with");
        assertUpstream(() -> run.polled(json(answer)), "The poll of things was answered with");
        assertUpstream(() -> run.collect(json(answer)), "The results of things was answered with");
    }

    @Test
    void noAnswerAtAllIsAnUpstreamError() {
        assertUpstream(() -> run.started(null), "empty");
    }

    @Test
    void aRunIsPolledUntilItIsDoneAndKeepsThatAnswer() {
        byte[] done = json("{'state':'DONE', 'n':1.0}");
        run.started(json("{'id':'r'}"));

        run.polled(json("{'state':'QUEUED'}"));
        boolean early = run.isDone();
        run.polled(json("{'state':'RUNNING'}"));
        run.polled(done);

        assertThat(early).isFalse();
        assertThat(run.isDone()).isTrue();
        assertThat(run.polls()).isEqualTo(3);
        assertThat(run.completedBytes()).isSameAs(done);
        assertThat(run.completed().path("n").asInt()).isEqualTo(1);
    }

    @Test
    void aFailureCarriesTheStateAndTheMessage() {
        assertUpstream(
                () -> run.polled(json("{'state':'FAILED','error':'metric tFoo is unknown'}")),
                "Genesys reports things as FAILED: metric tFoo is unknown");
        assertThat(run.isDone()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'state':'FAILED'} | as FAILED",
                "{'state':'done'}   | as done",
                "{'state':''}       | as ",
                "{}                 | as of no state",
                "[]                 | as of no state",
                "{'other':'DONE'}   | as of no state"
            })
    void aStateThatIsNotKnownIsAFailure(String answer, String told) {
        assertUpstream(() -> run.polled(json(answer)), "Genesys reports things " + told.trim());
    }

    @Test
    void aForgottenRunIsStartedAgainOnce() {
        run.started(json("{'id':'first'}"));
        run.polled(json("{'state':'RUNNING'}"));

        run.forgotten();
        boolean started = run.isStarted();
        run.started(json("{'id':'second'}"));

        assertThat(started).isFalse();
        assertThat(run.id()).isEqualTo("second");
        assertThat(run.polls()).isEqualTo(2);
        assertUpstream(run::forgotten, "forgot the run of things twice");
    }

    @Test
    void aSecondRunMayBeDone() {
        run.started(json("{'id':'first'}"));
        run.forgotten();
        run.started(json("{'id':'second'}"));

        run.polled(json("{'state':'DONE'}"));

        assertThat(run.isDone()).isTrue();
    }

    @Test
    void aPostponementIsAskedOnce() {
        run.started(json("{'id':'r'}"));

        run.postponed(Duration.ofSeconds(7));

        assertThat(run.isStarted()).isTrue();
        assertThat(run.polls()).isZero();
        assertThat(run.postponement()).hasSeconds(7);
        assertThat(run.postponement()).isZero();
    }

    @Test
    void pagesAreCollectedUntilOneNamesNoOther() {
        run.collect(json("{'rows':[1],'cursor':'a'}"));
        String next = run.cursor();
        boolean early = run.isCollected();
        run.collect(json("{'rows':[],'cursor':'b'}"));
        run.collect(json("{'rows':[2]}"));

        assertThat(next).isEqualTo("a");
        assertThat(early).isFalse();
        assertThat(run.isCollected()).isTrue();
        assertThat(run.pages()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'rows':[]}", "{'rows':[],'cursor':null}", "{'rows':[],'cursor':''}"})
    void aPageWithoutACursorIsTheLast(String page) {
        run.collect(json(page));

        assertThat(run.isCollected()).isTrue();
    }

    @Test
    void cursorsThatGoInACircleAreRefused() {
        run.collect(json("{'rows':[1],'cursor':'a'}"));
        run.collect(json("{'rows':[1],'cursor':'b'}"));

        assertUpstream(() -> run.collect(json("{'rows':[1],'cursor':'a'}")), "its own successor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{'rows':null}", "{'rows':{}}", "{'rows':'x'}", "{'other':[]}"})
    void aPageWithoutItsListIsAnUpstreamError(String page) {
        assertUpstream(() -> run.collect(json(page)), "without a list named rows");
        assertThat(run.pages()).isEmpty();
    }

    private static void assertUpstream(ThrowingCallable step, String detail) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(step)
                .withMessageContaining(detail)
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(502));
    }

    static RunProfile profile(String resultsPath) {
        return new RunProfile(
                "things",
                ExpressionBuilder.constantExpression("/runs"),
                "run",
                "fetch",
                "id",
                ExpressionBuilder.constantExpression("/poll"),
                "state",
                Set.of("DONE"),
                Set.of("QUEUED", "RUNNING"),
                "error",
                resultsPath == null ? null : ExpressionBuilder.constantExpression(resultsPath),
                "rows",
                100,
                false);
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
