package io.gcxcache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.CutLink;
import io.gcxcache.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What replicas share, against a real Redis; the numbers are those of the traces that broke simpler protocols. */
class ClusterTest {
    private static final String KEY = "gcx:thing:1";
    private static final String OTHER = "gcx:thing:2";

    /** Nobody knows who was there before the history began, since it is young. */
    private static final String UNKNOWN = "unknown";

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private RedisServer redis;
    private Replica a;
    private Replica b;

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start(folder);
        a = replica("a");
        b = replica("b");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    private Replica replica(String node) throws IOException {
        return kept(Replica.of(node, redis.port()));
    }

    private Replica kept(Replica replica) {
        open.add(replica);
        return replica;
    }

    @Test
    void whatOneFetchedTheOthersHave() {
        a.ask(KEY, "old");

        assertThat(b.ask(KEY, "new")).isEqualTo("old");
    }

    @Test
    void whatWasFetchedByAnotherDeclarationIsFetchedAnew() {
        a.ask(KEY, "old");

        assertThat(b.cluster
                        .board(KEY, "declared otherwise", b.store().generation())
                        .toCompletableFuture()
                        .join()
                        .found())
                .isNull();
    }

    @Test
    void anInvalidationReachesWhatOthersHoldBeforeItIsAcknowledged() {
        a.ask(KEY, "old", "tag");
        b.ask(KEY, "old", "tag");

        List<String> pending = b.invalidateTag("tag");

        assertThat(pending).containsOnly(UNKNOWN);
        assertThat(a.held(KEY)).isNull();
        assertThat(a.ask(KEY, "new", "tag")).isEqualTo("new");
        assertThat(b.ask(KEY, "newer", "tag")).isEqualTo("new");
    }

    @Test
    void whatIsInvalidatedWhileItIsFetchedIsKeptNowhere() {
        Replica.Fill fill = a.begin(KEY);

        b.invalidate(KEY);

        assertThat(fill.end("old")).isFalse();
        assertThat(a.held(KEY)).isNull();
        assertThat(b.begin(KEY).found()).isNull();
    }

    @Test
    void anOlderFillTakesThePlaceOfNoNewerOne() {
        Replica.Fill older = a.begin(KEY);
        b.awaitNextMilliseconds();
        b.begin(KEY).end("new");

        assertThat(older.end("old")).isFalse();
        assertThat(a.ask(KEY, "newer")).isEqualTo("new");
    }

    @Test
    void whatWasFetchedAnewIsTakenByThoseWhoHoldTheFormer() {
        a.ask(KEY, "old");
        b.ask(KEY, "old");
        b.awaitNextMilliseconds();

        b.begin(KEY).end("new");

        Awaitility.await().atMost(Replica.PATIENCE).until(() -> a.held(KEY) == null);
        assertThat(a.ask(KEY, "newer")).isEqualTo("new");
    }

    @Test
    void aReplicaThatIsCutOffGoesOnAloneAndIsNamed() throws IOException {
        a.ask(KEY, "old");
        a.cut();

        assertThat(a.held(KEY)).isEqualTo("old");
        assertThat(a.ask(OTHER, "other")).isEqualTo("other");
        assertThat(b.invalidate(KEY)).contains("a");
        assertThat(a.invalidate(OTHER)).containsExactly("cluster");
        a.mend();

        a.awaitApplied(b);
        assertThat(a.held(KEY)).isNull();
        assertThat(b.invalidate(KEY)).containsOnly(UNKNOWN);
    }

    @Test
    void whatIsFilledAloneIsForAllWhenTheLinkIsBack() throws IOException {
        a.cut();
        a.ask(KEY, "old");
        a.mend();

        Awaitility.await().atMost(Replica.PATIENCE).until(() -> "old"
                .equals(b.begin(KEY).found()));
    }

    @Test
    void whoLeavesIsNotWaitedFor() throws IOException {
        a.close();
        open.remove(a);

        assertThat(b.invalidate(KEY)).containsOnly(UNKNOWN);
    }

    @Test
    void whoIsKilledIsNamedUntilHeIsRemoved() throws IOException {
        a.kill();
        open.remove(a);

        assertThat(b.invalidate(KEY)).contains("a");
        assertThat(b.cluster.remove("a").toCompletableFuture().join()).isTrue();
        assertThat(b.invalidate(KEY)).containsOnly(UNKNOWN);
    }

