package io.gcxcache.change;

import static io.gcxcache.change.TestChange.invalidatedTag;
import static io.gcxcache.change.TestChange.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gcxcache.RouteTest;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.context.Services;
import io.gcxcache.disk.Disk;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gcx-changed} and {@code gcx-notify-due}: when targets are told, at once and again. */
class ChangedRouteTest extends RouteTest {
    @TempDir
    Path folder;

    private final Queue<Change> told = new ConcurrentLinkedQueue<>();
    private Outbox outbox;
    private MockEndpoint notified;

    @Override
    protected RoutesBuilder createRouteBuilder() {
        Services services =
                new Services(clock, clock, () -> 0, new Meters(new SimpleMeterRegistry()), new AuditTrail(), pools);
        ChangeRoutes changes =
                new ChangeRoutes(folder.resolve("outbox.journal"), Disk.REAL, 20, List.of(told::add), services);
        outbox = changes.outbox();
        outbox.add(new Target("thing", 2, false));
        return changes;
    }

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

    /** Starts the routes, but for the one that looks by itself for what is due. */
    private void startWithoutTimer() throws Exception {
        AdviceWith.adviceWith(context, "gcx-notify-due", route -> route.replaceFromWith("direct:due-under-test"));
        context.start();
    }

    private void change(Change change) {
        Exchange changed =
                template.send("direct:gcx-changed", exchange -> exchange.setProperty(Change.PROPERTY, change));
        assertThat(changed.getException()).isNull();
    }
}
