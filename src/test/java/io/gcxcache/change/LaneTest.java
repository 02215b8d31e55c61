package io.gcxcache.change;

import static io.gcxcache.change.TestChange.invalidated;
import static io.gcxcache.change.TestChange.invalidatedTag;
import static io.gcxcache.change.TestChange.unshared;
import static io.gcxcache.change.TestChange.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final long NOW = 1_000_000;
    private static final long LATER = NOW + 1;

    private final Lane lane = new Lane(new Target("cdn", 1, false));
    private final Lane batches = new Lane(new Target("cdn", 3, true));
    private long number;

    @Test
    void claimsWhatIsDueTheOldestFirst() {
        Notification first = add(lane, update("b"));
        Notification second = add(lane, update("a"));

        assertThat(claim(lane)).containsExactly(first);
        assertThat(claim(lane)).containsExactly(second);
        assertThat(claim(lane)).isEmpty();
        assertThat(lane.onTheWay()).containsExactly(first, second);
    }

    @Test
    void claimsNothingBeforeItsTime() {
        Notification waiting = notification(update("a")).dueAt(LATER);
        lane.add(waiting);

        assertThat(lane.hasDue(NOW)).isFalse();
        assertThat(claim(lane)).isEmpty();
        assertThat(lane.hasDue(LATER)).isTrue();
        assertThat(lane.claim(LATER).notifications()).containsExactly(waiting);
    }

    @Test
    void whatBecomesDueBeforeTheOthersIsClaimedAtItsTime() {
        lane.add(notification(update("a")).dueAt(LATER + 10));
        assertThat(lane.hasDue(NOW)).isFalse();
        Notification sooner = notification(update("b")).dueAt(LATER);
        lane.add(sooner);

        assertThat(lane.hasDue(NOW)).isFalse();
        assertThat(lane.hasDue(LATER)).isTrue();
        assertThat(lane.claim(LATER).notifications()).containsExactly(sooner);
        assertThat(lane.hasDue(LATER + 9)).isFalse();
        assertThat(lane.hasDue(LATER + 10)).isTrue();
    }

    @Test
    void aNewerOneTakesThePlaceOfOneThatWaits() {
        Notification older = add(lane, update("a"));
        Notification newer = notification(update("a"));

        Optional<Notification> replaced = lane.add(newer);

        assertThat(replaced).contains(older);
        assertThat(lane.kept()).containsExactly(newer);
    }

    @Test
    void aNewerOneTakesThePlaceOfADeadLetter() {
        Notification dead = notification(update("a")).parked("gone");
        lane.put(dead);

        Optional<Notification> replaced = lane.add(notification(invalidated("a")));

        assertThat(replaced).contains(dead);
        assertThat(claim(lane)).hasSize(1);
    }

    @Test
    void anInvalidatedTagTakesThePlaceOfItsOwnOnly() {
        Notification tag = add(lane, invalidatedTag("team"));
        Notification one = add(lane, update("a", "team", "all"));
        Notification invalidation = notification(invalidatedTag("team"));

        Optional<Notification> replaced = lane.add(invalidation);

        assertThat(replaced).contains(tag);
        assertThat(lane.kept()).containsExactly(one, invalidation);
    }

    @Test
    void anUpdateDoesNotTakeAnInvalidatedTagsPlace() {
        add(lane, invalidatedTag("team"));

        assertThat(lane.add(notification(update("a", "team")))).isEmpty();
        assertThat(lane.kept()).hasSize(2);
    }

    @Test
    void aKeyThatReadsLikeATagIsNone() {
        Notification tag = add(lane, invalidatedTag("team"));

        assertThat(lane.add(notification(invalidated("tag team")))).isEmpty();
        assertThat(lane.kept()).hasSize(2).contains(tag);
    }

    @Test
    void aLaterOneOfAKeyWaitsForTheOneOnItsWay() {
        add(lane, update("a"));
        Delivery first = lane.claim(NOW);
        Notification later = add(lane, invalidated("a"));
        Notification other = add(lane, update("b"));

        assertThat(claim(lane)).containsExactly(other);
        assertThat(claim(lane)).isEmpty();
        lane.ended(first);
        assertThat(claim(lane)).containsExactly(later);
    }

    @Test
    void anUpdateWaitsForAnInvalidatedTagOfItsOnItsWay() {
        add(lane, invalidatedTag("team"));
        Delivery first = lane.claim(NOW);
        Notification later = add(lane, update("a", "all", "team"));
        Notification other = add(lane, update("b", "all"));

        assertThat(claim(lane)).containsExactly(other);
        assertThat(claim(lane)).isEmpty();
        lane.ended(first);
        assertThat(claim(lane)).containsExactly(later);
    }

    @Test
    void anUpdateWaitsForAnInvalidatedTagThatIsToBeTriedAgain() {
        Notification invalidation = add(lane, invalidatedTag("team"));
        Delivery first = lane.claim(NOW);
        Notification later = add(lane, update("a", "team"));

        lane.ended(first);
        lane.takeBack(invalidation.failed("broken", LATER));

        assertThat(claim(lane)).isEmpty();
        assertThat(lane.claim(LATER).first().id()).isEqualTo(invalidation.id());
        assertThat(lane.claim(LATER)).isNull();
        assertThat(lane.kept()).containsExactly(later);
    }

    @Test
    void anInvalidatedTagWaitsForAnUpdateOnItsWay() {
        add(lane, update("a", "team"));
        Delivery first = lane.claim(NOW);
        Notification later = add(lane, invalidatedTag("team"));
        Notification other = add(lane, invalidatedTag("all"));

        assertThat(claim(lane)).containsExactly(other);
        assertThat(claim(lane)).isEmpty();
        lane.ended(first);
        assertThat(claim(lane)).containsExactly(later);
    }

    @Test
    void entriesThatShareATagDoNotWaitForEachOther() {
        add(lane, update("a", "team"));
        Notification other = add(lane, update("b", "team"));

        assertThat(claim(lane)).hasSize(1);
        assertThat(claim(lane)).containsExactly(other);
    }

    @Test
    void oneThatComesBackGivesWayToANewer() {
        Notification older = add(lane, update("a", "team"));
        Delivery first = lane.claim(NOW);
        Notification newer = add(lane, update("a", "team"));
        lane.ended(first);

        assertThat(lane.takeBack(older.failed("broken", LATER))).isFalse();
        assertThat(lane.kept()).containsExactly(newer);
    }

    @Test
    void anInvalidatedTagThatComesBackDoesNotGiveWayToAnUpdate() {
        Notification older = add(lane, invalidatedTag("team"));
        Delivery first = lane.claim(NOW);
        Notification newer = add(lane, update("a", "team"));
        lane.ended(first);

        assertThat(lane.takeBack(older)).isTrue();
        assertThat(lane.kept()).containsExactly(older, newer);
    }

    @Test
    void onlySoManyAreOnTheirWay() {
        IntStream.rangeClosed(0, Lane.MOST_AT_ONCE).forEach(i -> add(lane, update("key " + i)));
        Delivery first = lane.claim(NOW);
        IntStream.range(1, Lane.MOST_AT_ONCE)
                .forEach(i -> assertThat(claim(lane)).hasSize(1));

        assertThat(lane.hasDue(NOW)).isFalse();
        assertThat(lane.claim(NOW)).isNull();
        lane.ended(first);
        assertThat(lane.hasDue(NOW)).isTrue();
        assertThat(lane.claim(NOW)).isNotNull();
    }

    @Test
    void oneDeliveryTellsAsManyAsItMay() {
        List<Notification> all = IntStream.range(0, 4)
                .mapToObj(i -> add(batches, update("key " + i)))
                .toList();

        assertThat(claim(batches)).containsExactlyElementsOf(all.subList(0, 3));
        assertThat(claim(batches)).containsExactly(all.get(3));
    }

    @Test
    void noDeliveryTellsAnInvalidatedTagAndAnUpdateOfIts() {
        Notification invalidation = add(batches, invalidatedTag("team"));
        add(batches, update("a", "team"));
        Notification other = add(batches, update("b"));

        assertThat(claim(batches)).containsExactly(invalidation, other);
        assertThat(claim(batches)).isEmpty();
    }

    @Test
    void noDeliveryTellsTwoOfOneKey() {
        Notification older = notification(update("a"));
        batches.put(older);
        batches.put(notification(update("a")));

        assertThat(claim(batches)).containsExactly(older);
        assertThat(claim(batches)).isEmpty();
    }

    @Test
    void deadLettersAreNotSentAndHoldNobodyUp() {
        lane.put(notification(invalidatedTag("team")).parked("gone"));
        Notification later = add(lane, update("a", "team"));

        assertThat(claim(lane)).containsExactly(later);
        assertThat(claim(lane)).isEmpty();
        assertThat(lane.kept()).hasSize(1);
    }

    @Test
    void aTargetThatIsOffWantsAndSendsNothing() {
        Notification waiting = add(lane, update("a"));

        lane.switchOff();

        assertThat(lane.wants(update("b"))).isFalse();
        assertThat(lane.hasDue(NOW)).isFalse();
        assertThat(claim(lane)).isEmpty();
        lane.switchOn();
        assertThat(lane.wants(update("b"))).isTrue();
        assertThat(claim(lane)).containsExactly(waiting);
    }

    @Test
    void aSharedCacheIsToldOnlyOfWhatItMayKeep() {
        assertThat(batches.wants(unshared("a"))).isFalse();
        assertThat(batches.wants(update("a"))).isTrue();
        assertThat(batches.wants(invalidated("a"))).isTrue();
        assertThat(batches.wants(invalidatedTag("team"))).isTrue();
        assertThat(lane.wants(unshared("a"))).isTrue();
    }

    @Test
    void findsTheOneThatWouldTellAChange() {
        Notification tag = add(lane, invalidatedTag("team"));
        Notification update = add(lane, update(1, "a", "team"));

        assertThat(lane.of(invalidatedTag("team"))).contains(tag);
        assertThat(lane.of(update(1, "a", "team"))).contains(update);
        assertThat(lane.of(update(2, "a", "team"))).isEmpty();
        assertThat(lane.of(update(1, "b", "team"))).isEmpty();
    }

    private Notification add(Lane to, Change change) {
        Notification notification = notification(change);
        to.add(notification);
        return notification;
    }

    private Notification notification(Change change) {
        number++;
        return new Notification("msg_" + number, number, "cdn", change, NOW, 0, NOW, false, null);
    }

    private static List<Notification> claim(Lane from) {
        Delivery claimed = from.claim(NOW);
        return claimed == null ? List.of() : claimed.notifications();
    }
}
