package io.gcxcache.cdn;

import static io.gcxcache.change.TestChange.invalidatedTag;
import static io.gcxcache.change.TestChange.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.change.Delivery;
import io.gcxcache.change.NotificationReport;
import java.io.EOFException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The template {@code gcx-target}: one target is told what is due. */
class TargetRouteTest extends CdnRoomRouteTest {
    private static final String SECRET_URL = "https://cdn.example/hooks?token=top-secret";

    private MockEndpoint request;

    @BeforeEach
    void start() throws Exception {
        startWithoutTimer();
        request = getMockEndpoint("mock:request");
    }

    @Test
    void takesItsStepsInTheirOrder() {
        announce(update("a"));

        tell();

        assertThat(steps("gcx-tell-thing"))
                .containsExactly(
                        "thing-claim", "thing-while-due", "thing-request", "thing-delivered", "thing-claim-next");
        assertThat(outbox.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "shareableonly, true, shareableonly is unknown",
        "shareableOnly, yes, shareableOnly is yes",
        "batch, 0, batch is 0",
        "batch, many, batch is many"
    })
    void refusesAParameterThatMeansNothing(String parameter, String value, String told) {
        TemplatedRouteBuilder misspelt = TemplatedRouteBuilder.builder(context, "gcx-target")
                .routeId("gcx-tell-misspelt")
                .parameter("name", "misspelt")
                .parameter("request", "mock:request")
                .parameter(parameter, value);

        assertThatThrownBy(misspelt::add)
                .rootCause()
                .hasMessageContaining("Target misspelt: parameter " + told + ", allowed");
    }

    @Test
    void asksForNothingWhenNothingIsDue() {
        outbox.commit(update("a"));

        tell();

        assertThat(steps("gcx-tell-thing")).containsExactly("thing-claim", "thing-while-due");
        assertThat(request.getReceivedCounter()).isZero();
    }

    @Test
    void makesOneRequestAfterAnotherUntilNothingIsDue() {
        Stream.of("a", "b", "c", "d", "e").forEach(key -> announce(update(key)));

        tell();

        assertThat(request.getExchanges()).extracting(TargetRouteTest::purged).containsExactly("a b", "c d", "e");
        assertThat(outbox.list()).isEmpty();
    }

    @Test
    void theRequestHasNothingOfWhoeverAsked() {
        announce(update("a"));

        template.send("direct:gcx-tell-thing", exchange -> {
            exchange.getMessage().setHeader("Authorization", "Bearer of somebody");
            exchange.getMessage().setHeader("CamelHttpPath", "/elsewhere");
        });

        assertThat(request.getExchanges().get(0).getMessage().getHeaders()).isEmpty();
    }

    @Test
    void aRequestHasNothingOfTheOneBefore() {
        Stream.of("a", "b", "c").forEach(key -> announce(update(key)));
        request.whenExchangeReceived(1, exchange -> exchange.getMessage().setHeader("xkey", "a b"));

        tell();

        assertThat(request.getExchanges().get(1).getMessage().getHeaders()).isEmpty();
    }

    @Test
    void auditsWhatWasTold() {
        announce(update("a"));
        announce(invalidatedTag("team"));
        String id = outbox.list().get(0).id();

        tell();

        List<AuditEvent> events = audited();
        assertThat(events)
                .extracting(AuditEvent::event, AuditEvent::key, event -> event.details()
                        .get("tag"))
                .containsExactly(tuple("cdn_notified", "a", null), tuple("cdn_notified", null, "team"));
        assertThat(events.get(0).details())
                .containsEntry("target", "thing")
                .containsEntry("id", id)
                .containsEntry("attempts", 1)
                .containsKey("latency_ms");
        assertThat(count("told")).isEqualTo(2);
    }

    @Test
    void keepsWhatFailedForItsNextTry() {
        announce(update("a"));
        failing(() -> answered(500, Map.of()));

        Instant before = now();
        Exchange asked = tell();
        Duration took = Duration.between(before, now());

        assertThat(asked.getException()).isNull();
        assertThat(steps("gcx-tell-thing"))
                .containsExactly("thing-claim", "thing-while-due", "thing-request", "thing-failed", "thing-claim-next");
        AuditEvent failed = audited().get(0);
        assertThat(failed.event()).isEqualTo("cdn_failed");
        assertThat(failed.key()).isEqualTo("a");
        assertThat(failed.details())
                .containsEntry("target", "thing")
                .containsEntry("attempts", 1)
                .containsEntry("reason", "answered 500");
        assertThat(Duration.between(before, next(failed))).isBetween(Duration.ofMillis(990), took.plusMillis(1_110));
        assertThat(outbox.list().get(0).attempts()).isEqualTo(1);
        assertThat(count("failed")).isEqualTo(1);
    }

