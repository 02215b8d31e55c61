package io.gcxcache.cdn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.cache.Tags;
import io.gcxcache.change.Change;
import io.gcxcache.change.Delivery;
import io.gcxcache.change.Notification;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final String KEY = "gcx:directory:vip";
    private static final long MILLIS = 1_767_225_600_123L;

    private final StandingClock clock = new StandingClock("2026-01-01T00:00:05.900Z");

    /** The example that the specification's libraries are tested with. */
    @Test
    void signsAsTheSpecificationDoes() {
        Webhook webhook = Webhook.of(List.of(SECRET), clock);

        String signature = webhook.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}");

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void twoSecretsAreTwoSignaturesTheCurrentOneFirst() {
        String both = Webhook.of(List.of(SECRET, OLD_SECRET), clock).signature("msg_1", 1, "{}");

        String current = Webhook.of(List.of(SECRET), clock).signature("msg_1", 1, "{}");
        String old = Webhook.of(List.of(OLD_SECRET), clock).signature("msg_1", 1, "{}");
        assertThat(both).isEqualTo(current + " " + old);
        assertThat(current).isNotEqualTo(old).startsWith("v1,").doesNotContain(" ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whsec_",
                "whsec_ ",
                "whsec_not*base64",
                "whsec_AA==",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw!",
                "whsec_MfKQ9r8G KYqrTwjU",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                ""
            })
    void aSecretThatIsNoneIsRefusedWithoutQuotingIt(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Webhook.of(List.of(SECRET, secret), clock))
                .withMessage("a webhook secret is whsec_ and base64 of 24 to 64 bytes")
                .withNoCause();
    }

    @Test
    void anUpdateTellsOfTheEntry() throws Exception {
        Change update =
                new Change(KEY, List.of("directory", "directory-vip"), Directive.FRESH, 12, "\"abc\"", true, MILLIS);

        JsonNode body = body(sign(update));

        assertThat(body)
                .isEqualTo(json("{'type': 'entry.updated', 'timestamp': '2026-01-01T00:00:00.123Z', 'data': {"
                        + "'key': 'gcx:directory:vip', 'tags': ['directory', 'directory-vip'],"
                        + "'directive': 'fresh', 'entry_count': 12, 'etag': '\\\"abc\\\"'}}"));
    }

    @Test
    void anOverwritingUpdateIsAnUpdate() throws Exception {
        JsonNode body = body(sign(new Change(KEY, List.of(), Directive.OVERWRITE, 1, "\"abc\"", true, MILLIS)));

        assertThat(body.path("type").asText()).isEqualTo("entry.updated");
        assertThat(body.at("/data/directive").asText()).isEqualTo("overwrite");
    }

    @Test
    void anInvalidationByKeyTellsOfWhatIsGone() throws Exception {
        Change invalidation = Change.invalidated(KEY, Tags.of(List.of("directory")), MILLIS);

        JsonNode body = body(sign(invalidation));

        assertThat(body)
                .isEqualTo(json("{'type': 'entry.invalidated', 'timestamp': '2026-01-01T00:00:00.123Z', 'data': {"
                        + "'key': 'gcx:directory:vip', 'tags': ['directory'],"
                        + "'directive': 'invalidate', 'entry_count': 0, 'etag': null}}"));
    }

    @Test
    void anInvalidationByTagHasNoKey() throws Exception {
        JsonNode body = body(sign(Change.invalidated("directory", MILLIS)));

        assertThat(body)
                .isEqualTo(json("{'type': 'tag.invalidated', 'timestamp': '2026-01-01T00:00:00.123Z', 'data': {"
                        + "'key': null, 'tags': ['directory'],"
                        + "'directive': 'invalidate', 'entry_count': 0, 'etag': null}}"));
    }

    @Test
    void aTryIsSignedWithItsOwnTime() throws Exception {
        Message message = sign(Change.invalidated("directory", MILLIS));

        assertThat(message.getHeader("webhook-id")).isEqualTo("msg_1");
        assertThat(message.getHeader("webhook-timestamp")).isEqualTo("1767225605");
        assertThat(message.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(message.getHeader("webhook-signature"))
                .isEqualTo(Webhook.of(List.of(SECRET), clock)
                        .signature("msg_1", 1_767_225_605L, message.getBody(String.class)));
    }

    private Message sign(Change change) throws IOException {
        Notification notification = new Notification("msg_1", 1, "webhook", change, MILLIS, 0, MILLIS, false, null);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(camel);
            exchange.getMessage().setBody(new Delivery("webhook", List.of(notification), 0));
            Webhook.of(List.of(SECRET), clock).sign(exchange);
            return exchange.getMessage();
        }
    }

    private static JsonNode body(Message message) throws IOException {
        return new ObjectMapper().readTree((String) message.getBody());
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
