package io.gcxcache.cluster;

import io.gcxcache.cache.Backing;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Mark;
import io.gcxcache.context.Services;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of many replicas that share what they fetched, and what they marked, through Redis. Thread-safe: what it knows changes on one event
 * loop, and others see its {@link LinkState}.
 *
 * <p>While the link is lost everything goes on as if this were the only gateway: what is marked then is told when the link is back, before
 * anything else is.
 */
public final class Cluster implements Backing, AutoCloseable {
    static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    /** A member that was not there for so long may be gone. */
    static final int SILENT_MILLIS = 2_500;

    private static final int BEAT_MILLIS = 500;

    /** So long may a beat be without an answer, and the log be silent. */
    private static final int LOST_MILLIS = 1_000;

    private static final int UNHEARD_MILLIS = 2_500;
    private static final int BLOCK_MILLIS = 1_000;

    /** Whoever was a member before the history changed may not be back yet. */
    private static final int UNKNOWN_MILLIS = 60_000;

    private static final int SOONEST_MILLIS = 200;
    private static final int JITTER_MILLIS = 1_000;
    private static final int START_MILLIS = 3_000;
    private static final int LEAVE_MILLIS = 500;
    private static final String ENDED = "this replica has ended";
    static final int LONGEST_LOG = 10_000;

    /** Forgetting half of them holds Redis up, for a tenth of a second. */
    private static final int MOST_NAMES = 20_000;

    private static final int NOTABLE_OFFSET_MILLIS = 2_000;

    private final ClusterSettings settings;
    private final Keys keys;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Services services;
    private final Executor work;
    private final String life = UUID.randomUUID().toString();
    private final Vertx vertx;
    private final Context loop;
    private final Confirmations confirmations;
    private final CompletableFuture<String> firstTry = new CompletableFuture<>();

    private final Marks marks = new Marks();
    private final SharedEntries entries;
    private final Map<String, Member> known = new TreeMap<>();

    private EntryStore store;
    private Consumer<Mark> heard;
    private Link link;
    private Joined.Position position = Joined.Position.NEW;
    private Instant lostSince;
    private boolean doubted;
    private Instant beatSent;
    private boolean beatAgain;
    private Instant lastHeard;
    private Instant lastTick;
    private volatile int replicas;
    private long uniques;
    private volatile boolean closed;
    private boolean clockTold;
    private volatile LinkState state;

    /** @param settings where Redis is, and who this is */
    public Cluster(ClusterSettings settings, Services services) {
        this.settings = settings;
        this.keys = Keys.of(settings.name());
        this.clock = services.clock();
        this.steady = services.steady();
        this.services = services;
        this.work = services.pools().work();
        this.lostSince = steady.instant();
        this.state = LinkState.lost("it was not tried yet", clock.instant());
        this.vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        this.confirmations = new Confirmations(this);
        this.entries = new SharedEntries(this, keys, services);
        services.meters().gauge("gcx.cluster.up", () -> state.up() ? 1 : 0);
        services.meters().gauge("gcx.cluster.lag", () -> state.lag());
        services.meters().gauge("gcx.cluster.unconfirmed", () -> state.unconfirmed());
    }

