package io.gcxcache.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Memory;
import io.gcxcache.catalogue.Declaration;
import io.gcxcache.catalogue.JobCalls;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.NeverKept;
import io.gcxcache.catalogue.Polling;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Services;
import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.AnswerFields;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The jobs that clients share who start them at Genesys's own path, and the steps of what they ask there: starts, statuses and
 * pages of results are kept like any other answer. What is known here of a job is for how long. Thread-safe.
 *
 * <p>A job that a client deletes is deleted when it is nobody's answer any more and nobody has asked about it for a while. One
 * that cannot be is left: it expires by itself.
 */
final class SharedJobs {
    static final int MOST_DELETIONS = 1_000;

    /** What somebody reads page by page is asked about more often. */
    static final Duration READ_ON = Duration.ofSeconds(60);

    /** The longest TTL of what is posted. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private static final int MOST = 10_000;
    private static final int BYTES_BESIDE_TEXTS = 200;
    private static final int MOST_BYTES = 16 << 20;

    /** It is read whenever somebody starts the same. */
    private static final int LONGEST_START = 16_384;

    private static final int NOT_FOUND = 404;
    private static final String DELETE = "DELETE";

    private final LiveCatalogue catalogue;
    private final Memory<SharedJob> jobs;

    /** When a job was asked about last that is to be deleted, by its name. */
    private final Map<String, Instant> deletions = new ConcurrentHashMap<>();

    private final EntryStore store;
    private final Answers answers;
    private final InstantSource clock;
    private final InstantSource steady;

    SharedJobs(LiveCatalogue catalogue, EntryStore store, Answers answers, Services services) {
        this.catalogue = catalogue;
        this.jobs = new Memory<>(REMEMBERED, MOST, MOST_BYTES, SharedJobs::bytes, services.steady());
        this.store = store;
        this.answers = answers;
        this.clock = services.clock();
        this.steady = services.steady();
    }

    private JobCalls calls(String name) {
        return catalogue.job(name).orElseThrow(() -> Problem.notFound("No job of this name is declared any more"));
    }

    private static int bytes(SharedJob job) {
        // Its name is kept twice.
        return BYTES_BESIDE_TEXTS
                + 2
                        * (2 * job.name().length()
                                + job.path().length()
                                + job.question().length());
    }

    /** Has a start that is about to be asked for pass by a job that is over, or that nothing is known of. */
    void passByWhatIsOver(Exchange exchange) {
        Message message = exchange.getMessage();
        // A start is no read to its client: it is told the id.
        message.removeHeader("If-None-Match");
        isNeverRefreshedEarly(message);
        Ask ask = Ask.of(exchange);
        CacheEntry kept = store.lookUp(ask.question().key());
        if (kept != null && job(ask, kept).filter(job -> !job.isOver(now())).isEmpty()) {
            Instant after = kept.fillStarted().plusNanos(1);
            Instant earliest = ask.question().earliestFill();
            ask.notFilledBefore(earliest == null || earliest.isBefore(after) ? after : earliest);
        }
    }

    /** Another job would take its place, or the same answer be fetched again. */
    private static void isNeverRefreshedEarly(Message message) {
        message.setHeader(GcxHeaders.WARM_UP, true);
    }

    private Optional<SharedJob> job(Ask ask, CacheEntry start) {
        String name = ask.resource().declaration().name();
        return jobs.of(
                name(ask, Job.run(start.body().joined(), name, calls(name).polling())));
    }

    /** A job by the id of its run, behind those that its path has before. */
    private static String name(Ask ask, String run) {
        Declaration declaration = ask.resource().declaration();
        return declaration.name() + '/' + (declaration.hasId() ? ask.id() + '-' + run : run);
    }

    /** The job that is asked about; empty if it was not started here. */
    private Optional<SharedJob> job(Ask ask) {
        return jobs.of(ask.resource().declaration().name() + '/' + ask.id());
    }

    boolean isShared(Exchange exchange) {
        return job(Ask.of(exchange)).isPresent();
    }

