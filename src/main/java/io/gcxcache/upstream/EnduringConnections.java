package io.gcxcache.upstream;

import java.io.IOException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * A pool of connections that outlives an error of one call: the client shuts its pool down at any {@link Error}, and every
 * later call would fail.
 */
record EnduringConnections(PoolingHttpClientConnectionManager pool) implements HttpClientConnectionManager {
    @Override
    public LeaseRequest lease(String id, HttpRoute route, Timeout timeout, Object state) {
        return pool.lease(id, route, timeout, state);
    }

    @Override
    public void release(ConnectionEndpoint endpoint, Object state, TimeValue keepAlive) {
        pool.release(endpoint, state, keepAlive);
    }

    @Override
    public void connect(ConnectionEndpoint endpoint, TimeValue timeout, HttpContext context) throws IOException {
        pool.connect(endpoint, timeout, context);
    }

    @Override
    public void upgrade(ConnectionEndpoint endpoint, HttpContext context) throws IOException {
        pool.upgrade(endpoint, context);
    }

    /** What the client calls at an error. */
    @Override
    public void close(CloseMode mode) {
        pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
    }

    /** What the component calls when it stops. */
    @Override
    public void close() {
        pool.close();
    }
}
