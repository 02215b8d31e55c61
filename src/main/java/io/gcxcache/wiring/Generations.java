package io.gcxcache.wiring;

import io.gcxcache.cdn.CdnRoutes;
import io.gcxcache.change.Outbox;
import io.gcxcache.change.Target;
import io.gcxcache.http.GcxHttpComponent;
import io.gcxcache.routes.RouteFiles;
import io.gcxcache.settings.SettingException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of the user's files while these are edited: a {@linkplain Generation generation} is made beside the one that runs, and
 * takes its place as a whole or not at all. The one before ends when nothing is under way in it, or {@link #LONGEST_END} later.
 *
 * <p>Thread-safe.
 */
public final class Generations extends ServiceSupport implements Edits.Routes {
    static final Duration LONGEST_END = Duration.ofSeconds(30);

    /** How long the gateway waits for the user's routes when it stops. */
    private static final Duration LONGEST_FINISH = Duration.ofSeconds(10);

    private static final int LOOK_MILLIS = 100;
    private static final String TARGET = "direct:gcx-tell-";
    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

    private final CamelContext gateway;
    private final Path folder;
    private final boolean alone;
    private final CdnRoutes targets;
    private final Outbox outbox;
    private final Schedules schedules;
    private final ScheduledExecutorService events;
    private final InstantSource steady;
    private final Deque<Generation> leaving = new ConcurrentLinkedDeque<>();
    private final LifecycleStrategy ends = new LifecycleStrategySupport() {
        @Override
        public void onContextStopping(CamelContext context) {
            finish();
        }
    };
    private GcxHttpComponent http;
    private SortedMap<String, ByteBuffer> files = new TreeMap<>();
    private int number;
    private volatile Generation current;

    /**
     * @param folder of the files; null if there is none
     * @param alone whether nobody around brings routes, so that where the user's lead to has to be there
     */
    Generations(
            CamelContext gateway,
            Path folder,
            boolean alone,
            CdnRoutes targets,
            Outbox outbox,
            Schedules schedules,
            ScheduledExecutorService events,
            InstantSource steady) {
        this.gateway = gateway;
        this.folder = folder;
        this.alone = alone;
        this.targets = targets;
        this.outbox = outbox;
        this.schedules = schedules;
        this.events = events;
        this.steady = steady;
    }

    /** From now on paths of the user are served too. */
    synchronized void serve(GcxHttpComponent server) {
        http = server;
        // When the context stops, those of the server are told before: nobody asks any more.
        gateway.getLifecycleStrategies().remove(ends);
        gateway.addLifecycleStrategy(ends);
        if (current != null) {
            made(files).takeOver(() -> {});
        }
    }

    @Override
    public synchronized Edits.Next made(SortedMap<String, ByteBuffer> own) {
        Generation made = null;
        try {
            RouteFiles.refuseFaults(folder, http == null ? RouteFiles.notServed(own) : own, gateway, alone);
            made = new Generation(++number, gateway, http, schedules);
            targets.reachTargets(made.registry());
            made.start(folder, own);
            return new Aside(made, own);
        } catch (Exception | Error e) {
            // What a file names may fail in any way: a class that lacks another, YAML that is too deep.
            if (made != null) {
                made.end();
            }
            throw refused(e);
        }
    }

    @Override
    public List<String> refusals(SortedMap<String, ByteBuffer> shipped) {
        try {
            RouteFiles.refuseFaults(folder, shipped, gateway, alone);
            return List.of();
        } catch (SettingException e) {
            return e.getMessage().lines().toList();
        }
    }

    private static SettingException refused(Throwable e) {
        Throwable deepest = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingException known) {
                return known;
            }
            deepest = cause;
        }
        return new SettingException(
                deepest instanceof Error || deepest.getMessage() == null ? deepest.toString() : deepest.getMessage());
    }

    @Override
    public Edits.Next asTheyAre() {
        return new Edits.Next() {
            @Override
            public Optional<String> missing(String endpoint) {
                return DeadEnds.missing(endpoint, gateway, beginnings());
            }

            @Override
            public void takeOver(Runnable together) {
                together.run();
            }

            @Override
            public void drop() {
                // there is nothing to drop
            }
        };
    }

    private final class Aside implements Edits.Next {
        private final Generation made;
        private final SortedMap<String, ByteBuffer> own;

        Aside(Generation made, SortedMap<String, ByteBuffer> own) {
            this.made = made;
            this.own = own;
        }

        @Override
        public Optional<String> missing(String endpoint) {
            return DeadEnds.missing(endpoint, gateway, made.beginnings());
        }

        @Override
        public void takeOver(Runnable together) {
            exchange(made, own, together);
        }

        @Override
        public void drop() {
            made.end();
        }
    }

    private synchronized void exchange(Generation next, SortedMap<String, ByteBuffer> own, Runnable together) {
        if (isStoppingOrStopped()) {
            throw new SettingException("the gateway stops");
        }
        Generation before = current;
        Instant begin = steady.instant();
        try {
            next.takeOver(before);
        } catch (Exception e) {
            throw refused(e);
        }
        List<Target> told = before == null ? List.of() : before.targets();
        outbox.exchange(told, next.targets());
        if (before != null) {
            CdnRoutes.end(before.registry(), told);
        }
        current = next;
        files = own;
        together.run();
        LOG.info(
                "{} routes of files of your own run, in the place of {}; exchanged in {} ms",
                next.routes().size(),
                before == null ? 0 : before.routes().size(),
                Duration.between(begin, steady.instant()).toMillis());
        if (before != null) {
            leaving.push(before);
            end(before, steady.instant().plus(LONGEST_END));
        }
    }

    private void end(Generation before, Instant deadline) {
        events.schedule(
                () -> {
                    if (!before.isIdle() && steady.instant().isBefore(deadline)) {
                        end(before, deadline);
                        return;
                    }
                    if (!before.isIdle()) {
                        LOG.warn(
                                "Routes that were edited are ended after {} s in the middle of something",
                                LONGEST_END.toSeconds());
                    }
                    before.end();
                    leaving.remove(before);
                },
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Whose route begins so: that which runs, or else one that ends; null if nobody's does. */
    Generation with(String beginning) {
        return Stream.concat(Stream.ofNullable(current), leaving.stream())
                .filter(each -> each.beginnings().contains(beginning))
                .findFirst()
                .orElse(null);
    }

    /** How a {@code direct:} endpoint is reached from the gateway. */
    String reached(String endpoint) {
        String beginning = RouteFiles.endpoint(endpoint);
        return with(beginning) == null ? endpoint : RouteFiles.OWN + ':' + beginning;
    }

    /** How many there are, with those that are about to end. */
    public int running() {
        return (current == null ? 0 : 1) + leaving.size();
    }

    /** The targets of the user, to be told of what changed. */
    public List<String> targets() {
        Generation now = current;
        return now == null
                ? List.of()
                : now.beginnings().stream()
                        .filter(each -> each.startsWith(TARGET))
                        .map(this::reached)
                        .toList();
    }

    /** The routes of the user, as they are written. */
    List<RouteDefinition> routes() {
        Generation now = current;
        return now == null ? List.of() : now.routes();
    }

    /** The {@code direct:} endpoints that they begin with. */
    Set<String> beginnings() {
        Generation now = current;
        return now == null ? Set.of() : now.beginnings();
    }

    @Override
    protected void doStart() {
        gateway.addLifecycleStrategy(ends);
    }

    /** What is under way in routes of the user may still ask the gateway. */
    private synchronized void finish() {
        Generation last = current;
        if (last == null) {
            return;
        }
        try {
            last.suspend();
            Instant deadline = steady.instant().plus(LONGEST_FINISH);
            while (!last.isIdle() && steady.instant().isBefore(deadline)) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("Routes of your own cannot be suspended: {}", e.getMessage());
        }
    }

    @Override
    protected synchronized void doStop() {
        gateway.getLifecycleStrategies().remove(ends);
        Stream.concat(Stream.ofNullable(current), leaving.stream()).forEach(Generation::end);
        leaving.clear();
        current = null;
    }
}
