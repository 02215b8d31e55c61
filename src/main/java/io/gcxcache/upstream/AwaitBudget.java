package io.gcxcache.upstream;

import io.gcxcache.problem.Problem;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Waits until the next try of an {@link UpstreamCall} may go, without holding a thread. A patient call waits no longer than
 * its caller wants an answer, and does not hold up the end of the gateway.
 */
final class AwaitBudget extends AsyncProcessorSupport implements ShutdownPrepared {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final ScheduledExecutorService timers;
    private final Map<CompletableFuture<?>, Set<Wait>> patient = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    AwaitBudget(ScheduledExecutorService timers) {
        this.timers = timers;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        UpstreamCall call = UpstreamCall.of(exchange);
        if (call.waitMillis() == 0) {
            callback.done(true);
            return true;
        }
        if (call.isPatient() && stopping) {
            exchange.setException(Problem.busy("The gateway stops: " + call.describe(), RETRY_AFTER));
            callback.done(true);
            return true;
        }
        boolean isPatient = call.isPatient();
        Wait wait = new Wait(callback);
        try {
            wait.timer.set(timers.schedule(wait::end, call.waitMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        if (isPatient) {
            keep(wait, Caller.of(exchange).end());
        }
        return false;
    }

    /** A caller is looked after once, however often calls wait for it. */
    private void keep(Wait wait, CompletableFuture<?> callersEnd) {
        Set<Wait> fresh = ConcurrentHashMap.newKeySet();
        Set<Wait> before = patient.putIfAbsent(callersEnd, fresh);
        Set<Wait> waits = before == null ? fresh : before;
        wait.among = waits;
        waits.add(wait);
        if (before == null) {
            callersEnd.whenComplete((ended, failure) -> {
                patient.remove(callersEnd, fresh);
                fresh.forEach(Wait::end);
            });
        }
        if (stopping || callersEnd.isDone() || wait.isOver()) {
            wait.end();
        }
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        if (!suspendOnly) {
            stopping = true;
            patient.values().forEach(waits -> waits.forEach(Wait::end));
        }
    }

    @Override
    protected void doStart() {
        stopping = false;
    }

    /** One wait; once it has ended it holds nothing any more, whoever still holds it. */
    private final class Wait {
        final AtomicReference<Future<?>> timer = new AtomicReference<>();
        private volatile Set<Wait> among = Collections.emptySet();
        private final AtomicReference<AsyncCallback> callback;

        Wait(AsyncCallback callback) {
            this.callback = new AtomicReference<>(callback);
        }

        boolean isOver() {
            return callback.get() == null;
        }

        void end() {
            among.remove(this);
            AsyncCallback goOn = callback.getAndSet(null);
            if (goOn != null) {
                Future<?> scheduled = timer.get();
                if (scheduled != null) {
                    scheduled.cancel(false);
                }
                goOn.done(false);
            }
        }
    }
}
