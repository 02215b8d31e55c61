package io.gcxcache.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS, and HTTP/2 by it, for whatever listens. Its files are read again when they change: connections that are open go on,
 * new ones are served with what is there now. What is of no use changes nothing, and is told once.
 *
 * <p>Safe for use by several threads.
 */
public final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    /** How many requests of one connection are answered at once. */
    static final int MOST_STREAMS = 100;

    /** How many streams a client, or what it does, may break off in a window. */
    static final int MOST_RESETS = 200;

    private static final int RESETS_WINDOW_SECONDS = 30;

    /** From so long before its end on, the log is told once a day that a certificate ends. */
    private static final Duration ENDING = Duration.ofDays(14);

    private static final Duration BETWEEN_LINES = Duration.ofDays(1);

    private final TlsFiles files;
    private final InstantSource clock;
    private volatile TlsFiles.Served current;
    private TlsFiles.Contents seen;
    private String told = "";
    private Instant endTold = Instant.EPOCH;

    /** @throws IllegalArgumentException if the files are of no use */
    public Tls(TlsFiles files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
        this.seen = files.read();
        this.current = files.served(seen, clock.instant());
    }

    /** Reads the files again if they have changed. */
    public synchronized void readIfChanged() {
        try {
            TlsFiles.Contents now = files.read();
            if (!now.are(seen)) {
                // What is not valid yet is looked at again.
                current = files.served(now, clock.instant());
                seen = now;
                LOG.info("{} is served to new connections, until {}", files.ofCertificate(), current.until());
            }
            told = "";
        } catch (IllegalArgumentException e) {
            if (!e.getMessage().equals(told)) {
                told = e.getMessage();
                LOG.error("The certificate before is served on: {}", told);
            }
        }
        tellIfEnding(clock.instant());
    }

    private void tellIfEnding(Instant now) {
        if (now.plus(ENDING).isAfter(current.until()) && now.isAfter(endTold.plus(BETWEEN_LINES))) {
            endTold = now;
            LOG.warn("The certificate that is served, of {}, ends at {}", files.ofCertificate(), current.until());
        }
    }

    /**
     * Has a server speak TLS, HTTP/2 and HTTP/1.1.
     *
     * @param begin how long the handshake may take, and how long nothing may come after it until a conversation begins
     * @param admit whether there may be one more connection, asked before anything is read of it
     */
    void secure(HttpServerOptions options, Duration begin, Predicate<Channel> admit) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setEnabledSecureTransportProtocols(new LinkedHashSet<>(TlsFiles.PROTOCOLS))
                .setSslHandshakeTimeout(begin.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                // Over HTTP/2 a conversation begins when the client has said something.
                .setIdleTimeout((int) begin.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeyCertOptions(new InContext())
                .setSslEngineOptions(new Engine(() -> current.context(), admit))
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(MOST_STREAMS)
                        .setMaxHeaderListSize(GcxHttpServer.LONGEST_HEADERS))
                .setHttp2RstFloodMaxRstFramePerWindow(MOST_RESETS)
                .setHttp2RstFloodWindowDuration(RESETS_WINDOW_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
    }

    /** Vert.x wants to hear of a key; what is served with is in the context. */
    private static final class InContext implements KeyCertOptions {
        @Override
        public KeyCertOptions copy() {
            return this;
        }

        @Override
        public KeyManagerFactory getKeyManagerFactory(Vertx vertx) {
            return null;
        }
    }

    /**
     * Has Vert.x take the engine of a new connection from the context that is served now. Its own way to change a certificate
     * refuses who connects in between.
     */
    private static final class Engine extends JdkSSLEngineOptions {
        private final Supplier<SslContext> context;
        private final Predicate<Channel> admit;

        Engine(Supplier<SslContext> context, Predicate<Channel> admit) {
            this.context = context;
            this.admit = admit;
        }

        @Override
        public JdkSSLEngineOptions copy() {
            return this;
        }

        @Override
        public SslContextFactory sslContextFactory() {
            return () -> new Current(context, admit);
        }
    }

    private static final class Current extends SslContext {
        private final Supplier<SslContext> context;
        private final Predicate<Channel> admit;

        Current(Supplier<SslContext> context, Predicate<Channel> admit) {
            this.context = context;
            this.admit = admit;
        }

        @Override
        protected SslHandler newHandler(
                ByteBufAllocator allocator, String peerHost, int peerPort, boolean startTls, Executor tasks) {
            return new SslHandler(newEngine(allocator, peerHost, peerPort), startTls, tasks) {
                @Override
                public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
                    super.handlerAdded(ctx);
                    if (!admit.test(ctx.channel())) {
                        ctx.close();
                    }
                }
            };
        }

        @Override
        public boolean isClient() {
            return false;
        }

        @Override
        public List<String> cipherSuites() {
            return context.get().cipherSuites();
        }

        @Override
        @SuppressWarnings("deprecation") // what Netty wants to be told is deprecated, and told of by nothing else
        public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
            return context.get().applicationProtocolNegotiator();
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator) {
            return context.get().newEngine(allocator);
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
            return context.get().newEngine(allocator, peerHost, peerPort);
        }

        @Override
        public SSLSessionContext sessionContext() {
            return context.get().sessionContext();
        }
    }
}
