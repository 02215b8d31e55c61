package io.gcxcache.report;

import io.gcxcache.ask.Ask;
import io.gcxcache.ask.Flight;
import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Takes in what a {@link Job} was answered. What failed for a reason that may pass is asked for again, until the flight's time
 * is over; so is, once, what upstream does not know.
 */
final class JobAnswers {
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final int OF_UPSTREAM = 500;

    private JobAnswers() {}

    static Exchange started(Exchange exchange, Exchange answer) {
        Job job = Job.of(exchange);
        job.started(answer.getMessage().getBody(byte[].class));
        job.answered(retryAfter(answer.getMessage()));
        return exchange;
    }

    /** Takes in a poll; a run that is forgotten is started again. */
    static Exchange polled(Exchange exchange, Exchange answer) {
        Job job = Job.of(exchange);
        Flight flight = Ask.of(exchange).flight();
        if (flight != null) {
            flight.polled();
        }
        return take(exchange, answer, message -> job.polled(message.getBody(byte[].class)), job::forgotten);
    }

    /** Takes in a page of results; results that are gone are an upstream error, not an unknown resource. */
    static Exchange collected(Exchange exchange, Exchange answer) {
        return take(exchange, answer, message -> collect(Job.of(exchange), message), () -> {
            throw Problem.upstream("The results of a run are gone");
        });
    }

    private static void collect(Job job, Message message) {
        if (message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class) == ACCEPTED) {
            throw Problem.passing("The results of a run are not there yet");
        }
        job.collect(message.getBody(byte[].class));
    }

    /** @param gone what to do when upstream does not know it again */
    private static Exchange take(Exchange exchange, Exchange answer, Consumer<Message> reading, Runnable gone) {
        Job job = Job.of(exchange);
        Exception failure = answer.getException();
        Duration wait = retryAfter(answer.getMessage());
        try {
            if (failure instanceof Problem problem) {
                throw problem;
            }
            if (failure == null) {
                reading.accept(answer.getMessage());
                job.answered(wait);
                tried(exchange, null);
            } else {
                exchange.setException(failure);
            }
        } catch (Problem problem) {
            tried(exchange, problem);
            if (problem.mayPass()) {
                Duration told = Duration.ofSeconds(problem.retryAfterSeconds());
                job.missed(told.compareTo(wait) > 0 ? told : wait);
            } else if (problem.status() != NOT_FOUND) {
                // The client asked for none of this: what is refused here, the gateway chose.
                exchange.setException(problem.status() < OF_UPSTREAM ? Problem.upstream(problem.detail()) : problem);
            } else if (job.isNotFoundAgain()) {
                gone.run();
            } else {
                job.missed(wait);
            }
        }
        return exchange;
    }

    /** What is told if the flight's time is over before the next try. */
    private static void tried(Exchange exchange, Problem failure) {
        Flight flight = Ask.of(exchange).flight();
        if (flight != null) {
            flight.tried(failure);
        }
    }

    /** What {@code Retry-After} says in seconds: of this run alone, if it comes with an answer. */
    private static Duration retryAfter(Message answer) {
        String value = answer.getHeader("Retry-After", "", String.class);
        return value.matches("\\d{1,9}") ? Duration.ofSeconds(Integer.parseInt(value)) : Duration.ZERO;
    }
}
