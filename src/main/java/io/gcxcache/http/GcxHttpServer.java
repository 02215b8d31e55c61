package io.gcxcache.http;

import io.gcxcache.budget.Budgets;
import io.gcxcache.budget.RateLimitFields;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: one instance per event loop, all with the same {@link Dispatcher}. A port that cannot be bound ends the
 * start.
 *
 * <p>Safe for use by several threads.
 */
public final class GcxHttpServer extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(GcxHttpServer.class);

    /** The longest request body in bytes; Genesys's own limit. */
    static final long LONGEST_BODY = 512_000;

    /** The longest request line in bytes. */
    static final int LONGEST_LINE = 8_192;

    /** The longest headers of a request in bytes, all together. */
    static final int LONGEST_HEADERS = 16_384;

    private static final int LONGEST_BACKLOG = 4096;
    private static final long START_SECONDS = 10;

    /** How long replies on their way are waited for at the end. */
    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    private static final long END_MILLIS = 20;
    private static final int WORKERS = 2;

    /** Vert.x: a negative port is a free one, the same for all instances; with 0 each would have its own. */
    private static final int ANY_PORT_SHARED = -1;

    /** The same for another one. */
    private static final int ANOTHER_PORT_SHARED = -2;

    private final Listener data;
    private final Listener management;
    private final Tls tls;
    private final Connections connections;
    private final int instances;
    private final HttpLimits limits;
    private final Framing framing;
    private final Dispatcher dispatcher;
    private final BodyBytes bodyBytes;
    private final Replays replays;
    private final Set<OpenConnection> conversations = ConcurrentHashMap.newKeySet();
    private final Set<Context> loops = ConcurrentHashMap.newKeySet();
    private final AtomicInteger actualPort = new AtomicInteger();
    private final AtomicInteger managementPort = new AtomicInteger();
    private final AtomicBoolean listening = new AtomicBoolean();
    private Vertx vertx;

    /**
     * @param management where management is served; null if where all else is
     * @param tls for both of them; null if they speak in clear
     * @param hosts what it answers as
     * @param consumers whether who shows a token is judged by that
     * @param origins the pages of other sites that may ask
     * @param connections how many there may be
     * @param instances how many event loops serve requests, at least 1
     * @param clock the time of day, which every reply tells as its {@code Date}
     * @param rateLimits what is left of a family's rate limit, or of {@link Budgets#CLIENT}
     * @param replays what answers again without a route; null if nothing does
     */
    public GcxHttpServer(
            Listener data,
            Listener management,
            Tls tls,
            Hosts hosts,
            BooleanSupplier consumers,
            Origins origins,
            Connections connections,
            int instances,
            InstantSource clock,
            HttpLimits limits,
            Function<String, RateLimitFields> rateLimits,
            Replays replays) {
        this.data = data;
        this.management = management;
        this.tls = tls;
        this.connections = connections;
        this.instances = instances;
        this.limits = limits;
        this.framing = new Framing(hosts, consumers);
        this.dispatcher = new Dispatcher(framing, origins, new HttpDate(clock), rateLimits);
        this.replays = replays;
        this.bodyBytes = new BodyBytes(limits.bodyBytes());
    }

    /** What becomes of its requests. */
    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Null if nothing is answered again without its route. */
    Replays replays() {
        return replays;
    }

    BodyBytes bodyBytes() {
        return bodyBytes;
    }

    /** The port that is listened on, once {@link #listen} returned. */
    public int port() {
        return actualPort.get();
    }

    /** The one for management, once {@link #listen} returned; 0 if there is none of its own. */
    public int managementPort() {
        return managementPort.get();
    }

    /** Whether a request came to the port where what it asks for is not served. */
    boolean isElsewhere(HttpServerRequest request, Access access) {
        int own = managementPort.get();
        return own != 0 && (request.localAddress().port() == own) != access.isManagement();
    }

    @Override
    protected void doInit() {
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(instances)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS));
    }

    /** Opens the port, unless it is open already; called when the routes are up. */
    public void listen() throws Exception {
        if (!listening.compareAndSet(false, true)) {
            return;
        }
        dispatcher.acceptAll();
        try {
            deploy().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            listening.set(false);
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof PortUnavailableException unavailable ? unavailable : unavailable(data, cause);
        }
    }

    /** One after the other: of those deployed at once Vert.x leaves some listening when the first of them cannot. */
    private Future<?> deploy() {
        Future<?> all = Future.succeededFuture();
        for (int i = 0; i < instances; i++) {
            all = all.compose(then -> vertx.deployVerticle(new Instance()));
        }
        return all;
    }

    /** Where it listens, in words. */
    public String addresses() {
        return address(data, port())
                + (management == null ? "" : ", for management " + address(management, managementPort()));
    }

    private String address(Listener listener, int port) {
        return (tls == null ? "http" : "https") + "://" + listener.host() + ":" + port;
    }

    private static PortUnavailableException unavailable(Listener listener, Throwable cause) {
        return new PortUnavailableException("Cannot listen on " + listener.host() + ":" + listener.port() + " ("
                + listener.settings() + "): " + cause.getMessage());
    }

    /** Those that serve requests. */
    List<Context> loops() {
        return List.copyOf(loops);
    }

    /** How many connections are open. */
    int connections() {
        return conversations.size();
    }

    /**
     * From now on every request is refused; what event loops are about to answer without a route is answered, and taken down, when
     * this returns.
     */
    void refuseAll() {
        dispatcher.refuseAll();
        List<Context> all = loops();
        CountDownLatch passed = new CountDownLatch(all.size());
        all.forEach(loop -> loop.runOnContext(done -> passed.countDown()));
        try {
            if (!passed.await(START_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("An event loop stands still; what it answers yet may be missing in the audit files");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void doShutdown() throws Exception {
        dispatcher.refuseAll();
        awaitReplies();
        vertx.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        listening.set(false);
    }

    /** Lets go of connections whose clients have what they were to get, until there are none. */
    private void awaitReplies() throws InterruptedException, ExecutionException {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        long timer = vertx.setPeriodic(1, END_MILLIS, tick -> {
            conversations.forEach(OpenConnection::endUnlessReplying);
            if (conversations.isEmpty()) {
                gone.complete(null);
            }
        });
        try {
            gone.get(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{} connections are closed in the middle of a reply", conversations.size());
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    private final class Instance extends AbstractVerticle {
        @Override
        public void stop() {
            loops.remove(context);
        }

        @Override
        public void start(Promise<Void> started) {
            Future<Void> open = listen(data, actualPort);
            if (management != null) {
                open = open.compose(then -> listen(management, managementPort));
            }
            open.onSuccess(opened -> loops.add(context)).onComplete(started);
        }

        private Future<Void> listen(Listener listener, AtomicInteger port) {
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(listener.host())
                    .setPort(
                            listener.port() != 0
                                    ? listener.port()
                                    : listener == data ? ANY_PORT_SHARED : ANOTHER_PORT_SHARED)
                    .setMaxInitialLineLength(LONGEST_LINE)
                    .setMaxHeaderSize(LONGEST_HEADERS)
                    .setTcpNoDelay(true)
                    .setAcceptBacklog(LONGEST_BACKLOG)
                    .setCompressionSupported(false)
                    .setHttp2ClearTextEnabled(false)
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setPerMessageWebSocketCompressionSupported(false);
            if (tls != null) {
                tls.secure(options, limits.head(), GcxHttpServer.this::admit);
            }
            return vertx.createHttpServer(options)
                    .connectionHandler(connection -> converse(connection, options, listener == data))
                    .requestHandler(dispatcher::serve)
                    .invalidRequestHandler(dispatcher::refuseInvalid)
                    .listen()
                    .onSuccess(server -> port.set(server.actualPort()))
                    .<Void>mapEmpty()
                    .recover(cause -> Future.failedFuture(unavailable(listener, cause)));
        }

        /** Vert.x tells of no time limit to a head, and reads on and on what is not answered yet; its channel can do both. */
        private void converse(HttpConnection connection, HttpServerOptions options, boolean ofData) {
            Channel channel = ((ConnectionBase) connection).channel();
            if (tls == null && !admit(channel)) {
                channel.close();
                return;
            }
            ChannelPipeline pipeline = channel.pipeline();
            if (pipeline.get(IdleStateHandler.class) != null) {
                pipeline.remove(IdleStateHandler.class);
            }
            Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
            if (http2 != null) {
                // Else Vert.x would log as an error what any client may do wrong.
                connection.exceptionHandler(fault -> LOG.debug("A connection is broken off", fault));
                pipeline.addBefore("handler", "conversation", new Http2Conversation(limits, conversations, http2));
                return;
            }
            Conversation conversation = new Conversation(limits, conversations);
            pipeline.addBefore("handler", "conversation", conversation)
                    .replace(
                            VertxHttpRequestDecoder.class,
                            "httpDecoder",
                            new RequestDecoder(options, framing, conversation));
            if (replays != null && ofData && Replay.isAtHomeIn(pipeline)) {
                pipeline.addAfter(
                        "conversation",
                        "replay",
                        new Replay(replays, dispatcher, conversation, pipeline.context("httpDecoder")));
            }
        }
    }

    /** Whether there may be one more connection; until its end it counts. */
    private boolean admit(Channel channel) {
        InetAddress client = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        boolean admitted = connections.opened(client);
        if (admitted) {
            channel.closeFuture().addListener(closed -> connections.closed(client));
        }
        return admitted;
    }

    /** The configured address cannot be listened on. */
    public static final class PortUnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        PortUnavailableException(String message) {
            super(message);
        }
    }
}