    static boolean isDeletion(Exchange exchange) {
        return DELETE.equals(exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class));
    }

    /** Takes note that somebody asks about a job. */
    void follow(Exchange exchange) {
        isNeverRefreshedEarly(exchange.getMessage());
        if (!deletions.isEmpty()) {
            job(Ask.of(exchange)).ifPresent(job -> deletions.computeIfPresent(job.name(), (name, before) -> now()));
        }
    }

    /** Answers a client's deletion of a job, which others may be reading. */
    void deleteLater(Exchange exchange) {
        SharedJob job = job(Ask.of(exchange)).orElseThrow();
        if (deletions.size() < MOST_DELETIONS) {
            deletions.put(job.name(), now());
        }
        Message message = exchange.getMessage();
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
        message.setHeader("Cache-Status", "gcx; detail=deferred");
        message.setBody(null);
    }

    /**
     * Deletes what clients have deleted, once nobody may miss it.
     *
     * @param deleting told each job that is to be deleted at Genesys
     */
    void sweep(Consumer<SharedJob> deleting) {
        Instant quiet = now().minus(READ_ON);
        deletions.forEach((name, asked) -> {
            Optional<SharedJob> job = jobs.of(name);
            if (job.isEmpty()) {
                deletions.remove(name, asked);
            } else if (!isAnswer(job.get()) && !asked.isAfter(quiet) && deletions.remove(name, asked)) {
                deleting.accept(job.get());
            }
        });
    }

    /** Whether who starts it again is given it. */
    private boolean isAnswer(SharedJob job) {
        CacheEntry kept = store.lookUp(job.question());
        return kept != null && kept.fillStarted().equals(job.began()) && !job.isOver(now());
    }

    /** Makes an answer of what Genesys sent to a start, and takes note of the job. */
    Answer started(Exchange exchange) {
        Ask ask = Ask.of(exchange);
        Declaration declaration = ask.resource().declaration();
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        String run = Job.run(body, declaration.name(), calls(declaration.name()).polling());
        Answer answer = answers.of(exchange, Body.asItCame(body), MissingNode.getInstance());
        Duration longest = ask.longestAge(ask.fillStarted());
        Duration bounded = longest == null || answer.ttl().compareTo(longest) < 0 ? answer.ttl() : longest;
        Duration ttl = body.length <= LONGEST_START ? bounded : Duration.ZERO;
        Declaration status = calls(declaration.name()).status().declaration();
        SharedJob job = new SharedJob(
                name(ask, run),
                status.path().fill(gap -> gap.equals(Polling.RUN) ? run : ask.id()),
                status.family(),
                ask.question().key(),
                ask.fillStarted(),
                ask.fillStarted().plus(ttl),
                null);
        jobs.remember(job.name(), job);
        return answer(body, ttl, message);
    }

    /** Asks for what clients are told as it is, although it may not be there yet (202). */
    static void askAsClientsDo(Exchange exchange) {
        exchange.getMessage().setHeader(GcxHeaders.MAY_BE_EMPTY, true);
    }

    /** Takes in what Genesys said of how far a job is. */
    Exchange polled(Exchange exchange, Exchange polled) {
        if (isKnown(exchange, polled)) {
            Ask ask = Ask.of(exchange);
            Polling polling = calls(ask.resource().declaration().name()).polling();
            byte[] body = polled.getMessage().getBody(byte[].class);
            ObjectNode told =
                    AnswerFields.read(body, ask.question().key(), Set.of(polling.stateField(), SharedJob.EXPIRATION));
            String state = told.path(polling.stateField()).asText("");
            Duration ttl = SharedJob.whileItRuns();
            if (polling.isDone(state)) {
                expiration(told.path(SharedJob.EXPIRATION))
                        .ifPresent(expires -> change(ask, job -> job.expiringAt(expires)));
                ttl = left(ask);
            } else if (!polling.isRunning(state)) {
                change(ask, job -> job.endingAt(now()));
            }
            exchange.getMessage().setBody(answer(body, ttl, polled.getMessage()));
        }
        return exchange;
    }

    /** Takes in a page of a job's results; the next may fail, and be asked for again. */
    Exchange collected(Exchange exchange, Exchange collected) {
        if (isKnown(exchange, collected)) {
            Ask ask = Ask.of(exchange);
            Message message = collected.getMessage();
            byte[] body = message.getBody(byte[].class);
            ObjectNode told = AnswerFields.read(body, ask.question().key(), NeverKept.FIELDS);
            boolean isKept = status(message) == CacheEntry.OK
                    && body.length <= NeverKept.LONGEST_PAGE
                    && NeverKept.FIELDS.stream().noneMatch(told::has);
            exchange.getMessage().setBody(answer(body, isKept ? left(ask) : Duration.ZERO, message));
        }
        return exchange;
    }

    /** Whether Genesys answered. A job that it knows nothing of is over. */
    private boolean isKnown(Exchange exchange, Exchange answer) {
        Exception failure = answer.getException();
        if (failure == null) {
            return true;
        }
        if (failure instanceof Problem problem && problem.status() == NOT_FOUND) {
            change(Ask.of(exchange), job -> {
                deletions.remove(job.name());
                return job.endingAt(now());
            });
        }
        exchange.setException(failure);
        return false;
    }

    private synchronized void change(Ask ask, UnaryOperator<SharedJob> how) {
        job(ask).map(how).ifPresent(job -> jobs.remember(job.name(), job));
    }

    private Duration left(Ask ask) {
        return job(ask).map(job -> job.leftFrom(ask.fillStarted())).orElse(Duration.ZERO);
    }

    /** By the clock that never steps; empty if it is not told as ISO 8601 has it. */
    private Optional<Instant> expiration(JsonNode date) {
        try {
            return date.isTextual()
                    ? Optional.of(now().plus(Duration.between(
                            clock.instant(),
                            OffsetDateTime.parse(date.textValue()).toInstant())))
                    : Optional.empty();
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Answer answer(byte[] body, Duration ttl, Message message) {
        return new Answer(Body.asItCame(body), ttl, Duration.ZERO, null, null, false, false, status(message));
    }

    private static int status(Message answer) {
        return answer.getHeader(Exchange.HTTP_RESPONSE_CODE, CacheEntry.OK, Integer.class);
    }

    private Instant now() {
        return steady.instant();
    }
}
