package io.gcxcache.ask;

import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** A step whose exchange goes on with what comes later, or is there already; meanwhile it holds no thread. */
final class Later<T> extends AsyncProcessorSupport {
    private final Function<Exchange, CompletionStage<T>> what;
    private final BiConsumer<Exchange, T> with;

    Later(Function<Exchange, CompletionStage<T>> what, BiConsumer<Exchange, T> with) {
        this.what = what;
        this.with = with;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletionStage<T> later = what.apply(exchange);
        boolean there = later.toCompletableFuture().isDone();
        later.whenComplete((value, failure) -> {
            if (failure == null) {
                with.accept(exchange, value);
            } else {
                exchange.setException(failure);
            }
            callback.done(there);
        });
        return there;
    }
}
