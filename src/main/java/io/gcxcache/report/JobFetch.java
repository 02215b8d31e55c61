package io.gcxcache.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.ask.Flight;
import io.gcxcache.budget.Budget;
import io.gcxcache.budget.Budgets;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.Envelope;
import io.gcxcache.catalogue.Polling;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.catalogue.Template;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.JsonList;
import io.gcxcache.json.Slices;
import io.gcxcache.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The steps of a {@link Job} that ask upstream, and what the loops look at; {@link JobAnswers} take in what comes. */
public final class JobFetch {
    private static final int SEGMENT_RESULTS = 500;

    private final Budgets budgets;
    private final PollDelay pollDelay;
    private final Answers answers;

    JobFetch(Budgets budgets, PollDelay pollDelay, Answers answers) {
        this.budgets = budgets;
        this.pollDelay = pollDelay;
        this.answers = answers;
    }

    public void open(Exchange exchange) {
        new Job(Ask.fetching(exchange).resource().declaration().name(), polling(exchange)).putOn(exchange);
    }

    public boolean isUnfinished(Exchange exchange) {
        return !Job.of(exchange).isDone() && isAwaited(exchange);
    }

    public boolean isNotStarted(Exchange exchange) {
        return !Job.of(exchange).isStarted();
    }

    public void askStart(Exchange exchange) {
        QueryFetch.post(exchange);
        Ask ask = Ask.fetching(exchange);
        ask(exchange, ask.path(), ask.resource().declaration().family(), ask.query());
    }

    /** How long to wait before the next poll, in milliseconds. */
    public long pollDelay(Exchange exchange) {
        Job job = Job.of(exchange);
        return delay(job, job.polls() + job.misses());
    }

    /** How long to wait before the next page of results, in milliseconds: not at all, unless it was answered with none. */
    public long resultsDelay(Exchange exchange) {
        Job job = Job.of(exchange);
        return job.misses() == 0 ? 0 : delay(job, job.misses());
    }

    private long delay(Job job, int before) {
        boolean slower = budgets.mode(job.fetchFamily()) != Budget.Mode.NORMAL;
        Duration delay = pollDelay.before(before, slower);
        return Math.max(delay.toMillis(), job.postponement().toMillis());
    }

    public void askPoll(Exchange exchange) {
        get(exchange, polling(exchange).path(), null);
    }

    public boolean isUncollected(Exchange exchange) {
        return !Job.of(exchange).isCollected() && isAwaited(exchange);
    }

    public void askResults(Exchange exchange) {
        String cursor = Job.of(exchange).cursor();
        String query = "pageSize=" + polling(exchange).pageSize()
                + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        get(exchange, polling(exchange).results(), query);
    }

    /** Whether there is a run that would be left upstream, however it went. */
    boolean isToCleanUp(Exchange exchange) {
        Job job = Job.of(exchange);
        return job.isStarted() && job.isToCleanUp();
    }

    /** Makes an exchange that was tapped off the deletion of its run, which nobody waits for. */
    void openDeletion(Exchange exchange) {
        Deletion.open(
                exchange,
                filled(exchange, polling(exchange).path()),
                polling(exchange).fetchFamily());
        Job.removeFrom(exchange);
    }

    boolean isUndeleted(Exchange exchange) {
        return !Deletion.of(exchange).isOver();
    }

    /** Looked up by its name. */
    public long deletionDelay(Exchange exchange) {
        return Deletion.of(exchange).delay().toMillis();
    }

    void askDelete(Exchange exchange) {
        Deletion deletion = Deletion.of(exchange);
        exchange.getMessage().setHeader(GcxHeaders.METHOD, "DELETE");
        exchange.getMessage().setBody(null);
        ask(exchange, deletion.path(), deletion.family(), null);
    }

    /** A run that is done as an {@link Answer}: the last poll as it came, or the pages of its results in one document. */
    public Answer render(Exchange exchange) {
        Job job = Job.of(exchange);
        Body body =
                job.pages().isEmpty() ? Body.asItCame(job.completedBytes()) : merged(job.pages(), job.resultsField());
        return answers.of(exchange, body, job.ofItself());
    }

    /** A run that cannot be deleted expires by itself. */
    static Exchange deleted(Exchange exchange, Exchange answer) {
        Deletion.of(exchange).ended(answer.getException());
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
        Flight flight = Ask.fetching(exchange).flight();
        if (flight != null && flight.hasLanded()) {
            throw Problem.tooSlow("The run was given up at its flight's time limit");
        }
        return true;
    }

    private static Polling polling(Exchange exchange) {
        return ((Resource.Polled) Ask.fetching(exchange).resource()).polling();
    }

    private static void get(Exchange exchange, Template path, String query) {
        exchange.getMessage().setHeader(GcxHeaders.METHOD, "GET");
        exchange.getMessage().setBody(null);
        ask(exchange, filled(exchange, path), polling(exchange).fetchFamily(), query);
    }

    private static String filled(Exchange exchange, Template path) {
        String run = Job.of(exchange).id();
        String id = Ask.fetching(exchange).id();
        return path.fill(gap -> gap.equals(Polling.RUN) ? run : id);
    }

    private static void ask(Exchange exchange, String path, String family, String query) {
        Message message = exchange.getMessage();
        message.setHeader(GcxHeaders.PATH, path);
        message.setHeader(GcxHeaders.FAMILY, family);
        message.setHeader(GcxHeaders.MAY_BE_EMPTY, true);
        if (query == null) {
            message.removeHeader(GcxHeaders.QUERY);
        } else {
            message.setHeader(GcxHeaders.QUERY, query);
        }
    }
}