    @Test
    void triesAgainAndSaysHowOften() {
        announce(update("a"));
        failing(() -> answered(500, Map.of()));
        tell();
        clock.advance(Duration.ofSeconds(1));
        request.whenAnyExchangeReceived(exchange -> {});

        tell();

        assertThat(audited())
                .extracting(AuditEvent::event, event -> event.details().get("attempts"))
                .containsExactly(tuple("cdn_failed", 1), tuple("cdn_notified", 2));
    }

    @Test
    void goesOnWithTheNextAfterOneThatFailed() {
        Stream.of("a", "b", "c").forEach(key -> announce(update(key)));
        request.whenExchangeReceived(1, exchange -> {
            throw answered(500, Map.of());
        });

        tell();

        assertThat(audited()).extracting(AuditEvent::event).containsExactly("cdn_failed", "cdn_failed", "cdn_notified");
    }

    @Test
    void whatIsOutOfDateIsNotTriedAgain() {
        announce(update(1, "a"));
        request.whenExchangeReceived(1, exchange -> {
            announce(update(2, "a"));
            throw answered(500, Map.of());
        });

        tell();

        List<AuditEvent> events = audited();
        assertThat(events).extracting(AuditEvent::event).containsExactly("cdn_failed", "cdn_notified");
        assertThat(events.get(0).details()).containsEntry("next", "replaced by a newer one");
        assertThat(outbox.list()).isEmpty();
    }

    @Test
    void afterADayItIsADeadLetter() {
        announce(update("a"));
        failing(() -> answered(500, Map.of()));
        clock.advance(Duration.ofDays(1));

        tell();

        assertThat(audited().get(0).details()).containsEntry("next", "dead letter");
        assertThat(outbox.list()).extracting(NotificationReport::state).containsExactly(NotificationReport.State.DEAD);
    }

