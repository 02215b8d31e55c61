package io.gcxcache.upstream;

import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;

/** Takes a call from its family's budget before it is sent, and corrects the budget by what the answer says. */
final class RateLimitFeedback {
    private static final String SENT_AT = "GcxSentAt";

    private final Budgets budgets;
    private final Meters meters;
    private final InstantSource clock;
    private final InstantSource steady;

    RateLimitFeedback(Budgets budgets, Services services) {
        this.budgets = budgets;
        this.meters = services.meters();
        this.clock = services.clock();
        this.steady = services.steady();
    }

    void take(Exchange exchange) {
        String family = UpstreamCall.of(exchange).family();
        if (!budgets.take(family)) {
            throw new ThrottlerRejectedExecutionException("Nothing left for " + family);
        }
        exchange.setProperty(SENT_AT, steady.instant());
    }

    void read(Exchange exchange) {
        String family = UpstreamCall.of(exchange).family();
        Message answer = exchange.getMessage();
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        Instant now = steady.instant();
        meters.upstreamCall(
                family, status, exchange.getProperty(SENT_AT, Instant.class).until(now, ChronoUnit.NANOS));
        RateLimitHeaders headers = headers(answer, clock.instant(), now);
        budgets.correct(family, headers.windows());
        if (status >= 400) {
            // On a 2xx it speaks of that question alone.
            headers.retryAfter().ifPresent(wait -> budgets.block(family, now.plus(wait)));
        }
    }

    /** Counts a try whose connection broke; upstream may have counted it too. */
    void broken(Exchange exchange) {
        Instant sentAt = exchange.getProperty(SENT_AT, Instant.class);
        if (sentAt != null) {
            meters.upstreamCall(
                    UpstreamCall.of(exchange).family(), 0, sentAt.until(steady.instant(), ChronoUnit.NANOS));
        }
    }

    static RateLimitHeaders headers(Message answer, Instant wall, Instant now) {
        return new RateLimitHeaders(name -> text(answer.getHeader(name)), wall, now);
    }

    private static String text(Object value) {
        if (value instanceof List<?> lines) {
            return lines.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return value == null ? null : value.toString();
    }
}
