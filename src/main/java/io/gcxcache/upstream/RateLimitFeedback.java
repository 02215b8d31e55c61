package io.gcxcache.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.budget.Budgets;
import io.gcxcache.budget.RateLimitHeaders;
import io.gcxcache.context.Services;
import io.gcxcache.json.JsonFields;
import io.gcxcache.metrics.Meters;
import io.gcxcache.metrics.Usage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a call from its family's budget and the client's before it is sent, and corrects both by what the answer says: its
 * headers, and of a 429 the key of the limit that is spent.
 */
final class RateLimitFeedback {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimitFeedback.class);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final String SENT_AT = "GcxSentAt";
    private static final String PROBE = "GcxProbe";
    private static final String PROBES_CLIENT = "GcxProbesClient";
    private static final String LIMIT = "limit";

    /** The keys of limits of the token, the client or the organisation have one of these words. */
    private static final Pattern OF_CLIENT = Pattern.compile("(?:^|.*\\.)(?:client|token|org|organization)(?:\\..*|$)");

    /** The limits of the platform itself are nobody's family. */
    private static final String PLATFORM = "platform.api";

    private static final int TOO_MANY_REQUESTS = 429;

    private final Budgets budgets;
    private final Meters meters;
    private final InstantSource clock;
    private final InstantSource steady;
    private final AtomicReference<Instant> toldAt = new AtomicReference<>(Instant.MIN);

    RateLimitFeedback(Budgets budgets, Services services) {
        this.budgets = budgets;
        this.meters = services.meters();
        this.clock = services.clock();
        this.steady = services.steady();
    }

    void take(Exchange exchange) {
        UpstreamCall call = UpstreamCall.of(exchange);
        boolean probe = call.useGrant() == Budgets.Grant.PROBE;
        boolean clientIsClosed = !budgets.closedFor(Budgets.CLIENT).isZero();
        if (!budgets.take(call.family(), probe)) {
            throw new ThrottlerRejectedExecutionException("Nothing left for " + call.family());
        }
        exchange.setProperty(SENT_AT, steady.instant());
        exchange.setProperty(PROBE, probe);
        exchange.setProperty(PROBES_CLIENT, probe && clientIsClosed);
    }

    void read(Exchange exchange) {
        UpstreamCall call = UpstreamCall.of(exchange);
        String family = call.family();
        Message answer = exchange.getMessage();
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        Usage.of(exchange).called(family);
        Instant now = steady.instant();
        meters.upstreamCall(
                family, status, exchange.getProperty(SENT_AT, Instant.class).until(now, ChronoUnit.NANOS));
        RateLimitHeaders headers = new RateLimitHeaders(name -> text(answer.getHeader(name)), clock.instant(), now);
        boolean refused = status == TOO_MANY_REQUESTS || status >= 500;
        // On a 2xx it speaks of that question alone.
        Optional<Duration> wait = refused ? headers.retryAfter(status) : Optional.empty();
        if (exchange.getProperty(PROBE, Boolean.class) && (!refused || wait.isPresent())) {
            budgets.reopen(family);
            // What blocks the client since the probe was sent is news to it.
            if (exchange.getProperty(PROBES_CLIENT, Boolean.class)) {
                budgets.reopen(Budgets.CLIENT);
            }
        }
        RateLimitHeaders.Told told = headers.told(budgets.policy().clientForms());
        budgets.correct(family, told.family());
        budgets.correct(Budgets.CLIENT, told.client());
        if (status == TOO_MANY_REQUESTS) {
            Duration untold = Duration.ofSeconds(1L << call.failures());
            budgets.block(isOfClient(answer) ? Budgets.CLIENT : family, now.plus(wait.orElse(untold)));
        } else {
            wait.ifPresent(length -> budgets.block(family, now.plus(length)));
        }
        wait.ifPresent(believed -> tell(family, headers.retryAfter().orElseThrow(), believed, now));
    }

    private static boolean isOfClient(Message answer) {
        try {
            JsonNode limit =
                    JsonFields.read(answer.getBody(byte[].class), Set.of(LIMIT)).path(LIMIT);
            return OF_CLIENT.matcher(limit.path("key").asText("")).matches()
                    || PLATFORM.equals(limit.path("namespace").asText());
        } catch (IOException e) {
            return false;
        }
    }

    private void tell(String family, Duration asked, Duration believed, Instant now) {
        Instant before = toldAt.get();
        if (asked.compareTo(believed) > 0 && now.isAfter(before.plus(QUIET)) && toldAt.compareAndSet(before, now)) {
            LOG.warn(
                    "Genesys asks for no call to {} for {} s; believed are {} s",
                    family,
                    asked.toSeconds(),
                    believed.toSeconds());
        }
    }

    /** Counts a try whose connection broke; upstream may have counted it too. */
    void broken(Exchange exchange) {
        Instant sentAt = exchange.getProperty(SENT_AT, Instant.class);
        if (sentAt != null) {
            Usage.of(exchange).called(UpstreamCall.of(exchange).family());
            meters.upstreamCall(
                    UpstreamCall.of(exchange).family(), 0, sentAt.until(steady.instant(), ChronoUnit.NANOS));
        }
    }

    private static String text(Object value) {
        if (value instanceof List<?> lines) {
            return lines.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return value == null ? null : value.toString();
    }
}