    @Test
    void whatTheOutboxCannotKeepIsSaidByHealthAndMeterAndWrittenWhenItCan() throws Exception {
        startWithoutTimer();
        Path file = folder.resolve("outbox.journal");
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));

        announce(update("a"));

        HealthCheck health = context.getRegistry().lookupByNameAndType("gcxCdnHealth", HealthCheck.class);
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.call().getMessage().orElseThrow()).contains("gcx.cdn.outbox cannot be written");
        assertThat(registry.get("gcx.cdn.unsaved").functionCounter().count()).isEqualTo(1);
        Files.delete(file.resolve("in the way"));
        Files.delete(file);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(health.call().getMessage()).isEmpty());
        assertThat(file).content().contains("\"a\"");
    }

    @Test
    void whatIsDroppedIsAuditedAndCountedAndHealthTellsOfIt() throws Exception {
        IntStream.range(0, MOST_WAITING + 2).forEach(number -> announce(update("key " + number)));

        assertThat(audited())
                .extracting(AuditEvent::event, AuditEvent::key)
                .containsExactly(tuple("cdn_failed", "key 0"), tuple("cdn_failed", "key 1"));
        assertThat(registry.get("gcx.cdn.missed")
                        .tag("target", "thing")
                        .counter()
                        .count())
                .isEqualTo(2);
        HealthCheck health = context.getRegistry().lookupByNameAndType("gcxCdnHealth", HealthCheck.class);
        HealthCheck.Result told = health.call();
        assertThat(told.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(told.getMessage()).hasValueSatisfying(message -> assertThat(message)
                .contains("thing will not be told of 2 changes", "more than " + MOST_WAITING + " waited"));
    }

    @Test
    void switchesOffATargetThatIsGone() {
        Stream.of("a", "b", "c").forEach(key -> announce(update(key)));
        failing(() -> answered(410, Map.of()));

        tell();

        assertThat(request.getReceivedCounter()).isEqualTo(1);
        assertThat(outbox.switchedOff()).containsExactly("thing");
        assertThat(outbox.list())
                .hasSize(3)
                .extracting(NotificationReport::state)
                .containsOnly(NotificationReport.State.DEAD);
        assertThat(audited()).allSatisfy(event -> assertThat(event.details())
                .containsEntry("reason", "answered 410")
                .containsEntry("next", "dead letter"));
        announce(update("d"));
        assertThat(outbox.list()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "Retry-After, 120, 120",
        "retry-after, 120, 120",
        "Retry-After, 86400, 86400",
        "Retry-After, 99999999, 86400",
        "Retry-After, 999999999999999999999, 1",
        "Retry-After, 0, 1",
        "Retry-After, -5, 1",
        "Retry-After, soon, 1",
        "Retry-After, '', 1",
        "X-Other, 120, 1"
    })
    void leavesATargetAloneForAsLongAsItAsks(String header, String value, long seconds) {
        announce(update("a"));
        failing(() -> answered(503, Map.of(header, value)));

        Instant before = now();
        tell();
        Duration took = Duration.between(before, now());

        assertThat(Duration.between(before, next(audited().get(0))))
                .isBetween(Duration.ofSeconds(seconds), took.plusSeconds(seconds + 1));
    }

    @ParameterizedTest
    @CsvSource({"120, 120", "172800, 86400", "-60, 1"})
    void whatItAsksForMayBeADate(long asked, long seconds) {
        announce(update("a"));
        Instant before = now();
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                before.plusSeconds(asked).atOffset(ZoneOffset.UTC));
        failing(() -> answered(503, Map.of("Retry-After", date)));

        tell();
        Duration took = Duration.between(before, now());

        assertThat(Duration.between(before, next(audited().get(0))))
                .isBetween(Duration.ofSeconds(Math.max(1, seconds - 2)), took.plusSeconds(seconds + 1));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhatFailedInItsOwnWords(Exception failure, String reason) {
        announce(update("a"));
        failing(() -> failure);

        tell();

        AuditEvent failed = audited().get(0);
        assertThat(failed.details()).containsEntry("reason", reason);
        assertThat(failed.toString()).doesNotContain("top-secret");
        assertThat(outbox.list().get(0).problem()).isEqualTo(reason);
    }

    @Test
    void whatTheStopOfTheGatewayBreaksOffSaysNothingOfTheTarget() {
        announce(update("a"));
        List<CompletableFuture<Void>> stop = new ArrayList<>();
        failing(() -> {
            stop.add(CompletableFuture.runAsync(context::stop));
            await().until(context::isStopping);
            return new NullPointerException();
        });

        tell();

        stop.get(0).join();
        assertThat(audited().get(0).details()).containsEntry("reason", "the gateway stopped meanwhile");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(answered(302, Map.of("Location", SECRET_URL)), "answered 302"),
                Arguments.of(new TimeoutException(SECRET_URL), "did not answer in time"),
                Arguments.of(new ConnectException(SECRET_URL), "cannot be connected to"),
                Arguments.of(new EOFException(SECRET_URL), "failed (EOFException)"),
                Arguments.of(new IllegalStateException(SECRET_URL), "failed (IllegalStateException)"),
                Arguments.of(
                        new CamelExecutionException(SECRET_URL, null, new ConnectException(SECRET_URL)),
                        "cannot be connected to"));
    }

    @Test
    void aTargetWhoseSettingIsEmptyIsOff() {
        announce(update("a"));

        template.send("direct:gcx-tell-nobody", exchange -> {});

        assertThat(steps("gcx-tell-nobody")).containsExactly("nobody-claim", "nobody-while-due");
        assertThat(outbox.list()).extracting(NotificationReport::target).containsOnly("thing");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private Exchange tell() {
        return template.send("direct:gcx-tell-thing", exchange -> {});
    }

    private void failing(Supplier<Exception> failure) {
        request.whenAnyExchangeReceived(exchange -> {
            throw failure.get();
        });
    }

    private double count(String result) {
        return registry.get("gcx.cdn.deliveries")
                .tags("target", "thing", "result", result)
                .counter()
                .count();
    }

    private static String purged(Exchange exchange) {
        return exchange.getMessage().getBody(Delivery.class).surrogateKey();
    }

    private static Instant next(AuditEvent failed) {
        return Instant.parse((String) failed.details().get("next"));
    }

    private static HttpOperationFailedException answered(int status, Map<String, String> headers) {
        return new HttpOperationFailedException(SECRET_URL, status, "top-secret", null, headers, "top-secret");
    }
}
