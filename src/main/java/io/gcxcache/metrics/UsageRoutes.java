package io.gcxcache.metrics;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/** {@code direct:gcx-consumers}: who used what of late, as JSON. */
public final class UsageRoutes extends RouteBuilder {
    private final Usages usages;

    public UsageRoutes(Usages usages) {
        this.usages = usages;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-consumers").routeId("gcx-consumers")
                .process(this::tell).id("who-used-what")
                .marshal().json(JsonLibrary.Jackson).id("consumers-json");
    }
    // spotless:on

    private void tell(Exchange exchange) {
        List<Lately> all = usages.seen().stream()
                .map(tally -> new Lately(tally, tally.inHour(), tally.inDay()))
                .sorted(Comparator.comparingLong((Lately one) -> one.day().allCalls())
                        .reversed()
                        .thenComparing(one -> one.tally().name()))
                .toList();
        long inHour = all.stream().mapToLong(one -> one.hour().allCalls()).sum();
        long inDay = all.stream().mapToLong(one -> one.day().allCalls()).sum();
        exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        exchange.getMessage()
                .setBody(new Told(all.stream()
                        .map(one -> new ToldConsumer(
                                one.tally().name(),
                                one.tally().lastSeen(),
                                ToldUse.of(one.hour(), inHour),
                                ToldUse.of(one.day(), inDay)))
                        .toList()));
    }

    private record Lately(Tally tally, Used hour, Used day) {}

    /** @param consumers who caused most calls comes first */
    record Told(List<ToldConsumer> consumers) {}

    /** @param lastSeen Unix seconds */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record ToldConsumer(String consumer, long lastSeen, ToldUse hour, ToldUse day) {}

    /**
     * @param calls caused, by family
     * @param budgetShare of all calls that consumers caused, from 0 to 1
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record ToldUse(
            long asked,
            long hits,
            Map<String, Long> calls,
            double budgetShare,
            long refused,
            long bytes,
            Map<String, Long> spellings) {
        static ToldUse of(Used used, long allCalls) {
            return new ToldUse(
                    used.asked(),
                    used.hits(),
                    new TreeMap<>(used.calls()),
                    allCalls == 0 ? 0 : (double) used.allCalls() / allCalls,
                    used.refused(),
                    used.bytes(),
                    new TreeMap<>(used.spellings()));
        }
    }
}
