package io.gcxcache.ask;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** How an exchange goes on with what comes later, or is there already. */
final class Later {
    private Later() {}

    /** Does what {@link org.apache.camel.AsyncProcessor#process} has to. */
    static <T> boolean goOn(CompletionStage<T> later, AsyncCallback callback, Exchange exchange, Consumer<T> with) {
        boolean there = later.toCompletableFuture().isDone();
        later.whenComplete((value, failure) -> {
            if (failure == null) {
                with.accept(value);
            } else {
                exchange.setException(failure);
            }
            callback.done(there);
        });
        return there;
    }
}
