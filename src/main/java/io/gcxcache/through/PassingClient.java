package io.gcxcache.through;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;

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

    private final URI url;
    private final HttpClientOptions options;
    private Vertx owner;
    private HttpClient client;

    PassingClient(URI url, Duration connectTimeout) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        this.url = url;
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

    /** Whoever ends the event loops ends what runs on them. */
    private synchronized HttpClient of(Vertx vertx) {
        if (vertx != owner) {
            owner = vertx;
            client = vertx.createHttpClient(options);
        }
        return client;
    }
}
