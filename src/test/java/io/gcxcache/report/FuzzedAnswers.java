package io.gcxcache.report;

import static io.gcxcache.fuzz.FuzzedParser.require;

import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.Polling;
import io.gcxcache.catalogue.QueryResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.fuzz.JsonChanges;
import io.gcxcache.fuzz.TextChanges;
import io.gcxcache.json.JsonFields;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * What Genesys answers to a query, one line; or to a job, in more: to its start, to polls until one is done, and to pages of
 * results, the last of them again and again. It becomes one JSON object with a TTL.
 */
public final class FuzzedAnswers implements FuzzedParser {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final Instant NOW = Instant.parse("2026-03-02T22:30:00.250Z");
    private static final Resource THINGS =
            DeclaredResources.resource(QueryResource.of("things").path("/api/v2/things/query"));
    private static final Polling POLLING = JobTest.polling("/api/v2/things/{run}/results");
    private static final Duration LONGEST = Duration.ofDays(2);

    @Override
    public String name() {
        return "answers";
    }

    @Override
    public String changed(String input, String other, SplittableRandom random) {
        return random.nextInt(8) == 0 ? TextChanges.any(input, random) : JsonChanges.any(input, other, random);
    }

    @Override
    public String read(String input) throws Exception {
        String[] answers = input.split("\n", -1);
        try {
            Answer answer = answers.length == 1 ? query(answers[0]) : job(answers);
            JsonFields.names(answer.body().joined());
            require(!answer.ttl().isNegative() && !answer.staleWindow().isNegative(), "Less than no TTL");
            require(answer.ttl().plus(answer.staleWindow()).compareTo(LONGEST) <= 0, "Lives for %s", answer.ttl());
            return (answers.length == 1 ? "read" : "job read") + (answer.provisional() ? ", provisional" : "");
        } catch (Problem e) {
            return FuzzedParser.kind(e).replaceFirst("things as (?!of no state).*", "things as …");
        }
    }

    private static Answer query(String answer) {
        Exchange exchange = asked();
        exchange.getMessage().setBody(FuzzedParser.bytes(answer));
        return new QueryFetch(new Answers(() -> Duration.ofMinutes(5))).render(exchange);
    }

    private static Answer job(String... answers) {
        Job job = new Job("things", POLLING);
        job.started(FuzzedParser.bytes(answers[0]));
        require(job.id().matches("[A-Za-z0-9._~-]{1,128}"), "The run is %s", job.id());
        int next = 1;
        while (!job.isDone() && next < answers.length) {
            job.polled(FuzzedParser.bytes(answers[next++]));
        }
        if (!job.isDone()) {
            throw Problem.passing("The run goes on");
        }
        String[] pages = Arrays.copyOfRange(answers, Math.min(next, answers.length - 1), answers.length);
        for (int page = 0; !job.isCollected(); page++) {
            require(page <= pages.length, "The same page again, and no end");
            job.collect(FuzzedParser.bytes(pages[Math.min(page, pages.length - 1)]));
        }
        Exchange exchange = asked();
        job.putOn(exchange);
        return new JobFetch(null, null, new Answers(() -> Duration.ofMinutes(5))).render(exchange);
    }

    private static Exchange asked() {
        Exchange exchange = new DefaultExchange(CONTEXT);
        AskedQuery query = TestQuery.ofDates(null, NOW.minus(Duration.ofDays(4)), NOW, "86400");
        Ask.about(exchange, THINGS, null).name(exchange, query, ":hash:en-US", () -> NOW);
        return exchange;
    }
}
