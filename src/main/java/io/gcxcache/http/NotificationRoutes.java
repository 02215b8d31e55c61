package io.gcxcache.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gcxcache.ask.Listing;
import io.gcxcache.change.NotificationReport;
import io.gcxcache.change.Outbox;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/**
 * {@code direct:gcx-notifications} and {@code direct:gcx-notification-retry}: what waits to be told to CDNs, and what was
 * given up and is to be sent again.
 */
public final class NotificationRoutes extends RouteBuilder {
    private final Outbox outbox;

    public NotificationRoutes(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-notifications").routeId("gcx-notifications")
                .process(this::list).id("list-notifications")
                .marshal().json(JsonLibrary.Jackson).id("notifications-json");

        from("direct:gcx-notification-retry").routeId("gcx-notification-retry")
                .process(this::retry).id("retry-notification")
                .marshal().json(JsonLibrary.Jackson).id("notification-json");
    }
    // spotless:on

    private void list(Exchange exchange) {
        Listing<NotificationReport> part = Listing.of(exchange, outbox.list(), NotificationReport::id);
        exchange.getMessage().setBody(new Notifications(part.items(), part.next(), outbox.missed()));
    }

    private void retry(Exchange exchange) {
        NotificationReport due = outbox.retry(
                        exchange.getMessage().getHeader(GcxHeaders.NOTIFICATION_ID, "", String.class))
                .orElseThrow(() -> Problem.notFound("No notification of this id waits or was given up"));
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
        exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        exchange.getMessage().setBody(due);
    }

    /** @param missed how many changes targets will not be told of, since too many waited */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Notifications(
            List<NotificationReport> notifications,
            String next,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> missed) {}
}
