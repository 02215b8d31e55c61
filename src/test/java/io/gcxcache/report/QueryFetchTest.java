package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.QueryResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryFetchTest {
    private static final Duration PROVISIONAL = Duration.ofMinutes(5);
    private static final Instant ASKED = Instant.parse("2026-03-02T10:15:30Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Resource THINGS = DeclaredResources.resource(
            QueryResource.of("things").path("/api/v2/things/query").staleWindow((int) DAY.toSeconds()));
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'rows':[1,{'a':1.50}]}                                 | {'rows':[1,{'a':1.50}]}",
                "{'rows':[]}                                             | {'rows':[]}",
                "{'rows':[1,2],'cursor':'b'} {'rows':[3]}                | {'rows':[1,2,3]}",
                "{'rows':[1],'cursor':'b'} {'rows':[]}                   | {'rows':[1]}",
                "{'rows':[],'cursor':'b'} {'rows':[1]}                   | {'rows':[1]}",
                "{'rows':[],'cursor':'b'} {'rows':[]}                    | {'rows':[]}",
                "{'rows':[1],'cursor':'b'} {'rows':[],'cursor':'c'} {'rows':[2]} | {'rows':[1,2]}",
                "{'rows':[1],'n':1,'cursor':'b'} {'n':2,'rows':[2],'cursor':null} | {'rows':[1,2],'n':2}",
            })
    void pagesOfResultsAreJoinedIntoOneDocument(String pages, String document) {
        Job job = new Job("things", JobTest.polling("/api/v2/runs/{run}/results"));
        job.polled(bytes("{'state':'DONE','schemaVersion':'7'}"));
        for (String page : pages.split(" ")) {
            job.collect(bytes(page));
        }

        Answer answer = ofJob(job);

        assertThat(text(answer)).isEqualTo(document.replace('\'', '"'));
        assertThat(answer.schemaVersion()).isEqualTo("7");
    }

    @Test
    void aRunWithoutPagesIsTheAnswerOfItsLastPollAsItCame() {
        Job job = new Job("things", JobTest.polling(null));
        job.polled(bytes("{ 'state':'DONE', 'n':1.0 }"));

        assertThat(text(ofJob(job))).isEqualTo("{ \"state\":\"DONE\", \"n\":1.0 }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'n':1e99999999999}", "{'t':'\\ud800'}", " {}", "{'metricDefinitions':[1e99999999999]}"})
    void whatIsJsonPassesByteForByte(String body) {
        assertThat(text(ofQuery(body, ASKED, "10"))).isEqualTo(body.replace('\'', '"'));
    }

    @Test
    void aQuerysAnswerIsKeptAsItCame() {
        assertThat(text(ofQuery("{ 'a':1e0 }", ASKED, "10"))).isEqualTo("{ \"a\":1e0 }");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "null",
                "{'message':'m','code':'c'}",
                "<html>",
                "{'a':",
                "{'a':1}x",
                "{'a':1,'a':2}",
                "{'b':[{'a':1,'a':2}]}",
                "{'a':01}",
                "[1,"
            })
    void anUnusableAnswerIsAnUpstreamError(String body) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> ofQuery(body, ASKED, "10"))
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(502));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "{'schemaVersion':'v2','metricDefinitions':[1]} | v2",
                "{'schemaVersion':3}                            | 3",
                "{'schemaVersion':null}                         | none",
                "{'schemaVersion':{'a':1}}                      | none",
                "{'metricDefinitions':null}                     | none",
                "{}                                             | none",
            })
    void theSchemasVersionIsWhatTheAnswerSays(String body, String version) {
        assertThat(ofQuery(body, ASKED, "10").schemaVersion()).isEqualTo(version);
    }

    @Test
    void withoutAVersionTheMetricDefinitionsIdentifyTheSchema() {
        String version = schemaVersion("{'metricDefinitions':[{'a':1,'b':2}]}");

        assertThat(version).isNotBlank();
        assertThat(schemaVersion("{'metricDefinitions':[{'b':2.0,'a':1}],'n':5}"))
                .isEqualTo(version);
        assertThat(schemaVersion("{'metricDefinitions':[{'a':1,'b':3}]}")).isNotEqualTo(version);
    }

    @Test
    void anAnswerHasTheTtlAndTheStaleWindowOfItsQuery() {
        Answer past = ofQuery("{}", ASKED.minus(Duration.ofDays(4)), "30 real-time;3600");
        Answer realTime = ofQuery("{}", ASKED, "30 real-time;3600");

        assertThat(past.ttl()).hasSeconds(3600);
        assertThat(past.staleWindow()).isEqualTo(DAY);
        assertThat(realTime.ttl()).hasSeconds(30);
        assertThat(realTime.staleWindow()).hasSeconds(3600 - 30);
    }

    @ParameterizedTest
    @CsvSource({"P1D, 3600", "PT71H59M, 3600", "P3D, 86400", "P30D, 86400"})
    void whatIsYoungerThanThreeDaysIsFreshForAnHourAtMost(Duration ago, long seconds) {
        assertThat(ofQuery("{}", ASKED.minus(ago), "86400").ttl()).hasSeconds(seconds);
    }

    @Test
    void whatIsProvisionalIsNotServedStaleBeyondItsBound() {
        Answer fresh = ofQuery("{'dataAvailabilityDate':'2020-01-01T00:00:00Z'}", ASKED.minus(DAY), "30");
        Answer unsettled = ofQuery("{}", ASKED.minus(DAY), "86400");

        assertThat(fresh.ttl().plus(fresh.staleWindow())).isEqualTo(PROVISIONAL);
        assertThat(unsettled.ttl().plus(unsettled.staleWindow())).hasSeconds(3600);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-26T10:15:29Z, 300, true",
        "2026-02-26T10:15:30.000Z, 86400, false",
        "2026-03-02T00:00:00.000+0100, 86400, false",
        "soon, 86400, false"
    })
    void whatReachesBeyondTheAvailableDataIsProvisional(String available, long seconds, boolean provisional) {
        Instant end = Instant.parse("2026-02-26T10:15:30Z");

        Answer answer = ofQuery("{'dataAvailabilityDate':'" + available + "'}", end, "86400");

        assertThat(answer.ttl()).hasSeconds(seconds);
        assertThat(answer.provisional()).isEqualTo(provisional);
    }

    @Test
    void aShorterTtlThanThatOfProvisionalDataStays() {
        Answer answer = ofQuery("{'dataAvailabilityDate':'2020-01-01T00:00:00Z'}", ASKED, "30");

        assertThat(answer.ttl()).hasSeconds(30);
        assertThat(answer.provisional()).isTrue();
    }

    private static String schemaVersion(String body) {
        return ofQuery(body, ASKED, "10").schemaVersion();
    }

    private static Answer ofJob(Job job) {
        Exchange exchange = asked(ASKED, "10");
        job.putOn(exchange);
        return new JobFetch(null, null, new Answers(() -> PROVISIONAL)).render(exchange);
    }

    private static Answer ofQuery(String body, Instant to, String rules) {
        Exchange exchange = asked(to, rules);
        exchange.getMessage().setBody(bytes(body));
        return new QueryFetch(new Answers(() -> PROVISIONAL)).render(exchange);
    }

    private static Exchange asked(Instant to, String rules) {
        Exchange exchange = new DefaultExchange(CONTEXT);
        AskedQuery query = TestQuery.ofDates(null, to, ASKED, rules.split(";"));
        Ask.about(exchange, THINGS, null).name(exchange, query, ":hash:en-US", () -> ASKED);
        return exchange;
    }

    private static String text(Answer answer) {
        return new String(answer.body().joined(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
