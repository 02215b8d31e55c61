package io.gcxcache.cdn;

import static io.gcxcache.cdn.TestChange.invalidatedTag;
import static io.gcxcache.cdn.TestChange.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code gcx-changed} and {@code gcx-notify-due}: when targets are told, at once and again. */
class ChangedRouteTest extends CdnRoomRouteTest {
    private MockEndpoint notified;

    @BeforeEach
    void stand() {
        notified = mocked("direct:gcx-notify");
    }

    @Test
    void takesItsStepsInTheirOrder() throws Exception {
        startWithoutTimer();
        outbox.commit(update("a"));

        change(update("a"));

        assertThat(steps("gcx-changed"))
                .containsExactly("release-notifications", "tell-listeners", "if-notifications-are-due", "notify-now");
        assertThat(notified.getReceivedCounter()).isEqualTo(1);
        assertThat(outbox.hasDue()).isTrue();
        await().untilAsserted(() -> assertThat(told).containsExactly(update("a")));
    }

    @Test
    void tellsListenersOnlyWhenNoTargetIsToBeTold() throws Exception {
        startWithoutTimer();

        change(invalidatedTag("team"));

        assertThat(steps("gcx-changed"))
                .containsExactly("release-notifications", "tell-listeners", "if-notifications-are-due");
        assertThat(notified.getReceivedCounter()).isZero();
        await().untilAsserted(() -> assertThat(told).containsExactly(invalidatedTag("team")));
    }

    @Test
    void releasesNothingElse() throws Exception {
        startWithoutTimer();
        outbox.commit(update("a"));

        change(update("b"));

        assertThat(outbox.hasDue()).isFalse();
        assertThat(notified.getReceivedCounter()).isZero();
    }

    @Test
    void looksByItselfForWhatIsDue() throws Exception {
        context.start();
        NotifyBuilder twoRounds = new NotifyBuilder(context)
                .fromRoute("gcx-notify-due")
                .whenCompleted(2)
                .create();
        assertThat(twoRounds.matches(5, TimeUnit.SECONDS)).isTrue();
        assertThat(notified.getReceivedCounter()).isZero();

        outbox.commit(update("a"));
        clock.advance(Outbox.HOLD);

        await().until(() -> notified.getReceivedCounter() > 0);
        assertThat(steps("gcx-notify-due")).contains("if-retries-are-due", "notify-again");
    }

    private void change(Change change) {
        Exchange changed =
                template.send("direct:gcx-changed", exchange -> exchange.setProperty(Change.PROPERTY, change));
        assertThat(changed.getException()).isNull();
    }
}
