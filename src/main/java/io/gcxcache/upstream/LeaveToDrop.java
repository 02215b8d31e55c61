package io.gcxcache.upstream;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Goes on in a pool, or, when that is full, where it is: what a write touches is dropped in any case, since Genesys has done
 * it, and whoever sent it is not to be told to come back and send it again.
 */
final class LeaveToDrop extends AsyncProcessorSupport {
    private final Executor pool;

    LeaveToDrop(Executor pool) {
        this.pool = pool;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            pool.execute(() -> callback.done(false));
            return false;
        } catch (RejectedExecutionException e) {
            callback.done(true);
            return true;
        }
    }
}
