package io.gcxcache.http;

import io.gcxcache.ask.Coding;
import io.gcxcache.ask.Hit;
import io.gcxcache.ask.Hits;
import io.gcxcache.ask.Rendering;
import io.gcxcache.ask.ReplyBody;
import io.gcxcache.budget.RateLimitFields;
import io.gcxcache.consumer.Consumer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * Answers again what a route has answered out of the cache, without the route: after the same checks of who asks, by the same
 * {@linkplain Hits look-up, judge, rendering, meters and audit}, as long as the very same entry is fresh. An answer is given again
 * once the route has given it in the very same way; whatever is not surely the same is asked of the route.
 *
 * <p>Thread-safe; each event loop has plans of its own.
 */
public final class Replays {
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private final Hits hits;
    private final Gate gate;
    private final ShippedRoutes shipped;
    private final Map<String, Replayed> replayed = new ConcurrentHashMap<>();
    private final FastThreadLocal<Plans> plans = new FastThreadLocal<>() {
        @Override
        protected Plans initialValue() {
            return new Plans();
        }
    };

    public Replays(Hits hits, Gate gate, ShippedRoutes shipped) {
        this.hits = hits;
        this.gate = gate;
        this.shipped = shipped;
    }

    /** The same for a route of the gateway that is stopped and started again, though it has another consumer then. */
    Replayed of(CamelContext context, String routeId) {
        return shipped.areIn(context)
                ? replayed.computeIfAbsent(routeId, id -> new Replayed(shipped, context, id))
                : new Replayed(shipped, context, routeId);
    }

    /**
     * What is sent; its body too, unless the client has it.
     *
     * @param at the time of day
     */
    record Answer(Plan plan, Rendering rendering, Users.User user, boolean notModified, Instant at) {}

    /**
     * The answer to a GET over HTTP/1.1, counted and taken down; null if the route is to be asked.
     *
     * @throws RuntimeException if whoever asks is refused, which the route tells
     */
    Answer again(HttpRequest request, InetAddress peer) {
        Shape shape = Shape.of(request.uri(), request.headers());
        Plan plan = shape == null ? null : plans.get().of(shape);
        if (plan == null) {
            return null;
        }
        Instant came = hits.now();
        EventLoopConsumer route = plan.route();
        if (!route.mayReplay(plan.paths(), came.toEpochMilli())) {
            return null;
        }
        Head head = new Head("GET", shape.path(), (MultiMap) request.headers(), peer);
        Caller caller = route.recognized(head);
        Users.User user = gate.users().of(head, caller.consumer());
        Rendering rendering = plan.isFor(caller, user) ? hits.again(plan.hit(), came) : null;
        if (rendering == null) {
            return null;
        }
        boolean notModified = rendering.matches(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
        if (!notModified && !plan.withBody()) {
            return null;
        }
        gate.take(caller, head);
        Instant at = hits.timeOfDay();
        user.usage().asked(at.getEpochSecond());
        route.replayed().again();
        hits.answered(plan.hit(), user.usage(), came, at);
        return new Answer(plan, rendering, user, notModified, at);
    }

    /**
     * A route has answered a request of a shape; if its reply is what would be sent again, it will be.
     *
     * @param told the reply, with all fields but those that every reply has
     * @param limits those that it tells as Genesys does; null if it tells none
     */
    void answered(
            Shape shape,
            EventLoopConsumer route,
            Caller caller,
            Consumer consumer,
            Exchange exchange,
            HttpServerResponse told,
            RateLimitFields limits) {
        Plans known = plans.get();
        PathTable<EventLoopConsumer> paths = route.paths();
        Hit hit = hits.of(exchange);
        Instant now = hits.now();
        if (hit == null || !known.isWanted(shape) || !route.mayReplay(paths, now.toEpochMilli())) {
            return;
        }
        Rendering rendering = hits.again(hit, now);
        if (rendering != null && isSame(rendering, exchange.getMessage().getBody(), told, route.isByToken(), limits)) {
            known.put(
                    shape,
                    new Plan(route, paths, hit, caller.owner(), consumer, told.getStatusCode() == OK, limits != null));
        }
    }

    private static boolean isSame(
            Rendering rendering, Object body, HttpServerResponse told, boolean byToken, RateLimitFields limits) {
        boolean sameBody = told.getStatusCode() == OK
                ? body instanceof ReplyBody whole && whole.isOf(rendering)
                : told.getStatusCode() == NOT_MODIFIED && body == null;
        if (!sameBody) {
            return false;
        }
        List<String> expected = new ArrayList<>();
        BiConsumer<String, Object> field = (name, value) -> expected.add(name + ": " + value);
        if (byToken) {
            field.accept(CorrelationId.HEADER, told.headers().get(CorrelationId.HEADER));
        }
        if (limits != null) {
            limits.tellAsGenesys(field::accept);
        }
        rendering.tell(field::accept);
        if (rendering.vary() != null) {
            field.accept("Vary", rendering.vary());
        }
        if (body != null && rendering.coding() == Coding.GZIP) {
            field.accept("content-encoding", RequestBody.CODING);
        }
        List<String> fields = new ArrayList<>();
        told.headers().forEach((name, value) -> fields.add(name + ": " + value));
        return fields.equals(expected);
    }
}
