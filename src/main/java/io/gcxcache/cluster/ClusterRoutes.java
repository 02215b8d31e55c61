package io.gcxcache.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.problem.Problem;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.apache.camel.support.AsyncProcessorSupport;

/** {@code direct:gcx-cluster}, which tells who takes part, and {@code direct:gcx-remove-member}, for one that does not come back. */
public final class ClusterRoutes extends RouteBuilder {
    private final Cluster cluster;

    public ClusterRoutes(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-cluster").routeId("gcx-cluster")
                .process(this::tell).id("tell-cluster")
                .marshal().json(JsonLibrary.Jackson).id("cluster-json");

        from("direct:gcx-remove-member").routeId("gcx-remove-member")
                .process(new Remove()).id("remove-member")
                .marshal().json(JsonLibrary.Jackson).id("removed-json");
    }
    // spotless:on

    private void tell(Exchange exchange) {
        LinkState now = cluster.state();
        exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        exchange.getMessage()
                .setBody(new Told(
                        cluster.name(),
                        cluster.node(),
                        now.up() ? "up" : "lost",
                        now.since().getEpochSecond(),
                        now.reason(),
                        now.position().epoch(),
                        now.seq(),
                        now.position().seq(),
                        now.lag(),
                        now.redis() == null
                                ? null
                                : new Server(now.redis().version(), now.redis().eviction(), cluster.replicas()),
                        now.members().stream()
                                .map(member -> ToldMember.of(member, now, cluster.redisNow()))
                                .toList(),
                        now.unconfirmed()));
    }

    private final class Remove extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String node = exchange.getMessage().getHeader(GcxHeaders.NODE, "", String.class);
            cluster.remove(node).whenComplete((removed, failure) -> {
                if (Boolean.TRUE.equals(removed)) {
                    exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
                    exchange.getMessage().setBody(Map.of("removed", node));
                } else {
                    exchange.setException(
                            cluster.isLost()
                                    ? Problem.busy("The cluster is out of reach", java.time.Duration.ofSeconds(2))
                                    : Problem.notFound("No member of the cluster has this name"));
                }
                callback.done(false);
            });
            return false;
        }
    }

    /** Timestamps are Unix seconds. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Told(
            String name,
            String node,
            String link,
            long since,
            String reason,
            String epoch,
            long seq,
            long applied,
            long lag,
            Server redis,
            List<ToldMember> members,
            int unconfirmed) {}

    /** @param replicas how many copies of it there are */
    record Server(String version, String eviction, int replicas) {}

    /** @param state whether it was there a moment ago ({@code here}), or not ({@code silent}), or has not applied what others have */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record ToldMember(String node, String state, long applied, long lastBeat) {
        static ToldMember of(Member member, LinkState now, long redisNow) {
            boolean inHistory = member.epoch().equals(now.position().epoch());
            String state = member.isSilent(redisNow) ? "silent" : inHistory ? "here" : "unconfirmed";
            return new ToldMember(member.node(), state, inHistory ? member.applied() : 0, member.beat() / 1_000);
        }
    }
}