    @Test
    void whatIsHeldCountsAsStaleOnceTheLinkIsLostForLong() throws IOException {
        CutLink way = new CutLink(redis.port());
        Replica impatient = kept(Replica.of(
                Replica.settings("c", way.port(), "owner", Duration.ofSeconds(1)), InstantSource.system(), way));
        impatient.awaitUp();
        impatient.ask(KEY, "old");
        impatient.cut();

        Awaitility.await().atMost(Replica.PATIENCE).until(() -> !impatient.holdsFresh(KEY));
        assertThat(impatient.held(KEY)).isEqualTo("old");
        impatient.ask(OTHER, "other");
        assertThat(impatient.holdsFresh(OTHER)).isTrue();
    }

    @Test
    void trace1WhoHasNotHeardOfANewHistoryHasConfirmedNothingInIt() throws IOException {
        for (int i = 0; i < 5; i++) {
            b.invalidate(OTHER);
        }
        a.ask(KEY, "old");
        a.awaitApplied(b);

        redis.flushAll();

        // Whoever finds it first begins a new history, in which nobody has applied anything yet.
        AtomicReference<List<String>> pending = new AtomicReference<>();
        Awaitility.await().atMost(Replica.PATIENCE).until(() -> {
            pending.set(b.invalidate(KEY));
            return !pending.get().contains("cluster");
        });
        assertThat(pending.get().contains("a") || a.held(KEY) == null).isTrue();
    }

    @Test
    void aHistoryThatWasForgottenBeginsAnewByItself() throws IOException {
        a.ask(KEY, "old");
        String epoch = a.cluster.state().position().epoch();

        redis.flushAll();

        Awaitility.await()
                .atMost(Replica.PATIENCE)
                .until(() -> !a.cluster.isLost()
                        && !a.cluster.state().position().epoch().equals(epoch));
        assertThat(a.held(KEY)).isEqualTo("old");
        assertThat(a.holdsFresh(KEY)).isFalse();
    }

    @Test
    void trace2WhoComesBackFirstToAnEmptyRedisRemembersTheOthers() throws IOException {
        a.ask(KEY, "old");
        a.cut();
        b.invalidate(OTHER);

        redis.restartEmpty();
        b.awaitLost();
        b.awaitUp();

        assertThat(b.invalidate(KEY)).contains("a", UNKNOWN);
        a.mend();
        a.awaitApplied(b);
        assertThat(a.held(KEY)).isNull();
    }

    @Test
    void trace3WhoComesBackReadsWhatTheFormerHistoryStillHas() throws IOException {
        a.ask(KEY, "old");
        b.awaitApplied(a);
        a.cut();
        b.invalidate(KEY);

        redis.restart();
        b.awaitLost();
        b.awaitUp();
        a.mend();

        assertThat(a.held(KEY)).isNull();
    }

    @Test
    void trace4WhoHasReadWhatWasLostReadsWhatCameInItsPlace() throws IOException {
        a.ask(KEY, "old");
        a.invalidate(OTHER);
        a.invalidate(OTHER);
        b.awaitApplied(a);
        long seq = a.cluster.state().seq();
        a.cut();
        b.cut();

        // As a failover that loses the last two events.
        redis.command("HSET", "gcx1:{test}:meta", "seq", Long.toString(seq - 2));
        redis.command("XDEL", "gcx1:{test}:log", seq + "-0", seq - 1 + "-0");
        redis.command("XSETID", "gcx1:{test}:log", seq - 2 + "-0");
        redis.restart();
        b.mend();
        b.invalidate(KEY);
        b.invalidate(OTHER);
        a.mend();

        a.awaitApplied(b);
        assertThat(a.held(KEY)).isNull();
    }

    @Test
    void trace5WhatWasInvalidatedAloneIsToldBeforeAnythingIsAsked() throws IOException {
        a.ask(KEY, "old");
        a.cut();
        a.invalidate(KEY);

        a.mend();

        assertThat(a.begin(KEY).found()).isNull();
        assertThat(a.ask(KEY, "new")).isEqualTo("new");
    }

    @Test
    void trace7WhatIsFilledAloneAndInvalidatedByOthersIsKeptNowhere() throws IOException {
        a.cut();
        Replica.Fill fill = a.begin(KEY);
        b.invalidate(KEY);
        fill.end("old");

        a.mend();

        Awaitility.await().atMost(Replica.PATIENCE).until(() -> a.held(KEY) == null);
        assertThat(b.begin(KEY).found()).isNull();
    }

    @Test
    void trace8WhatWasFilledBeforeAllIsForgottenIsNotKept() throws IOException {
        Replica.Fill fill = a.begin(KEY);
        a.cut();
        b.invalidate(OTHER);
        redis.command("XTRIM", "gcx1:{test}:log", "MAXLEN", "0");
        a.mend();

        assertThat(fill.end("old")).isFalse();
        assertThat(a.held(KEY)).isNull();
    }

