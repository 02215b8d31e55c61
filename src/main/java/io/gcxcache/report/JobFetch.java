package io.gcxcache.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.ask.Flight;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.Envelope;
import io.gcxcache.cache.JsonList;
import io.gcxcache.cache.Slices;
import io.gcxcache.catalogue.Polling;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.catalogue.Template;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.upstream.Budget;
import io.gcxcache.upstream.Budgets;
import io.gcxcache.upstream.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a {@link Job}: those that ask upstream, those that take in its answers, and what the loops look at. */
public final class JobFetch {
    private static final Logger LOG = LoggerFactory.getLogger(JobFetch.class);
    private static final int NOT_FOUND = 404;
    private static final int SEGMENT_RESULTS = 500;

    private final Budgets budgets;
    private final Backoff backoff;
    private final Answers answers;

    JobFetch(Budgets budgets, Backoff backoff, Answers answers) {
        this.budgets = budgets;
        this.backoff = backoff;
        this.answers = answers;
    }

    public void open(Exchange exchange) {
        new Job(Ask.of(exchange).resource().declaration().name(), polling(exchange)).putOn(exchange);
    }

    public boolean isUnfinished(Exchange exchange) {
        return !Job.of(exchange).isDone() && isAwaited(exchange);
    }

    public boolean isNotStarted(Exchange exchange) {
        return !Job.of(exchange).isStarted();
    }

    public void askStart(Exchange exchange) {
        QueryFetch.post(exchange);
        Ask ask = Ask.of(exchange);
        ask(exchange, ask.path(), ask.resource().declaration().family(), null);
    }

    /** How long to wait before the next poll, in milliseconds. */
    public long pollDelay(Exchange exchange) {
        Job job = Job.of(exchange);
        boolean slower = budgets.mode(job.fetchFamily()) != Budget.Mode.NORMAL;
        Duration delay = backoff.before(job.polls(), slower);
        return Math.max(delay.toMillis(), job.postponement().toMillis());
    }

    public void askPoll(Exchange exchange) {
        get(exchange, "GET", polling(exchange).path(), null);
    }

    public boolean isUncollected(Exchange exchange) {
        return !Job.of(exchange).isCollected() && isAwaited(exchange);
    }

    public void askResults(Exchange exchange) {
        String cursor = Job.of(exchange).cursor();
        String query = "pageSize=" + polling(exchange).pageSize()
                + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        get(exchange, "GET", polling(exchange).results(), query);
    }

    public boolean isToCleanUp(Exchange exchange) {
        return Job.of(exchange).isToCleanUp();
    }

    public void askDelete(Exchange exchange) {
        get(exchange, "DELETE", polling(exchange).path(), null);
    }

    /** A run that is done as an {@link Answer}: the last poll as it came, or the pages of its results in one document. */
    public Answer render(Exchange exchange) {
        Job job = Job.of(exchange);
        Body body =
                job.pages().isEmpty() ? Body.asItCame(job.completedBytes()) : merged(job.pages(), job.resultsField());
        return answers.of(exchange, body, job.ofItself());
    }

    static Exchange started(Exchange exchange, Exchange answer) {
        Job.of(exchange).started(answer.getMessage().getBody(byte[].class));
        return exchange;
    }

    /** Takes in a poll, also one that failed: a forgotten run is started again, a refused poll is repeated later. */
    static Exchange polled(Exchange exchange, Exchange answer) {
        Job job = Job.of(exchange);
        Flight flight = Ask.of(exchange).flight();
        if (flight != null) {
            flight.polled();
        }
        if (answer.getException() == null) {
            job.polled(answer.getMessage().getBody(byte[].class));
        } else if (answer.getException() instanceof Problem problem && problem.status() == NOT_FOUND) {
            job.forgotten();
        } else if (answer.getException() instanceof Problem problem && problem.retryAfterSeconds() > 0) {
            job.postponed(Duration.ofSeconds(problem.retryAfterSeconds()));
        } else {
            exchange.setException(answer.getException());
        }
        return exchange;
    }

    /** Takes in a page of results; results that are gone are an upstream error, not an unknown resource. */
    static Exchange collected(Exchange exchange, Exchange answer) {
        if (answer.getException() == null) {
            Job.of(exchange).collect(answer.getMessage().getBody(byte[].class));
        } else if (answer.getException() instanceof Problem problem && problem.status() == NOT_FOUND) {
            exchange.setException(Problem.upstream("The results of a run are gone. " + problem.detail()));
        } else {
            exchange.setException(answer.getException());
        }
        return exchange;
    }

    /** A run that cannot be deleted expires by itself. */
    static Exchange deleted(Exchange exchange, Exchange answer) {
        if (answer.getException() != null) {
            LOG.info("A run was not deleted: {}", answer.getException().getMessage());
        }
        return exchange;
    }

    /** All pages as one document: their results in order, and the other fields of the last page but its cursor. */
    private static Body merged(List<JsonList> pages, String field) {
        ObjectNode rest = pages.get(pages.size() - 1).envelope().deepCopy();
        rest.remove("cursor");
        Envelope envelope = new Envelope(rest.objectNode(), field, rest);
        return Body.document(
                envelope, Slices.packed(pages.stream().map(JsonList::values).toList(), SEGMENT_RESULTS));
    }

    /** A run that nobody waits for any more, because its flight ran out of time, is given up. */
    private static boolean isAwaited(Exchange exchange) {
        Flight flight = Ask.of(exchange).flight();
        if (flight != null && flight.hasLanded()) {
            throw Problem.tooSlow("The run was given up at its flight's time limit");
        }
        return true;
    }

    private static Polling polling(Exchange exchange) {
        return ((Resource.Polled) Ask.of(exchange).resource()).polling();
    }

    private static void get(Exchange exchange, String method, Template path, String query) {
        exchange.getMessage().setHeader(GcxHeaders.METHOD, method);
        exchange.getMessage().setBody(null);
        String run = Job.of(exchange).id();
        String id = Ask.of(exchange).id();
        String filled = path.fill(gap -> gap.equals(Polling.RUN) ? run : id);
        ask(exchange, filled, polling(exchange).fetchFamily(), query);
    }

    private static void ask(Exchange exchange, String path, String family, String query) {
        Message message = exchange.getMessage();
        message.setHeader(GcxHeaders.PATH, path);
        message.setHeader(GcxHeaders.FAMILY, family);
        if (query == null) {
            message.removeHeader(GcxHeaders.QUERY);
        } else {
            message.setHeader(GcxHeaders.QUERY, query);
        }
    }
}
