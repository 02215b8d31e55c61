package io.gcxcache.cdn;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.gcxcache.cache.Directive;
import io.gcxcache.change.Change;
import io.gcxcache.change.Delivery;
import io.gcxcache.change.Notification;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Makes a delivery the request of a signed webhook, as Standard Webhooks has it: JSON with {@code type}, {@code timestamp}
 * and {@code data}, signed with every secret, so that secrets can be changed one side after the other.
 */
public final class Webhook {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<com.standardwebhooks.Webhook> signers;
    private final InstantSource clock;

    private Webhook(List<com.standardwebhooks.Webhook> signers, InstantSource clock) {
        this.signers = signers;
        this.clock = clock;
    }

    /**
     * @param secrets {@code whsec_} and base64 of 24 to 64 bytes, the current one first
     * @throws IllegalArgumentException if one is not; does not quote it
     */
    public static Webhook of(List<String> secrets, InstantSource clock) {
        List<com.standardwebhooks.Webhook> signers = new ArrayList<>();
        for (String secret : secrets) {
            try {
                if (!isStrong(secret)) {
                    throw new IllegalArgumentException();
                }
                signers.add(new com.standardwebhooks.Webhook(secret));
            } catch (IllegalArgumentException | EmptyWebhookSecretException e) {
                throw new IllegalArgumentException("a webhook secret is whsec_ and base64 of 24 to 64 bytes");
            }
        }
        return new Webhook(List.copyOf(signers), clock);
    }

    private static boolean isStrong(String secret) {
        String prefix = com.standardwebhooks.Webhook.SECRET_PREFIX;
        if (!secret.startsWith(prefix)) {
            return false;
        }
        int bytes = Base64.getDecoder().decode(secret.substring(prefix.length())).length;
        return bytes >= 24 && bytes <= 64;
    }

    /** Makes the message the request for the {@link Delivery} in its body. */
    public void sign(Exchange exchange) {
        Message message = exchange.getMessage();
        Notification notification = message.getBody(Delivery.class).first();
        String body = body(notification.change());
        long now = clock.instant().getEpochSecond();
        message.setHeader("webhook-id", notification.id());
        message.setHeader("webhook-timestamp", Long.toString(now));
        message.setHeader("webhook-signature", signature(notification.id(), now, body));
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(body);
    }

    /** One signature for each secret, with spaces between. */
    String signature(String id, long timestamp, String body) {
        List<String> signatures = new ArrayList<>();
        for (com.standardwebhooks.Webhook signer : signers) {
            try {
                signatures.add(signer.sign(id, timestamp, body));
            } catch (WebhookSigningException e) {
                throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
            }
        }
        return String.join(" ", signatures);
    }

    private static String body(Change change) {
        ObjectNode body = JSON.createObjectNode();
        body.put("type", type(change));
        body.put("timestamp", Instant.ofEpochMilli(change.millis()).toString());
        ObjectNode data = body.putObject("data");
        data.put("key", change.key());
        data.set("tags", JSON.valueToTree(change.tags()));
        data.put("directive", change.directive().word());
        data.put("entry_count", change.entryCount());
        data.put("etag", change.etag());
        return body.toString();
    }

    private static String type(Change change) {
        if (change.isOfTag()) {
            return "tag.invalidated";
        }
        return change.directive() == Directive.INVALIDATE ? "entry.invalidated" : "entry.updated";
    }
}
