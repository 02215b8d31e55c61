package io.gcxcache.cdn;

import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.vertx.http.DefaultVertxHttpBinding;
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
        setVertxHttpBinding(new AsWritten());
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        VertxHttpEndpoint endpoint = (VertxHttpEndpoint) super.createEndpoint(uri, remaining, parameters);
        endpoint.getConfiguration().setTimeout(timeout.toMillis());
        return endpoint;
    }

    /**
     * Asks for the address in the header {@code CamelHttpUri} as it is written. An address inside an endpoint's URI has been
     * decoded, sorted and searched for options of the endpoint by then.
     */
    private static final class AsWritten extends DefaultVertxHttpBinding {
        @Override
        public HttpRequest<Buffer> prepareHttpRequest(VertxHttpEndpoint endpoint, Exchange exchange) throws Exception {
            HttpRequest<Buffer> request = super.prepareHttpRequest(endpoint, exchange);
            String address = exchange.getMessage().getHeader(Exchange.HTTP_URI, String.class);
            if (address != null) {
                URI uri = URI.create(address);
                String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
                request.queryParams().clear();
                request.uri(uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery());
            }
            return request;
        }
    }
}
