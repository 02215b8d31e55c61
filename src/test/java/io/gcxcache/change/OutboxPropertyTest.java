package io.gcxcache.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cache.StandingClock;
import io.gcxcache.cache.Tags;
import io.gcxcache.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens in whatever order: nothing is lost, and nothing is told out of order. */
class OutboxPropertyTest {
    private enum Happening {
        UPDATE,
        INVALIDATE_KEY,
        INVALIDATE_TAG,
        RELEASE,
        CLAIM,
        DELIVERED,
        FAILED,
        TIME_PASSES,
        KILLED
    }

    /** @param pick which key, tag, change or delivery */
    private record Event(Happening what, int pick) {}

    @Property(tries = 150)
    void everyChangeIsToldOrANewerOneOfItsKeyOrTag(
            @ForAll("events") List<Event> events, @ForAll @IntRange(min = 1, max = 3) int batch) throws IOException {
        try (Story story = new Story(batch)) {
            for (Event event : events) {
                story.happen(event);
            }
            story.deliverAll();

            story.assertNothingLost();
        }
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Happening> what = Arbitraries.frequency(
                Tuple.of(4, Happening.UPDATE),
                Tuple.of(1, Happening.INVALIDATE_KEY),
                Tuple.of(2, Happening.INVALIDATE_TAG),
                Tuple.of(5, Happening.RELEASE),
                Tuple.of(6, Happening.CLAIM),
                Tuple.of(3, Happening.DELIVERED),
                Tuple.of(2, Happening.FAILED),
                Tuple.of(2, Happening.TIME_PASSES),
                Tuple.of(1, Happening.KILLED));
        return Combinators.combine(what, Arbitraries.integers().between(0, 11))
                .as(Event::new)
                .list()
                .ofMaxSize(60);
    }

    /** An outbox and its target, and what is to be true of them. */
    private static final class Story implements AutoCloseable {
        private final StandingClock clock = new StandingClock("2026-03-02T09:00:00Z");
        private final Path folder = Files.createTempDirectory("outbox");
        private final Target target;
        private final List<Change> committed = new ArrayList<>();
        private final List<Delivery> onTheWay = new ArrayList<>();
        private final Map<String, Long> newestClaimed = new HashMap<>();
        private final List<Change> delivered = new ArrayList<>();
        private int files;
        private Outbox outbox;

        Story(int batch) throws IOException {
            target = new Target("cdn", batch, false);
            outbox = open(folder.resolve("0.journal"));
        }

        void happen(Event event) throws IOException {
            int pick = event.pick();
            switch (event.what()) {
                case UPDATE -> commit(TestChange.update(committed.size(), "key " + pick % 3, tag(pick / 3)));
                case INVALIDATE_KEY -> commit(Change.invalidated("key " + pick % 3, tags(pick), committed.size()));
                case INVALIDATE_TAG -> commit(Change.invalidated("tag-" + pick % 2, committed.size()));
                case RELEASE -> releaseSome(pick);
                case CLAIM -> claim();
                case DELIVERED -> end(pick, true);
                case FAILED -> end(pick, false);
                case TIME_PASSES -> clock.advance(Duration.ofSeconds(pick));
                case KILLED -> kill();
            }
        }

        void deliverAll() {
            while (!onTheWay.isEmpty()) {
                end(0, true);
            }
            clock.advance(RetryBackoff.LONGEST);
            while (outbox.hasDue()) {
                claim();
                assertThat(onTheWay).as("what is due can be sent").isNotEmpty();
                end(0, true);
            }
            assertThat(outbox.list()).isEmpty();
        }

        void assertNothingLost() {
            assertThat(committed).allSatisfy(change -> assertThat(delivered)
                    .anyMatch(told ->
                            told.millis() >= change.millis() && slot(told).equals(slot(change))));
        }

        private void commit(Change change) {
            committed.add(change);
            outbox.commit(change);
        }

        /** An invalidation of what is not cached does not know them. */
        private static Tags tags(int pick) {
            return pick < 6 ? Tags.NONE : Tags.of(List.of(tag(pick % 3)));
        }

        private static String tag(int key) {
            return "tag-" + key % 2;
        }

        private void releaseSome(int pick) {
            committed.stream()
                    .skip(Math.max(0, committed.size() - 1 - pick))
                    .limit(2)
                    .forEach(outbox::release);
        }

        private void claim() {
            Delivery delivery = outbox.claim(target.name());
            if (delivery == null) {
                return;
            }
            assertThat(delivery.notifications()).hasSizeLessThanOrEqualTo(target.batch());
            for (Notification claimed : delivery.notifications()) {
                assertThat(onTheWay.stream().flatMap(other -> other.notifications().stream()))
                        .as("nothing that concerns the same is on its way")
                        .noneMatch(other -> concern(other.change(), claimed.change()));
                assertThat(delivery.notifications())
                        .filteredOn(other -> other != claimed)
                        .as("nothing that concerns the same is in one request")
                        .noneMatch(other -> concern(other.change(), claimed.change()));
                Long before = newestClaimed.put(
                        slot(claimed.change()), claimed.change().millis());
                assertThat(before == null || before <= claimed.change().millis())
                        .as("%s after %s", claimed.change(), before)
                        .isTrue();
            }
            onTheWay.add(delivery);
            assertThat(onTheWay).hasSizeLessThanOrEqualTo(Lane.MOST_AT_ONCE);
        }

        private void end(int pick, boolean well) {
            if (onTheWay.isEmpty()) {
                return;
            }
            Delivery delivery = onTheWay.remove(pick % onTheWay.size());
            if (well) {
                delivery.notifications().forEach(told -> delivered.add(told.change()));
                outbox.delivered(delivery);
            } else {
                outbox.failed(delivery, "answered 500", Duration.ZERO);
            }
        }

        private void kill() throws IOException {
            files++;
            Path copy = Files.copy(folder.resolve(files - 1 + ".journal"), folder.resolve(files + ".journal"));
            outbox.close();
            onTheWay.clear();
            outbox = open(copy);
        }

        private Outbox open(Path file) {
            Outbox opened = new Outbox(file, Disk.REAL, 1_000, clock, new RetryBackoff(() -> 0), dropped -> {});
            opened.add(target);
            return opened;
        }

        private static boolean concern(Change one, Change other) {
            return slot(one).equals(slot(other)) || covers(one, other) || covers(other, one);
        }

        private static boolean covers(Change newer, Change older) {
            return newer.key() == null
                    ? older.tags().containsAll(newer.tags())
                    : newer.key().equals(older.key());
        }

        private static String slot(Change change) {
            return change.key() == null ? change.tags().toString() : change.key();
        }

        @Override
        public void close() throws IOException {
            outbox.close();
            try (Stream<Path> paths = Files.list(folder)) {
                for (Path path : paths.toList()) {
                    Files.delete(path);
                }
            }
            Files.delete(folder);
        }
    }
}
