package io.gcxcache.upstream;

import io.gcxcache.context.Pools;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The camel-http component that reaches Genesys, under a scheme of its own, so that a host's {@code http:} endpoints stay
 * as they are: one connection pool for API and login, no redirects, no cookies, no retries of its own, and answers within bounds.
 */
final class GenesysHttp extends HttpComponent {
    static final String SCHEME = "genesys";
    static final int CONNECTIONS = Pools.CALL_THREADS;

    /** The longest line of an answer's head in bytes, and the most of its lines. */
    private static final int LONGEST_LINE = 65_536;

    private static final int MOST_LINES = 1_000;

    GenesysHttp(GenesysAccess access, AnswerReader reader) {
        setClientConnectionManager(new EnduringConnections(connections(access)));
        ThroughProxy through = new ThroughProxy(access);
        setHttpClientConfigurer(client -> {
            through.configure(client);
            client.addExecInterceptorFirst("read", reader);
        });
        setHttpActivityListener(reader);
        setAutomaticRetriesDisabled(true);
        setCookieManagementDisabled(true);
        setAuthCachingDisabled(true);
        setRedirectHandlingDisabled(true);
        setCopyHeaders(false);
        setUserAgent("gcx-cache");
        setConnectionRequestTimeout(access.responseTimeout().toMillis());
        setConnectTimeout(access.connectTimeout().toMillis());
        setResponseTimeout(access.responseTimeout().toMillis());
        setSoTimeout(access.responseTimeout().toMillis());
    }

    static String endpoint(URI url) {
        return SCHEME + ":" + url + "?followRedirects=false";
    }

    private static PoolingHttpClientConnectionManager connections(GenesysAccess access) {
        PoolingHttpClientConnectionManagerBuilder pool = PoolingHttpClientConnectionManagerBuilder.create();
        access.wayOut().trust().ifPresent(trust -> pool.setTlsSocketStrategy(trusting(trust)));
        Http1Config bounded = Http1Config.custom()
                .setMaxLineLength(LONGEST_LINE)
                .setMaxHeaderCount(MOST_LINES)
                .build();
        return pool.setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(bounded)
                        .build())
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(access.connectTimeout()))
                        .setSocketTimeout(Timeout.of(access.responseTimeout()))
                        .setValidateAfterInactivity(TimeValue.of(2, TimeUnit.SECONDS))
                        .setTimeToLive(TimeValue.of(5, TimeUnit.MINUTES))
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(Timeout.of(access.responseTimeout()))
                        .build())
                .build();
    }

    private static DefaultClientTlsStrategy trusting(X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return new DefaultClientTlsStrategy(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK has no TLS", e);
        }
    }
}
