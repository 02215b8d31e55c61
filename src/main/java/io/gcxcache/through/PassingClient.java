package io.gcxcache.through;

import io.gcxcache.upstream.Proxy;
import io.gcxcache.upstream.WayBarred;
import io.gcxcache.upstream.WayOut;
import io.netty.handler.proxy.ProxyConnectException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.TrustOptions;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * The connections on which requests are passed on, at the event loops of those who ask; made for the first of them. It follows
 * no redirects, keeps no cookies, unpacks nothing and sends nothing twice. Thread-safe.
 */
final class PassingClient {
    /** Long downloads hold one each; how many are begun at once is up to the permits. */
    private static final int CONNECTIONS = 1_000;

    private static final int LONGEST_HEAD = 65_536;

    /** Whether one that has rested longer is still there nobody knows, and a write is sent once. */
    private static final int IDLE_SECONDS = 2;

    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private static final Pattern REFUSED = Pattern.compile("status: (\\d{3})");

    private final URI url;
    private final Optional<Proxy> proxy;
    private final HttpClientOptions options;
    private Vertx owner;
    private HttpClient client;

    PassingClient(URI url, Duration connectTimeout, WayOut wayOut) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        this.url = url;
        this.proxy = wayOut.toApi();
        this.options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setSsl(tls)
                .setDefaultHost(url.getHost())
                .setDefaultPort(url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80)
                .setConnectTimeout((int) connectTimeout.toMillis())
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxPoolSize(CONNECTIONS)
                .setMaxInitialLineLength(LONGEST_HEAD)
                .setMaxHeaderSize(LONGEST_HEAD);
        wayOut.trust().ifPresent(trust -> options.setTrustOptions(TrustOptions.wrap(trust)));
        proxy.ifPresent(through -> options.setProxyOptions(options(through, connectTimeout)));
    }

    private static ProxyOptions options(Proxy through, Duration connectTimeout) {
        ProxyOptions options = new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(through.host())
                .setPort(through.port())
                .setConnectTimeout(connectTimeout);
        return through.hasCredentials() ? options.setUsername(through.user()).setPassword(through.password()) : options;
    }

    /** Where Genesys is. */
    URI url() {
        return url;
    }

    /** Begins a request; told on the event loop that it is called on. */
    Future<HttpClientRequest> request(Vertx vertx, String method, String uri) {
        return of(vertx)
                .request(new RequestOptions()
                        .setMethod(HttpMethod.valueOf(method))
                        .setURI(uri));
    }

    /** What it means that there is no connection. */
    ConnectException unconnected(Throwable cause) {
        Optional<WayBarred> barred = WayBarred.byCertificate(cause);
        if (barred.isPresent()) {
            return barred.get();
        }
        // The answer to CONNECT is told in the message only.
        Matcher status = REFUSED.matcher(String.valueOf(cause.getMessage()));
        if (cause instanceof ProxyConnectException && status.find()) {
            return refused(Integer.parseInt(status.group(1)));
        }
        if (proxy.isPresent() && !(cause instanceof SSLException)) {
            return proxy.get().unreachable(cause);
        }
        ConnectException unconnected = new ConnectException("No connection");
        unconnected.initCause(cause);
        return unconnected;
    }

    /** Whether an answer is that of the proxy, which is seen where there is no tunnel. */
    boolean isRefusedByProxy(HttpClientResponse answer) {
        return proxy.isPresent() && !options.isSsl() && answer.statusCode() == PROXY_AUTHENTICATION_REQUIRED;
    }

    /** What it means that the proxy answered with this status. */
    WayBarred refused(int status) {
        return proxy.orElseThrow().refused(status);
    }

    /** Whoever ends the event loops ends what runs on them. */
    private synchronized HttpClient of(Vertx vertx) {
        if (vertx != owner) {
            owner = vertx;
            client = vertx.createHttpClient(options);
        }
        return client;
    }
}
