package io.gcxcache.http;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: one instance per event loop, all with the same router. A port that cannot be bound ends the start.
 */
public final class GcxHttpServer extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(GcxHttpServer.class);

    /** The longest request body in bytes; Genesys's own limit. */
    static final long LONGEST_BODY = 512_000;

    private static final int LONGEST_BACKLOG = 4096;
    private static final long START_SECONDS = 10;
    private static final int WORKERS = 2;

    /** Vert.x: a negative port is a free one, the same for all instances; with 0 each would have its own. */
    private static final int ANY_PORT_SHARED = -1;

    private final String host;
    private final int port;
    private final int instances;
    private final AtomicInteger actualPort = new AtomicInteger();
    private Vertx vertx;
    private Router router;

    /**
     * @param port 0 for any free port
     * @param instances how many event loops serve requests, at least 1
     */
    public GcxHttpServer(String host, int port, int instances) {
        this.host = host;
        this.port = port;
        this.instances = instances;
    }

    Router router() {
        return router;
    }

    /** The port that is listened on, once {@link #listen} returned. */
    public int port() {
        return actualPort.get();
    }

    @Override
    protected void doInit() {
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(instances)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS));
        router = Router.router(vertx);
        ProblemDetails.onRouterErrors(router);
    }

    /** Opens the port; called when the routes are up. */
    public void listen() throws Exception {
        try {
            vertx.deployVerticle(Instance::new, new DeploymentOptions().setInstances(instances))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
            LOG.info("Listening on http://{}:{}", host, port());
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new PortUnavailableException(
                    "Cannot listen on " + host + ":" + port + " (gcx.http.host, gcx.http.port): " + cause.getMessage());
        }
    }

    @Override
    protected void doShutdown() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    }

    private final class Instance extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(host)
                    .setPort(port == 0 ? ANY_PORT_SHARED : port)
                    .setMaxInitialLineLength(8192)
                    .setMaxHeaderSize(16_384)
                    .setTcpNoDelay(true)
                    .setAcceptBacklog(LONGEST_BACKLOG)
                    .setCompressionSupported(false);
            vertx.createHttpServer(options)
                    .requestHandler(router)
                    .invalidRequestHandler(ProblemDetails::invalidRequest)
                    .listen()
                    .onSuccess(this::listening)
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        private void listening(HttpServer server) {
            actualPort.set(server.actualPort());
        }
    }

    /** The configured address cannot be listened on. */
    public static final class PortUnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        PortUnavailableException(String message) {
            super(message);
        }
    }
}
