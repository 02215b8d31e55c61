package io.gcxcache.cdn;

import io.gcxcache.audit.AuditTrail;
import io.gcxcache.change.Delivery;
import io.gcxcache.change.Notification;
import io.gcxcache.change.Outbox;
import io.gcxcache.change.Seldom;
import io.gcxcache.change.Target;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.gcxcache.problem.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps around the request to one target: take what is due, and keep account of how it went. */
public final class DeliverySteps {
    private static final Logger LOG = LoggerFactory.getLogger(DeliverySteps.class);
    private static final String BEGAN = "GcxDeliveryBegan";
    private static final int GONE = 410;

    /** So many seconds are a mistake of the target, and no wish. */
    private static final Pattern ABSURD = Pattern.compile("[0-9]{16,}");

    private final Target target;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Meters meters;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Seldom failures;

    DeliverySteps(Target target, Outbox outbox, Services services) {
        this.target = target;
        this.outbox = outbox;
        this.audit = services.audit();
        this.meters = services.meters();
        this.clock = services.clock();
        this.steady = services.steady();
        this.failures = new Seldom(steady);
    }

    /** The name under which a target is bound in the context whose routes tell it, as long as they do. */
    static String bean(Target target) {
        return "gcx-target-" + target.name();
    }

    /** Makes the message the next delivery and nothing else; the property is gone when there is none. */
    public void claim(Exchange exchange) {
        Registry registry = exchange.getContext().getRegistry();
        Delivery delivery = registry.lookupByName(bean(target)) == null ? null : outbox.claim(target.name());
        exchange.setProperty(Delivery.PROPERTY, delivery);
        exchange.setProperty(BEGAN, steady.instant());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(delivery);
    }

    public void delivered(Exchange exchange) {
        Delivery delivery = Delivery.of(exchange);
        outbox.delivered(delivery);
        long millis = exchange.getProperty(BEGAN, Instant.class).until(steady.instant(), ChronoUnit.MILLIS);
        for (Notification told : delivery.notifications()) {
            meters.notified(target.name(), true);
            offer("cdn_notified", told, Map.of("attempts", told.attempts() + 1, "latency_ms", millis));
        }
    }

    public void failed(Exchange exchange) {
        Delivery delivery = Delivery.of(exchange);
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        HttpOperationFailedException answer = ObjectHelper.getException(HttpOperationFailedException.class, cause);
        // What it was told with may be gone by now; whatever comes of that says nothing of the target.
        boolean stops = answer == null
                && (exchange.getContext().isStopping() || exchange.getContext().isStopped());
        String problem = stops ? "the gateway stopped meanwhile" : problem(cause, answer);
        boolean gone = answer != null && answer.getStatusCode() == GONE;
        List<Notification> kept =
                gone ? outbox.gone(delivery, problem) : outbox.failed(delivery, problem, retryAfter(answer));
        if (gone) {
            LOG.error("Target {} answered 410 Gone and is switched off", target.name());
        } else {
            log(delivery, problem);
        }
        for (Notification tried : delivery.notifications()) {
            meters.notified(target.name(), false);
            Map<String, Object> details = new HashMap<>(Map.of("attempts", tried.attempts() + 1, "reason", problem));
            details.put("next", next(tried, kept));
            offer("cdn_failed", tried, details);
        }
    }

    /** Of the first tries; all others are told by the audit. */
    private void log(Delivery delivery, String problem) {
        long times = delivery.first().attempts() == 0 ? failures.due() : 0;
        if (times > 0) {
            LOG.warn(
                    "Target {} was not told of {}: {} ({} failed since the last line)",
                    target.name(),
                    delivery.purgeTags(),
                    problem,
                    times);
        }
    }

    /** When it is tried again, or why it is not. */
    private static String next(Notification tried, List<Notification> kept) {
        return kept.stream()
                .filter(notification -> notification.id().equals(tried.id()))
                .findFirst()
                .map(notification -> notification.dead()
                        ? "dead letter"
                        : Instant.ofEpochMilli(notification.nextTry()).toString())
                .orElse("replaced by a newer one");
    }

    private void offer(String event, Notification notification, Map<String, Object> details) {
        audit.offer(notification.event(clock.instant(), event, details));
    }

    /** Why a try failed, in words of our own: an exception's message may hold a URL with a secret in it. */
    private static String problem(Throwable cause, HttpOperationFailedException answer) {
        if (answer != null) {
            return "answered " + answer.getStatusCode();
        }
        if (ObjectHelper.getException(TimeoutException.class, cause) != null) {
            return "did not answer in time";
        }
        if (ObjectHelper.getException(ConnectException.class, cause) != null) {
            return "cannot be connected to";
        }
        IOException broken = ObjectHelper.getException(IOException.class, cause);
        return "failed (" + (broken == null ? cause : broken).getClass().getSimpleName() + ")";
    }

    private Duration retryAfter(HttpOperationFailedException answer) {
        if (answer == null || answer.getResponseHeaders() == null) {
            return Duration.ZERO;
        }
        return answer.getResponseHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                .findFirst()
                .map(header -> header.getValue().trim())
                .filter(value -> !ABSURD.matcher(value).matches())
                .flatMap(value -> RetryAfter.read(value, clock.instant()))
                .orElse(Duration.ZERO);
    }
}
