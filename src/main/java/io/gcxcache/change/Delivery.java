package io.gcxcache.change;

import java.util.List;
import org.apache.camel.Exchange;

/**
 * One request to a target: the notifications that it tells.
 *
 * @param target the target's name
 * @param notifications at least one; no two that concern the same entry
 * @param began when it was sent off, in Unix milliseconds
 */
public record Delivery(String target, List<Notification> notifications, long began) {
    public static final String PROPERTY = "GcxDelivery";

    public static Delivery of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Delivery.class);
    }

    /** What a CDN is to purge, each tag once. */
    public List<String> purgeTags() {
        return notifications.stream()
                .map(notification -> notification.change().purgeTag())
                .distinct()
                .toList();
    }

    /** The same with spaces between, as headers have it. */
    public String surrogateKey() {
        return String.join(" ", purgeTags());
    }

    public Notification first() {
        return notifications.get(0);
    }
}
