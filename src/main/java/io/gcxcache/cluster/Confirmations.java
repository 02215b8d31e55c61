package io.gcxcache.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Who waits for everybody to have applied what was marked here. Used on the cluster's event loop alone. */
final class Confirmations {
    /** Who may not know of it while the link is lost. */
    static final String CLUSTER = "cluster";

    /** Members that nobody knows, since their history is young. */
    private static final String UNKNOWN = "unknown";

    /** Redis's own replicas, one of which may be the next master. */
    private static final String REDIS = "redis";

    private static final int MOST_MILLIS = 300;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private final Cluster cluster;
    private final List<Waiter> waiters = new ArrayList<>();
    private long marks;
    private long lastNumber;
    private long lastSeq;
    private boolean looking;
    private int pause = 1;

    private final class Waiter {
        private final CompletableFuture<List<String>> pending;
        private final long number;
        private long seq;
        private boolean asksRedis;
        private boolean redisHasIt;
        private List<String> missing = List.of(CLUSTER);
        private final long timer;

        Waiter(CompletableFuture<List<String>> pending) {
            this.pending = pending;
            this.number = marks;
            this.timer = cluster.vertx().setTimer(MOST_MILLIS, id -> {
                waiters.remove(this);
                end();
            });
        }

        void isAt(long known) {
            seq = known;
            asksRedis = true;
            cluster.reached(MOST_MILLIS).onComplete(reached -> redisHasIt = reached.succeeded() && reached.result());
        }

        /** Whether nobody is left who may still confirm it. */
        boolean sees(List<Member> members, long now) {
            if (!asksRedis) {
                return false;
            }
            List<String> names = new ArrayList<>();
            boolean over = redisHasIt;
            for (Member member : members) {
                if (!member.node().equals(cluster.node()) && !member.hasApplied(cluster.epoch(), seq)) {
                    names.add(member.node());
                    over &= member.isSilent(now);
                }
            }
            if (!redisHasIt) {
                names.add(REDIS);
            }
            if (cluster.mayBeUnknown(now)) {
                names.add(UNKNOWN);
            }
            missing = names;
            return over;
        }

        void end() {
            cluster.vertx().cancelTimer(timer);
            pending.complete(missing);
        }
    }

    Confirmations(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The number of what is sent next. */
    long next() {
        return ++marks;
    }

    /** A mark is in the log. */
    void sent(long number, long seq) {
        lastNumber = Math.max(lastNumber, number);
        lastSeq = Math.max(lastSeq, seq);
        waiters.stream()
                .filter(waiter -> !waiter.asksRedis && waiter.number <= number)
                .forEach(waiter -> waiter.isAt(seq));
    }

    /** Of what was marked until now. */
    void await(CompletableFuture<List<String>> pending) {
        Waiter waiter = new Waiter(pending);
        waiters.add(waiter);
        if (waiter.number <= lastNumber) {
            waiter.isAt(lastSeq);
        }
        pause = 1;
        look();
    }

    private void look() {
        if (!looking && !waiters.isEmpty()) {
            looking = true;
            cluster.vertx().setTimer(pause, id -> {
                looking = false;
                cluster.beat();
            });
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    /** How far everybody is. */
    void seen(List<Member> members, long now) {
        for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (waiter.sees(members, now)) {
                all.remove();
                waiter.end();
            }
        }
        look();
    }

    /** Nobody can be heard. */
    void lost() {
        List<Waiter> left = List.copyOf(waiters);
        waiters.clear();
        left.forEach(Waiter::end);
    }

    /** In another history what is not confirmed is told anew, by other sequences. */
    void beginAnew() {
        lastSeq = 0;
    }
}
