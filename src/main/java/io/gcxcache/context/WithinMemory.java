package io.gcxcache.context;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Takes in an answer, and ends its exchange with an exception if there is no memory for that: an {@link Error} out of an
 * aggregation strategy would end the thread's work instead, and nobody would ever hear of the exchange and its permits.
 */
public record WithinMemory(AggregationStrategy step) implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange asking, Exchange answer) {
        try {
            return step.aggregate(asking, answer);
        } catch (OutOfMemoryError e) {
            asking.setException(new IllegalStateException("No memory to take in an answer", e));
            return asking;
        }
    }
}
