package io.gcxcache.cdn;

import io.vertx.core.VertxOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.vertx.http.VertxHttpComponent;
import org.apache.camel.component.vertx.http.VertxHttpEndpoint;

/**
 * The HTTP component that reaches targets, under a scheme of its own, so that a host's endpoints stay as they are: waits
 * without a thread, takes any method ({@code PURGE}), follows no redirects.
 */
final class CdnHttp extends VertxHttpComponent {
    static final String SCHEME = "gcx-cdn";

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int THREADS = 4;

    private final Duration timeout;

    /** @param timeout how long an answer may take */
    CdnHttp(Duration timeout) {
        this.timeout = timeout;
        setVertxOptions(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(THREADS)
                .setInternalBlockingPoolSize(1));
        setWebClientOptions(new WebClientOptions()
                .setFollowRedirects(false)
                .setUserAgent("gcx-cache")
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS));
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        VertxHttpEndpoint endpoint = (VertxHttpEndpoint) super.createEndpoint(uri, remaining, parameters);
        endpoint.getConfiguration().setTimeout(timeout.toMillis());
        return endpoint;
    }
}