    @Test
    void trace9WhoMissesAnEventForgetsWhatHeHolds() throws IOException {
        a.ask(KEY, "old");
        a.awaitApplied(a);
        long seq = Long.parseLong(redis.command("HGET", "gcx1:{test}:meta", "seq"));

        redis.command("HSET", "gcx1:{test}:meta", "seq", Long.toString(seq + 2));
        redis.command(
                "XADD",
                "gcx1:{test}:log",
                seq + 2 + "-0",
                "u",
                "x",
                "node",
                "x",
                "kind",
                "KEY",
                "since",
                "0",
                "name",
                "x");

        Awaitility.await().atMost(Replica.PATIENCE).until(() -> a.held(KEY) == null);
    }

    @Test
    void trace10WhoJoinsAfterAnInvalidationHasNotConfirmedItByThat() throws IOException {
        a.ask(KEY, "old");
        a.cut();
        b.invalidate(KEY);
        // It has come back, but has read nothing yet: what it says is how far it was.
        String before = redis.command("HGET", "gcx1:{test}:members", "a");

        assertThat(new Member("a", 0, before.split(" ")[2], Long.parseLong(before.split(" ")[3]))
                        .hasApplied(
                                b.cluster.state().position().epoch(),
                                b.cluster.state().seq()))
                .isFalse();
        assertThat(b.invalidate(KEY)).contains("a");
    }

    @Test
    void trace11AnInvalidationWhoseMakerDiesIsHeardAllTheSame() throws IOException {
        a.ask(KEY, "old");
        a.cut();
        assertThat(b.invalidate(KEY)).contains("a");
        b.kill();
        open.remove(b);

        a.mend();

        assertThat(a.held(KEY)).isNull();
    }

    @Test
    void aReplicaOfAnotherGenesysClientIsRefused() throws IOException {
        try (CutLink way = new CutLink(redis.port())) {
            assertThatThrownBy(() -> Replica.of(
                            Replica.settings("c", way.port(), "somebody else", Duration.ofSeconds(60)),
                            InstantSource.system(),
                            way))
                    .hasMessage("gcx.cluster.name: test is used by replicas of another Genesys client; name another"
                            + " cluster, or another Redis");
        }
    }

    @Test
    void aSecondReplicaOfANameGoesOnAlone() throws IOException {
        CutLink way = new CutLink(redis.port());
        Replica second = kept(Replica.of(
                Replica.settings("a", way.port(), "owner", Duration.ofSeconds(60)), InstantSource.system(), way));

        assertThat(second.cluster.isLost()).isTrue();
        assertThat(second.cluster.state().reason())
                .isEqualTo(
                        "gcx.cluster.node: another replica is called a, or was until a moment ago; each has a name of"
                                + " its own");
        assertThat(a.cluster.isLost()).isFalse();
    }

    @Test
    void clocksThatDifferDoNotMatter() throws IOException {
        Replica fast = kept(
                Replica.of("c", redis.port(), InstantSource.offset(InstantSource.system(), Duration.ofMinutes(5))));
        Replica slow = kept(
                Replica.of("d", redis.port(), InstantSource.offset(InstantSource.system(), Duration.ofMinutes(-5))));

        fast.ask(KEY, "old");

        assertThat(slow.ask(KEY, "new")).isEqualTo("old");
        assertThat(slow.holdsFresh(KEY)).isTrue();
    }

    @Test
    void anEntryThatIsCutOrForeignIsFetchedAnew() throws IOException {
        a.ask(KEY, "old");
        redis.command("HSET", "gcx1:{test}:e:" + KEY, "body", "GE");

        assertThat(b.ask(KEY, "new")).isEqualTo("new");
        assertThat(a.begin(KEY).found()).isEqualTo("new");
    }

    @Test
    void aFullRedisIsGoneOnWithoutUntilThereIsRoom() throws IOException {
        a.ask(KEY, "old");
        redis.command("CONFIG", "SET", "maxmemory", "1");

        assertThat(a.ask(OTHER, "other")).isEqualTo("other");
        assertThat(redis.command("EXISTS", "gcx1:{test}:e:" + OTHER)).isEqualTo("0");
        assertThat(a.invalidate(KEY)).contains("cluster");
        assertThat(a.held(KEY)).isNull();
        redis.command("CONFIG", "SET", "maxmemory", "0");

        Awaitility.await().atMost(Replica.PATIENCE).until(() -> b.begin(KEY).found() == null);
    }

    @Test
    void whatWasFilledBeforeTheFirstJoinMayBeOlderThanWhatWasMarkedMeanwhile() throws IOException {
        Replica late = kept(Replica.cutOff("c", redis.port()));
        late.begin(KEY).tear("old");
        b.invalidate(KEY);

        late.mend();

        assertThat(late.held(KEY)).isNull();
    }