    /**
     * Begins to take part; waits for the first try to come to an end, but not for long.
     *
     * @param heard told what others have marked, and what this one has, when all know of it
     * @throws IllegalStateException if what is in Redis is another Genesys client's
     */
    public void begin(EntryStore store, Consumer<Mark> heard) {
        this.store = store;
        this.heard = heard;
        loop.runOnContext(nothing -> {
            vertx.setPeriodic(BEAT_MILLIS, id -> tick());
            connect();
        });
        try {
            String refusal = firstTry.get(START_MILLIS, TimeUnit.MILLISECONDS);
            if (refusal != null) {
                close();
                throw new IllegalStateException(refusal);
            }
        } catch (TimeoutException e) {
            LOG.warn("gcx.cluster.url: Redis has not answered within {} ms; this replica goes on alone", START_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void connect() {
        Link.open(vertx, settings, this::lost)
                .onSuccess(opened -> {
                    if (closed) {
                        opened.close();
                        return;
                    }
                    link = opened;
                    vertx.setTimer(Link.PATIENCE_MILLIS, id -> {
                        if (link == opened && !state.up()) {
                            opened.end("Redis did not let it take part within " + Link.PATIENCE_MILLIS + " ms");
                        }
                    });
                    opened.info()
                            .onSuccess(info -> prepare(opened, info))
                            .onFailure(failure -> opened.end(Link.told(failure)));
                })
                .onFailure(failure -> lost(Link.told(failure)));
    }

    private void prepare(Link opened, RedisInfo info) {
        if (info.fault() != null) {
            opened.end(info.fault());
            return;
        }
        if (info.warning() != null) {
            LOG.warn("gcx.cluster.url: {}", info.warning());
        }
        opened.tryAll(keys, settings.node())
                .compose(nothing -> opened.replicas())
                .onFailure(failure -> opened.end(Link.told(failure)))
                .onSuccess(count -> {
                    replicas = count;
                    join(opened, info);
                });
    }

    private void join(Link opened, RedisInfo info) {
        List<Object> arguments = new ArrayList<>(List.of(
                settings.owner(),
                info.run(),
                UUID.randomUUID(),
                settings.node(),
                life,
                SILENT_MILLIS,
                position.epoch(),
                position.seq()));
        arguments.addAll(known.keySet());
        opened.run(Script.JOIN, List.of(keys.meta(), keys.members(), keys.log()), arguments.toArray())
                .onFailure(failure -> opened.end(Link.told(failure)))
                .onSuccess(reply -> {
                    switch (reply.get(0).toString()) {
                        case "OWNER" -> {
                            String refusal = "gcx.cluster.name: " + settings.name()
                                    + " is used by replicas of another Genesys client; name another cluster, or another Redis";
                            firstTry.complete(refusal);
                            opened.end(refusal);
                        }
                        case "NODE" ->
                            opened.end("gcx.cluster.node: another replica is called " + settings.node()
                                    + ", or was until a moment ago; each has a name of its own");
                        default -> resume(opened, info, Joined.of(reply));
                    }
                });
    }

    private void resume(Link opened, RedisInfo info, Joined joined) {
        Joined.Resumption resumption = joined.resume(position);
        state = state.at(joined.now() - steady.millis());
        tellClock();
        if (!joined.epoch().equals(position.epoch())) {
            confirmations.beginAnew();
        }
        position = resumption.from();
        if (resumption.forgets()) {
            forget("nobody knows whether it heard of all that was invalidated");
        }
        if (resumption.doubts()) {
            store.doubt(steady.instant(), steady.instant());
        }
        catchUp(opened, joined.seq())
                .onFailure(failure -> opened.end(Link.told(failure)))
                .onSuccess(nothing -> up(opened, info, joined));
    }

    private void tellClock() {
        long offset = state.redisMillis(steady.millis()) - clock.millis();
        if (Math.abs(offset) > NOTABLE_OFFSET_MILLIS && !clockTold) {
            LOG.warn(
                    "The clock of this machine is {} ms behind that of Redis; times are told by the one of Redis",
                    offset);
        }
        clockTold = Math.abs(offset) > NOTABLE_OFFSET_MILLIS;
    }

    private Future<Void> catchUp(Link opened, long until) {
        if (position.seq() >= until) {
            return Future.succeededFuture();
        }
        return opened.read(keys, position.seq(), 0).compose(events -> {
            if (events.isEmpty()) {
                forget("the log ends before its last event");
                position = new Joined.Position(position.epoch(), until, "");
            }
            apply(events);
            return catchUp(opened, until);
        });
    }

    private void up(Link opened, RedisInfo info, Joined joined) {
        if (link != opened) {
            return;
        }
        // What was marked meanwhile, or perhaps got lost, is told before anything is asked or shared.
        List<Mark> untold = marks.untold(position.epoch());
        state = state.up(info, position, joined.raisedAt(), clock.instant());
        untold.forEach(mark -> marks.sent(mark, send(mark)));
        LOG.info(
                "gcx.cluster.url: {} takes part in {} ({}), event {} of {}",
                settings.node(),
                settings.name(),
                info.version(),
                position.seq(),
                position.epoch());
        lostSince = null;
        doubted = false;
        beatSent = null;
        lastHeard = steady.instant();
        firstTry.complete(null);
        beat();
        listen(opened);
        entries.offer();
    }

    private void lost(String reason) {
        Link over = link;
        link = null;
        if (over != null) {
            over.close();
        }
        if (state.up()) {
            lostSince = steady.instant();
        }
        if (!closed && !reason.equals(state.reason())) {
            LOG.warn("gcx.cluster.url: this replica goes on alone: {}", reason);
        }
        state = state.down(reason, position, marks.count(), clock.instant());
        confirmations.lost();
        firstTry.complete(null);
        vertx.setTimer(SOONEST_MILLIS + (long) (services.random().getAsDouble() * JITTER_MILLIS), id -> {
            if (!closed) {
                connect();
            }
        });
    }

    private void forget(String why) {
        if (store.size() > 0) {
            LOG.warn("This replica forgets what it has cached: {}", why);
        }
        heard.accept(Mark.ALL);
    }

    private void tick() {
        if (closed) {
            return;
        }
        Instant now = steady.instant();
        // A process that stood still did not hear what was there to be heard.
        boolean late = lastTick != null && lastTick.plusMillis(2 * BEAT_MILLIS).isBefore(now);
        lastTick = now;
        if (!state.up()) {
            if (lostSince != null
                    && !doubted
                    && lostSince.plus(settings.maxLost()).isBefore(now)) {
                doubted = true;
                store.doubt(lostSince, now);
            }
            return;
        }
        if (late) {
            lastHeard = now;
            beatSent = beatSent == null ? null : now;
        }
        if (lastHeard.plusMillis(UNHEARD_MILLIS).isBefore(now)) {
            link.end("the log was not heard for " + UNHEARD_MILLIS + " ms");
        } else if (beatSent != null && beatSent.plusMillis(LOST_MILLIS).isBefore(now)) {
            link.end("Redis did not answer for " + LOST_MILLIS + " ms");
        } else if (beatSent == null) {
            Link beating = link;
            beat();
            beating.replicas()
                    .onSuccess(count -> replicas = count)
                    .onFailure(failure -> beating.end(Link.told(failure)));
        }
    }

    /** Tells that this replica is there, and what it has applied; hears the same of the others. */
    void beat() {
        if (closed || link == null || !state.up()) {
            // Who leaves would be a member again.
            return;
        }
        if (beatSent != null) {
            beatAgain = true;
            return;
        }
        Instant sent = steady.instant();
        beatSent = sent;
        beatAgain = false;
        Link beating = link;
        beating.run(
                        Script.BEAT,
                        List.of(keys.meta(), keys.members()),
                        position.epoch(),
                        settings.node(),
                        life,
                        position.seq(),
                        SILENT_MILLIS)
                .onFailure(failure -> beating.end(Link.told(failure)))
                .onSuccess(reply -> {
                    if (beating == link) {
                        beaten(reply, sent);
                    }
                });
    }

    private void beaten(Response reply, Instant sent) {
        if (isOver(reply)) {
            return;
        }
        if (reply.get(0).toString().equals("NODE")) {
            link.end("gcx.cluster.node: another replica has taken the name " + settings.node());
            return;
        }
        long now = reply.get(1).toLong();
        List<Member> members = Member.all(reply.get(4));
        state = state.at(now - sent.toEpochMilli())
                .beaten(position, reply.get(2).toLong(), reply.get(3).toLong(), members, marks.count());
        tellClock();
        known.clear();
        members.stream()
                .filter(member -> !member.node().equals(settings.node()))
                .forEach(member -> known.put(member.node(), member));
        long everywhere = members.stream()
                .mapToLong(member -> member.epoch().equals(position.epoch()) ? member.applied() : -1)
                .min()
                .orElse(-1);
        marks.applied(position.epoch(), everywhere);
        beatSent = null;
        confirmations.seen(members, now);
        if (beatAgain) {
            beat();
        }
    }

    /** Whether a reply says that this is another history. */
    boolean isOver(Response reply) {
        if (reply.get(0).toString().equals("HISTORY")) {
            link.end("Redis has forgotten what was in it, or is another one");
            return true;
        }
        return false;
    }

    private void listen(Link opened) {
        opened.read(keys, position.seq(), BLOCK_MILLIS)
                .onFailure(failure -> opened.end(Link.told(failure)))
                .onSuccess(events -> {
                    if (link == opened) {
                        lastHeard = steady.instant();
                        if (apply(events)) {
                            // Whoever has marked something waits for it.
                            beat();
                        }
                        listen(opened);
                    }
                });
    }

    /** Answers whether anything was marked. */
    private boolean apply(List<Event> events) {
        boolean marked = false;
        for (Event event : events) {
            if (event.seq() != position.seq() + 1) {
                forget("events between " + position.seq() + " and " + event.seq() + " are not in the log any more");
            }
            if (event.kind().equals(Event.PUT)) {
                put(event);
            } else {
                heard.accept(event.mark(began(event.since())));
                marked = true;
            }
            position = new Joined.Position(position.epoch(), event.seq(), event.unique());
        }
        return marked;
    }

    /** Who asks next is to have what is newer than what is kept here, if it is of the same declaration. */
    private void put(Event event) {
        String key = event.names().get(0);
        CacheEntry entry = event.node().equals(settings.node()) ? null : store.lookUp(key);
        if (entry != null
                && entry.fingerprint().equals(event.names().get(1))
                && entry.fillStarted().isBefore(began(event.since()))) {
            store.drop(key);
        }
    }

    private Instant began(long redisMillis) {
        return Instant.ofEpochMilli(state.steadyMillis(redisMillis));
    }

    @Override
    public void marked(Mark mark) {
        onLoop(() -> marks.add(mark, state.up() ? send(mark) : Marks.Sent.NOT), () -> {});
    }

    private Marks.Sent send(Mark mark) {
        long number = confirmations.next();
        Marks.Sent sent = new Marks.Sent(position.epoch(), 0);
        List<Object> arguments = new ArrayList<>(List.of(
                sent.epoch(),
                unique(),
                settings.node(),
                mark.kind(),
                mark.since() == null ? 0 : state.redisMillis(mark.since().toEpochMilli()),
                LONGEST_LOG,
                MOST_NAMES));
        arguments.addAll(mark.names());
        Link sending = link;
        sending.run(Script.MARK, List.of(keys.meta(), keys.log()), arguments.toArray())
                .onFailure(failure -> sending.end(Link.told(failure)))
                .onSuccess(reply -> {
                    if (sending == link && !isOver(reply)) {
                        long seq = reply.get(1).toLong();
                        marks.told(mark, sent, seq);
                        // Whoever boarded before may have found what it covers.
                        heard.accept(mark);
                        confirmations.sent(number, seq);
                    }
                });
        return sent;
    }

    String unique() {
        return life + ':' + uniques++;
    }

    @Override
    public CompletionStage<List<String>> pending() {
        List<String> alone = List.of(Confirmations.CLUSTER);
        if (!state.up()) {
            return CompletableFuture.completedFuture(alone);
        }
        CompletableFuture<List<String>> pending = new CompletableFuture<>();
        onLoop(
                () -> {
                    if (state.up()) {
                        confirmations.await(pending);
                    } else {
                        pending.complete(alone);
                    }
                },
                () -> pending.complete(alone));
        return onWork(pending);
    }

    /** @param closed what is done instead if nothing runs there any more */
    void onLoop(Runnable step, Runnable closed) {
        try {
            loop.runOnContext(nothing -> step.run());
        } catch (RejectedExecutionException e) {
            closed.run();
        }
    }

    /** Whoever goes on takes his time. */
    <T> CompletionStage<T> onWork(CompletableFuture<T> later) {
        return later.thenApplyAsync(there -> there, work);
    }

    @Override
    public CompletionStage<Boarding> board(String key, String fingerprint, long generation) {
        return entries.board(key, fingerprint, generation);
    }

    @Override
    public CompletionStage<Boolean> land(Boarding boarding, CacheEntry entry) {
        return entries.land(boarding, entry);
    }

    @Override
    public boolean isLost() {
        return !state.up();
    }

    /** How it is, as of the last beat. */
    LinkState state() {
        return state;
    }

    /** How many copies Redis has of itself. */
    int replicas() {
        return replicas;
    }

    /** The time there, in milliseconds. */
    long redisNow() {
        return state.redisMillis(steady.millis());
    }

    EntryStore store() {
        return store;
    }

    /** Null while there is none. */
    Link link() {
        return link;
    }

    /** How far it is itself, of which others than the event loop hear a little later. */
    Joined.Position position() {
        return position;
    }

    String name() {
        return settings.name();
    }

    String node() {
        return settings.node();
    }

    Vertx vertx() {
        return vertx;
    }

    /** Of Redis's own replicas; nobody has to wait for them if there are none. */
    Future<Boolean> reached(int millis) {
        return replicas == 0 || link == null
                ? Future.succeededFuture(true)
                : link.reached(keys.waits(settings.node()), replicas, millis);
    }

    /** Why, while the history is young, a member may be there that nobody knows. */
    boolean mayBeUnknown(long now) {
        return now - state.raisedAt() < UNKNOWN_MILLIS;
    }

    String epoch() {
        return position.epoch();
    }

    /** Takes a member for gone, for good; answers whether there was one. */
    CompletionStage<Boolean> remove(String node) {
        CompletableFuture<Boolean> removed = new CompletableFuture<>();
        onLoop(
                () -> {
                    if (!state.up()) {
                        removed.complete(false);
                        return;
                    }
                    link.run(Script.LEAVE, List.of(keys.members()), node, "")
                            .onFailure(failure -> removed.complete(false))
                            .onSuccess(count -> {
                                known.remove(node);
                                removed.complete(count.toInteger() > 0);
                            });
                },
                () -> removed.complete(false));
        return onWork(removed);
    }

    /** Says that nothing here is handed out any more. Whoever still waits goes on alone. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        CompletableFuture<Void> left = new CompletableFuture<>();
        loop.runOnContext(nothing -> {
            Link leaving = link;
            if (leaving == null) {
                left.complete(null);
                return;
            }
            vertx.setTimer(LEAVE_MILLIS, id -> leaving.end(ENDED));
            leaving.run(Script.LEAVE, List.of(keys.members()), settings.node(), life)
                    .onFailure(failure -> LOG.warn(
                            "This replica could not say that it leaves; others count it as silent until it is removed"))
                    .onComplete(done -> {
                        leaving.end(ENDED);
                        left.complete(null);
                    });
        });
        try {
            left.get(2L * LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The replica's event loop was too busy to end in order", e);
        }
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The connections to Redis did not end at once: {}", String.valueOf(e.getMessage()));
        }
    }
}
