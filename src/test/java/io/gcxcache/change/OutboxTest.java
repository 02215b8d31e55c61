package io.gcxcache.change;

import static io.gcxcache.change.TestChange.invalidated;
import static io.gcxcache.change.TestChange.invalidatedTag;
import static io.gcxcache.change.TestChange.unshared;
import static io.gcxcache.change.TestChange.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gcxcache.cache.StandingClock;
import io.gcxcache.disk.TroubledDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    private static final Target WEBHOOK = new Target("webhook", 1, false);
    private static final Target CDN = new Target("cdn", 10, true);
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final int MOST_WAITING = 12;

    @TempDir
    Path folder;

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
    private final TroubledDisk disk = new TroubledDisk();
    private final List<Outbox> opened = new ArrayList<>();
    private final List<Notification> dropped = new ArrayList<>();
    private int copies;

    @AfterEach
    void close() {
        opened.forEach(Outbox::close);
    }

    @Test
    void tellsBeforeNineteenSeventyToo() {
        clock.advance(Duration.ofDays(-365 * 60));
        Outbox outbox = open(file(), WEBHOOK);

        announce(outbox, update("a"));

        assertThat(outbox.hasDue()).isTrue();
        outbox.failed(outbox.claim("webhook"), "answered 500", Duration.ZERO);
        assertThat(outbox.hasDue()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(outbox.claim("webhook").first().change()).isEqualTo(update("a"));
    }

    @Test
    void makesNoFileWithoutATarget() {
        Outbox outbox = open(file());

        outbox.commit(update("a"));
        outbox.release(update("a"));

        assertThat(folder).isEmptyDirectory();
        assertThat(outbox.hasDue()).isFalse();
        assertThat(outbox.claim("webhook")).isNull();
        assertThat(outbox.list()).isEmpty();
        outbox.close();
    }

    @Test
    void makesItsFolderWithItsFile() {
        Path deep = folder.resolve("a").resolve("b").resolve("outbox.journal");

        open(deep, WEBHOOK);

        assertThat(deep).isRegularFile();
    }

    @Test
    void whatIsCommittedSurvivesTheProcess() throws Exception {
        Outbox outbox = open(file(), WEBHOOK);
        outbox.commit(update("a", "team"));
        String id = outbox.list().get(0).id();

        Outbox next = reopened(WEBHOOK);

        assertThat(next.list())
                .extracting(NotificationReport::id, NotificationReport::key, NotificationReport::state)
                .containsExactly(tuple(id, "a", NotificationReport.State.WAITING));
        clock.advance(Outbox.HOLD);
        assertThat(next.claim("webhook").first().change()).isEqualTo(update("a", "team"));
    }

    @Test
    void whatIsOnItsWayIsSentAgainByTheNextProcess() throws Exception {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        Notification sent = outbox.claim("webhook").first();

        Outbox next = reopened(WEBHOOK);
        clock.advance(Outbox.HOLD);

        assertThat(next.claim("webhook").first().id()).isEqualTo(sent.id());
    }

    @Test
    void whatWasDeliveredIsGoneOnceSomethingIsCommitted() throws Exception {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        outbox.delivered(outbox.claim("webhook"));
        outbox.commit(update("b"));

        Outbox next = reopened(WEBHOOK);

        assertThat(next.list()).extracting(NotificationReport::key).containsExactly("b");
    }

    @Test
    void whatWasDeliveredIsGoneWhenTheOutboxIsClosed() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        outbox.delivered(outbox.claim("webhook"));
        outbox.close();

        assertThat(open(file(), WEBHOOK).list()).isEmpty();
    }

    @Test
    void theNextProcessSendsTheNewestOfAKeyOnly() throws Exception {
        for (int round = 0; round < 10; round++) {
            String key = "key " + round;
            Outbox outbox = open(folder.resolve(key + ".journal"), CDN);
            announce(outbox, update(1, key, "team"));
            outbox.claim("cdn");
            announce(outbox, update(2, key, "team"));

            Outbox next = open(copy(folder.resolve(key + ".journal")), CDN);
            clock.advance(Outbox.HOLD);

            assertThat(claimed(next, "cdn")).extracting(Notification::change).containsExactly(update(2, key, "team"));
            assertThat(claimed(next, "cdn")).isEmpty();
            announce(next, update(3, key, "team"));
            assertThat(next.list()).hasSize(2);
            next.commit(update(4, key, "team"));
            assertThat(next.list()).hasSize(2);
        }
    }

    @Test
    void theNextProcessCountsOn() throws Exception {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        announce(outbox, invalidatedTag("team"));

        Outbox next = reopened(WEBHOOK);
        announce(next, update("b", "team"));
        clock.advance(Outbox.HOLD);

        assertThat(claimed(next, "webhook").get(0).change()).isEqualTo(update("a"));
        assertThat(claimed(next, "webhook").get(0).change()).isEqualTo(invalidatedTag("team"));
        assertThat(next.claim("webhook")).isNull();
    }

    @Test
    void holdsAChangeBackUntilItHasHappened() {
        Outbox outbox = open(file(), WEBHOOK);
        outbox.commit(update("a"));
        outbox.commit(update("b"));
        assertThat(outbox.hasDue()).isFalse();

        outbox.release(update("b"));

        assertThat(outbox.hasDue()).isTrue();
        assertThat(outbox.claim("webhook").first().change()).isEqualTo(update("b"));
        assertThat(outbox.claim("webhook")).isNull();
    }

    @Test
    void holdsAChangeBackForAWhileOnly() {
        Outbox outbox = open(file(), WEBHOOK);
        outbox.commit(update("a"));

        clock.advance(Outbox.HOLD.minus(MILLI));
        assertThat(outbox.hasDue()).isFalse();
        clock.advance(MILLI);

        assertThat(outbox.hasDue()).isTrue();
        assertThat(outbox.claim("webhook")).isNotNull();
    }

    @Test
    void theReleaseOfAnOlderChangeReleasesNoNewer() {
        Outbox outbox = open(file(), WEBHOOK);
        outbox.commit(update(1, "a"));
        outbox.commit(update(2, "a"));

        outbox.release(update(1, "a"));

        assertThat(outbox.hasDue()).isFalse();
    }

    @Test
    void everyTargetIsToldOfWhatItWants() {
        Outbox outbox = open(file(), WEBHOOK, CDN);

        announce(outbox, unshared("a"));
        announce(outbox, invalidated("b"));

        assertThat(outbox.list())
                .extracting(NotificationReport::target, NotificationReport::key)
                .containsExactlyInAnyOrder(tuple("webhook", "a"), tuple("webhook", "b"), tuple("cdn", "b"));
        assertThat(outbox.list()).extracting(NotificationReport::id).doesNotHaveDuplicates();
        outbox.delivered(outbox.claim("cdn"));
        assertThat(outbox.list()).extracting(NotificationReport::target).containsOnly("webhook");
    }

    @Test
    void aTargetThatIsNotConfiguredForAWhileIsToldLater() throws Exception {
        Outbox outbox = open(file(), WEBHOOK, CDN);
        announce(outbox, update("a"));

        Outbox without = reopened(WEBHOOK);
        assertThat(without.list()).extracting(NotificationReport::target).containsExactly("webhook");
        Outbox with = reopened(WEBHOOK, CDN);

        assertThat(with.list()).extracting(NotificationReport::target).containsExactlyInAnyOrder("webhook", "cdn");
    }

    @Test
    void aTryThatFailedIsRepeatedWithTheSameId() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        Delivery first = outbox.claim("webhook");

        List<Notification> kept = outbox.failed(first, "answered 500", Duration.ZERO);

        assertThat(kept).hasSize(1);
        assertThat(outbox.hasDue()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        Notification again = outbox.claim("webhook").first();
        assertThat(again.id()).isEqualTo(first.first().id());
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.problem()).isEqualTo("answered 500");
    }

    @Test
    void triesSurviveTheProcess() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        outbox.failed(outbox.claim("webhook"), "answered 500", Duration.ofHours(1));
        outbox.close();

        NotificationReport waiting = open(file(), WEBHOOK).list().get(0);

        assertThat(waiting.attempts()).isEqualTo(1);
        assertThat(waiting.problem()).isEqualTo("answered 500");
        assertThat(waiting.nextTryAt()).isEqualTo(clock.instant().getEpochSecond() + 3600);
    }

    @Test
    void triesForADayEverMoreRarelyAndThenGivesUp() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        long start = clock.millis();
        List<Long> waits = new ArrayList<>();
        Notification last;
        do {
            last = outbox.failed(outbox.claim("webhook"), "answered 500", Duration.ZERO)
                    .get(0);
            waits.add((last.nextTry() - clock.millis()) / 1000);
            if (!last.dead()) {
                assertThat(outbox.hasDue()).isFalse();
                clock.advance(Duration.ofMillis(last.nextTry() - clock.millis()));
            }
        } while (!last.dead());

        assertThat(waits.subList(0, 12)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 900L, 900L);
        assertThat(Duration.ofMillis(clock.millis() - start)).isBetween(Duration.ofHours(24), Duration.ofMinutes(1455));
        assertThat(outbox.list())
                .extracting(NotificationReport::state, NotificationReport::attempts, NotificationReport::nextTryAt)
                .containsExactly(tuple(NotificationReport.State.DEAD, waits.size(), null));
        clock.advance(Duration.ofDays(2));
        assertThat(outbox.hasDue()).isFalse();
        assertThat(outbox.claim("webhook")).isNull();
    }

    @Test
    void whatTheTargetAsksForIsKeptTo() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));

        outbox.failed(outbox.claim("webhook"), "answered 503", Duration.ofSeconds(120));

        clock.advance(Duration.ofSeconds(120).minus(MILLI));
        assertThat(outbox.hasDue()).isFalse();
        clock.advance(MILLI);
        assertThat(outbox.hasDue()).isTrue();
    }

    @Test
    void aNewerOneCountsAsTheDeliveryOfOneThatFailed() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update(1, "a"));
        Delivery older = outbox.claim("webhook");
        announce(outbox, update(2, "a"));

        assertThat(outbox.failed(older, "answered 500", Duration.ZERO)).isEmpty();

        assertThat(outbox.list()).hasSize(1);
        Delivery newer = outbox.claim("webhook");
        assertThat(newer.first().change()).isEqualTo(update(2, "a"));
        assertThat(newer.first().attempts()).isZero();
        outbox.delivered(newer);
        outbox.close();
        assertThat(open(file(), WEBHOOK).list()).isEmpty();
    }

    @Test
    void ofABatchThatFailedOnlyWhatIsNotOutOfDateIsTriedAgain() {
        Outbox outbox = open(file(), CDN);
        announce(outbox, update("a"));
        announce(outbox, update("b", "team"));
        announce(outbox, update("c"));
        Delivery batch = outbox.claim("cdn");
        assertThat(batch.purgeTags()).containsExactly("a", "b", "c");
        announce(outbox, invalidated("b"));

        List<Notification> kept = outbox.failed(batch, "answered 500", Duration.ZERO);

        assertThat(kept).extracting(notification -> notification.change().key()).containsExactly("a", "c");
        assertThat(claimed(outbox, "cdn")).extracting(Notification::change).containsExactly(invalidated("b"));
    }

    @Test
    void aDeliveryThatNeverEndsIsTriedAgain() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        Delivery lost = outbox.claim("webhook");
        clock.advance(Lane.LONGEST_DELIVERY.plusMillis(1));

        outbox.hasDue();
        clock.advance(RetryBackoff.FIRST.multipliedBy(2));

        assertThat(outbox.claim("webhook").first().id()).isEqualTo(lost.first().id());
        outbox.delivered(lost);
        assertThat(outbox.list()).hasSize(1);
    }

    @Test
    void aTargetThatAsksForItIsLeftAloneAltogether() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        outbox.failed(outbox.claim("webhook"), "answered 429", Duration.ofMinutes(2));

        announce(outbox, update("b"));

        assertThat(outbox.hasDue()).isFalse();
        clock.advance(Duration.ofMinutes(2));
        assertThat(outbox.claim("webhook")).isNotNull();
    }

    @Test
    void anotherFailureDoesNotCutShortWhatATargetAskedFor() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        announce(outbox, update("b"));
        Delivery first = outbox.claim("webhook");
        Delivery second = outbox.claim("webhook");
        outbox.failed(first, "answered 429", Duration.ofMinutes(2));

        outbox.failed(second, "answered 500", Duration.ZERO);

        clock.advance(Duration.ofMinutes(1));
        assertThat(outbox.hasDue()).isFalse();
    }

    @Test
    void aTargetThatFailsIsNotAskedAsOftenAsThereAreNotificationsForIt() {
        Outbox outbox = open(file(), 1_000, WEBHOOK);
        IntStream.range(0, 1_000).forEach(number -> announce(outbox, update("key " + number)));

        int tries = 0;
        for (int second = 0; second < 600; second++) {
            for (Delivery next = outbox.claim("webhook"); next != null; next = outbox.claim("webhook")) {
                outbox.failed(next, "cannot be connected to", Duration.ZERO);
                tries++;
            }
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(tries).isBetween(30, 100);
        clock.advance(Lane.LONGEST_REST);
        outbox.delivered(outbox.claim("webhook"));
        for (int taken = 0; taken < 100; taken++) {
            outbox.delivered(outbox.claim("webhook"));
        }
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        assertThat(outbox.hasDue()).isTrue();
        outbox.failed(outbox.claim("webhook"), "answered 500", Duration.ofSeconds(2));
        outbox.commit(update("b"));
        outbox.hasDue();

        clock.advance(Duration.ofHours(-1));

        assertThat(outbox.hasDue()).isFalse();
        clock.advance(Outbox.HOLD);
        assertThat(outbox.claim("webhook").first().change()).isEqualTo(update("a"));
        assertThat(outbox.claim("webhook").first().change()).isEqualTo(update("b"));
    }

    @Test
    void oneNotificationThatFailsHoldsUpNoOther() {
        Outbox outbox = open(file(), WEBHOOK);
        for (int times = 0; times < 2 * Lane.MOST_FAILURES; times++) {
            announce(outbox, update("refused"));
            outbox.failed(outbox.claim("webhook"), "answered 400", Duration.ZERO);
            announce(outbox, update("taken"));
            Delivery taken = outbox.claim("webhook");
            assertThat(taken.first().change()).isEqualTo(update("taken"));
            outbox.delivered(taken);
        }
    }

    @Test
    void aDeadLetterIsRetriedAfreshWithANewDay() throws Exception {
        Outbox outbox = open(file(), WEBHOOK);
        String id = deadLetter(outbox, update("a"));

        NotificationReport due = outbox.retry(id).orElseThrow();

        assertThat(due.state()).isEqualTo(NotificationReport.State.WAITING);
        assertThat(due.attempts()).isZero();
        assertThat(due.createdAt()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(reopened(WEBHOOK).list()).containsExactly(due);
        clock.advance(Duration.ofHours(23));
        Delivery again = outbox.claim("webhook");
        assertThat(again.first().id()).isEqualTo(id);
        assertThat(outbox.failed(again, "answered 500", Duration.ZERO).get(0).dead())
                .isFalse();
    }

    @Test
    void aNotificationThatWaitsCanBeHurried() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        Delivery failed = outbox.claim("webhook");
        outbox.failed(failed, "answered 503", Duration.ofHours(3));

        outbox.retry(failed.first().id());

        assertThat(outbox.claim("webhook").first().id())
                .isEqualTo(failed.first().id());
    }

    @Test
    void aRetryOfOneOnItsWayLeavesItAlone() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        String id = outbox.claim("webhook").first().id();

        assertThat(outbox.retry(id))
                .hasValueSatisfying(report -> assertThat(report.state()).isEqualTo(NotificationReport.State.SENDING));
        assertThat(outbox.hasDue()).isFalse();
        assertThat(outbox.list()).hasSize(1);
        assertThat(outbox.retry("msg_unknown")).isEmpty();
    }

    @Test
    void aNewerChangeTakesADeadLettersPlace() throws Exception {
        Outbox outbox = open(file(), WEBHOOK);
        String id = deadLetter(outbox, update(1, "a"));

        announce(outbox, update(2, "a"));

        assertThat(outbox.list())
                .extracting(NotificationReport::state)
                .containsExactly(NotificationReport.State.WAITING);
        assertThat(outbox.retry(id)).isEmpty();
        assertThat(reopened(WEBHOOK).list()).hasSize(1);
    }

    @Test
    void deadLettersAreForgottenAfterAMonth() {
        Outbox outbox = open(file(), WEBHOOK);
        deadLetter(outbox, update("a"));
        clock.advance(Outbox.DEAD_LETTERS_ARE_KEPT.minus(Duration.ofDays(3)));
        deadLetter(outbox, update("b"));
        assertThat(outbox.list()).hasSize(2);

        clock.advance(Duration.ofDays(1));
        announce(outbox, update("c"));

        assertThat(outbox.list()).extracting(NotificationReport::key).containsExactly("b", "c");
    }

    @Test
    void aTargetThatIsGoneIsSwitchedOffAndWhatWaitsIsParked() {
        Outbox outbox = open(file(), WEBHOOK, CDN);
        announce(outbox, update("a"));
        announce(outbox, update("b"));
        announce(outbox, update("c"));
        Delivery gone = outbox.claim("webhook");
        Delivery other = outbox.claim("webhook");

        outbox.gone(gone, "answered 410");

        assertThat(outbox.switchedOff()).containsExactly("webhook");
        assertThat(states(outbox))
                .containsExactlyInAnyOrder(
                        "webhook a dead",
                        "webhook b sending",
                        "webhook c dead",
                        "cdn a waiting",
                        "cdn b waiting",
                        "cdn c waiting");
        assertThat(outbox.failed(other, "answered 500", Duration.ZERO)).allMatch(Notification::dead);
        announce(outbox, update("d"));
        assertThat(states(outbox)).contains("cdn d waiting").doesNotContain("webhook d waiting");
        clock.advance(Duration.ofHours(1));
        assertThat(outbox.claim("webhook")).isNull();
        assertThat(claimed(outbox, "cdn")).hasSize(4);
    }

    @Test
    void aRetrySwitchesATargetOnAgain() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        announce(outbox, update("b"));
        Delivery gone = outbox.claim("webhook");
        outbox.gone(gone, "answered 410");

        outbox.retry(gone.first().id());

        assertThat(outbox.switchedOff()).isEmpty();
        assertThat(outbox.claim("webhook").first().id()).isEqualTo(gone.first().id());
        assertThat(outbox.claim("webhook")).isNull();
        announce(outbox, update("c"));
        assertThat(outbox.claim("webhook").first().change()).isEqualTo(update("c"));
    }

    @Test
    void aTargetThatWasGoneIsOnAtTheNextStartAndItsDeadLettersStayDead() {
        Outbox outbox = open(file(), WEBHOOK);
        announce(outbox, update("a"));
        outbox.gone(outbox.claim("webhook"), "answered 410");
        outbox.close();

        Outbox next = open(file(), WEBHOOK);

        assertThat(next.switchedOff()).isEmpty();
        assertThat(states(next)).containsExactly("webhook a dead");
        announce(next, update("b"));
        assertThat(next.claim("webhook").first().change()).isEqualTo(update("b"));
    }

    @Test
    void beyondTheMostTheOldestIsDroppedAndCounted() throws Exception {
        Outbox outbox = open(file(), WEBHOOK, CDN);
        IntStream.range(0, MOST_WAITING).forEach(number -> announce(outbox, unshared("old " + number)));
        assertThat(outbox.missed()).isEmpty();

        announce(outbox, update("new"));
        announce(outbox, update("new"));

        assertThat(outbox.list())
                .hasSize(MOST_WAITING + 1)
                .extracting(NotificationReport::key)
                .contains("old 1", "new")
                .doesNotContain("old 0");
        assertThat(dropped)
                .extracting(Notification::target, lost -> lost.change().key())
                .containsExactly(tuple("webhook", "old 0"));
        assertThat(outbox.missed()).isEqualTo(Map.of("webhook", 1L));
        Outbox next = reopened(WEBHOOK, CDN);
        assertThat(next.list()).hasSize(MOST_WAITING + 1);
        assertThat(next.missed()).isEqualTo(Map.of("webhook", 1L));
    }

    @Test
    void deadLettersAreAmongTheMost() {
        Outbox outbox = open(file(), WEBHOOK);
        deadLetter(outbox, update("dead"));

        IntStream.range(0, MOST_WAITING).forEach(number -> announce(outbox, update("new " + number)));

        assertThat(dropped).extracting(lost -> lost.change().key()).containsExactly("dead");
        assertThat(outbox.count(NotificationReport.State.DEAD)).isZero();
        assertThat(outbox.count(NotificationReport.State.WAITING)).isEqualTo(MOST_WAITING);
    }

    @Test
    void aLowerBoundHoldsFromTheStartOn() {
        Outbox before = open(file(), WEBHOOK);
        IntStream.range(0, MOST_WAITING).forEach(number -> announce(before, update("old " + number)));
        before.close();

        Outbox outbox = open(file(), 5, WEBHOOK);

        assertThat(outbox.list())
                .extracting(NotificationReport::key)
                .containsExactly("old 7", "old 8", "old 9", "old 10", "old 11");
        assertThat(outbox.missed()).isEqualTo(Map.of("webhook", 7L));
    }

    @Test
    void whatWasMissedIsToldUntilSharedCachesKnowBetter() {
        Outbox outbox = open(file(), WEBHOOK);
        IntStream.range(0, MOST_WAITING + 2).forEach(number -> announce(outbox, update("key " + number)));

        clock.advance(Missed.MATTERS.minus(MILLI));
        assertThat(outbox.missed()).isEqualTo(Map.of("webhook", 2L));
        clock.advance(MILLI);
        assertThat(outbox.missed()).isEmpty();
        announce(outbox, update("one more"));

        assertThat(outbox.missed()).isEqualTo(Map.of("webhook", 1L));
    }

    @Test
    void listsTheOldestFirst() {
        Outbox outbox = open(file(), WEBHOOK, CDN);
        announce(outbox, update("a"));
        clock.advance(Duration.ofSeconds(1));
        announce(outbox, update("b"));

        assertThat(outbox.list()).extracting(NotificationReport::key).containsExactly("a", "a", "b", "b");
        assertThat(outbox.count(NotificationReport.State.WAITING)).isEqualTo(4);
        outbox.claim("webhook");
        assertThat(outbox.count(NotificationReport.State.WAITING)).isEqualTo(3);
        assertThat(outbox.count(NotificationReport.State.SENDING)).isEqualTo(1);
        assertThat(outbox.count(NotificationReport.State.DEAD)).isZero();
    }

    @Test
    void whatWasCommittedLastIsSyncedBeforeTheFileIsClosed() {
        Outbox outbox = open(file(), WEBHOOK);
        outbox.sync();
        outbox.commit(update("a"));
        disk.setBroken(true);

        outbox.close();

        assertThat(outbox.trouble()).contains("gcx.cdn.outbox", "loss of power");
        assertThat(outbox.unsaved()).isEqualTo(1);
    }

    @Test
    void aRoundThatIsLateLeavesAClosedFileToTheNextOne() {
        Outbox outbox = open(file(), WEBHOOK);
        outbox.commit(update("a"));
        outbox.close();

        outbox.sync();

        assertThat(claimed(open(file(), WEBHOOK), "webhook")).isEmpty();
        assertThat(outbox.trouble()).isNull();
    }

    @Test
    void aFileThatAnotherOneUsesIsRefused() {
        open(file(), WEBHOOK);

        assertThatThrownBy(() -> open(file(), WEBHOOK))
                .hasMessageStartingWith("gcx.cdn.outbox: ")
                .hasMessageContaining(file().toString())
                .hasMessageContaining("in use by another gateway");
    }

    @Test
    void aFolderThatCannotBeMadeIsRefused() throws Exception {
        Files.createFile(folder.resolve("taken"));

        assertThatThrownBy(() -> open(folder.resolve("taken").resolve("outbox.journal"), WEBHOOK))
                .hasMessageStartingWith("gcx.cdn.outbox: ");
    }

    private Path file() {
        return folder.resolve("outbox.journal");
    }

    private Outbox open(Path file, Target... targets) {
        return open(file, MOST_WAITING, targets);
    }

    private Outbox open(Path file, int mostWaiting, Target... targets) {
        Outbox outbox = new Outbox(file, disk, mostWaiting, clock, new RetryBackoff(() -> 0), dropped::add);
        opened.add(outbox);
        for (Target target : targets) {
            outbox.add(target);
        }
        return outbox;
    }

    /** What the next process finds if this one is killed now. */
    private Outbox reopened(Target... targets) throws IOException {
        return open(copy(file()), targets);
    }

    private Path copy(Path file) throws IOException {
        copies++;
        return Files.copy(file, folder.resolve("copy-" + copies + ".journal"));
    }

    private static void announce(Outbox outbox, Change change) {
        outbox.commit(change);
        outbox.release(change);
    }

    /** Fails a change for a day; answers its id. */
    private String deadLetter(Outbox outbox, Change change) {
        announce(outbox, change);
        Delivery first = outbox.claim("webhook");
        clock.advance(RetryBackoff.GIVE_UP);
        assertThat(outbox.failed(first, "answered 500", Duration.ZERO)).allMatch(Notification::dead);
        return first.first().id();
    }

    private static List<Notification> claimed(Outbox outbox, String target) {
        Delivery delivery = outbox.claim(target);
        return delivery == null ? List.of() : delivery.notifications();
    }

    private static List<String> states(Outbox outbox) {
        return outbox.list().stream()
                .map(report -> report.target() + " " + report.key() + " "
                        + report.state().word())
                .toList();
    }
}