    @Test
    void whoLeavesWhileAnotherIsAwayIsNotBroughtBackByHim() throws IOException {
        Replica c = replica("c");
        b.invalidate(OTHER);
        a.awaitApplied(b);
        a.cut();
        c.close();
        open.remove(c);
        a.mend();

        assertThat(b.invalidate(KEY)).doesNotContain("c");
    }

    @Test
    void whoLeavesWhileOthersInvalidateIsGone() throws IOException {
        for (int i = 0; i < 20; i++) {
            Replica leaving = replica("c" + i);
            for (int j = 0; j < 200; j++) {
                b.store().invalidateKey(OTHER + j);
            }
            leaving.close();
            open.remove(leaving);
        }

        assertThat(redis.command("HKEYS", "gcx1:{test}:members")).isIn("[a, b]", "[b, a]");
    }

    @Test
    void whoWaitsIsToldWhenTheReplicaCloses() {
        a.hang();
        a.store().invalidateKey(KEY);
        CompletableFuture<?> pending = a.cluster.pending().toCompletableFuture();
        CompletableFuture<?> boarding =
                a.cluster.board(KEY, Replica.DECLARED, a.store().generation()).toCompletableFuture();

        a.cluster.close();

        assertThat(pending).succeedsWithin(Replica.PATIENCE);
        assertThat(boarding).succeedsWithin(Replica.PATIENCE);
    }

    @Test
    void whoAsksAfterTheReplicaHasClosedIsToldToo() {
        a.cluster.close();
        a.cluster.close();

        assertThat(a.ask(KEY, "new")).isEqualTo("new");
        assertThat(a.invalidate(KEY)).containsExactly("cluster");
        assertThat(a.cluster.remove("b").toCompletableFuture()).succeedsWithin(Replica.PATIENCE);
    }

    @Test
    void whatIsMarkedWhenTooMuchIsUnconfirmedIsToldAllTheSame() throws IOException {
        Replica c = replica("c");
        c.kill();
        open.remove(c);
        b.ask(KEY, "old");
        for (int i = 0; i < 9_999; i++) {
            a.store().invalidateKey(OTHER + i);
        }
        Awaitility.await()
                .atMost(Replica.PATIENCE)
                .until(() -> a.cluster.state().unconfirmed() == 9_999);
        a.hang();
        a.store().invalidateKey(KEY);
        assertThat(a.invalidate(OTHER)).contains("cluster");
        a.cut();
        a.mend();

        Awaitility.await().atMost(Replica.PATIENCE).until(() -> b.held(KEY) == null);
    }

    @Test
    void whoIsPendingIsNamedAlsoWhenTheLinkWasLostMeanwhile() throws IOException {
        b.cut();
        a.invalidate(KEY);
        a.cut();
        a.mend();

        assertThat(a.cluster.pending().toCompletableFuture().join()).contains("b");
    }

    @Test
    void aHistoryOfWhichOnlyTheLogIsLeftBeginsAnew() throws IOException {
        a.ask(KEY, "old");
        b.ask(KEY, "old");
        for (int i = 0; i < 1_000; i++) {
            b.store().invalidateKey(OTHER);
        }
        b.invalidate(OTHER);
        redis.command("DEL", "gcx1:{test}:meta");
        a.awaitLost();
        a.awaitUp();

        Awaitility.await().atMost(Replica.PATIENCE).until(() -> !b.invalidate(KEY)
                .contains("cluster"));
        Awaitility.await().atMost(Replica.PATIENCE).until(() -> a.held(KEY) == null);
    }

    @Test
    void aCopyOfRedisThatStandsStillIsNamedUntilItGoesOn() throws Exception {
        try (RedisServer copy = RedisServer.start(folder.resolve("copy"), "replicaof 127.0.0.1 " + redis.port())) {
            Awaitility.await().atMost(Replica.PATIENCE).until(() -> a.cluster.replicas() == 1);
            Awaitility.await().atMost(Replica.PATIENCE).until(() -> !a.invalidate(KEY)
                    .contains("redis"));
            copy.suspend();
            Replica joined = replica("c");

            assertThat(joined.invalidate(KEY)).contains("redis");
            List<CompletableFuture<List<String>>> told = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                a.store().invalidateKey(KEY);
                told.add(a.cluster.pending().toCompletableFuture());
            }
            assertThat(told).allSatisfy(pending -> assertThat(pending.join()).contains("redis"));
            copy.resume();

            Awaitility.await().atMost(Replica.PATIENCE).until(() -> !a.invalidate(KEY)
                    .contains("redis"));
        }
    }
}
