package io.gcxcache.http;

import io.gcxcache.ask.Ask;
import io.gcxcache.ask.AskRoutes;
import io.gcxcache.ask.Coding;
import io.gcxcache.ask.ReplyBody;
import io.gcxcache.budget.RateLimitFields;
import io.gcxcache.consumer.Consumer;
import io.gcxcache.consumer.Unauthenticated;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.http.PathTable.Match;
import io.gcxcache.metrics.Usage;
import io.gcxcache.problem.Problem;
import io.gcxcache.through.Incoming;
import io.gcxcache.through.Passage;
import io.gcxcache.through.PassedReply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;

/**
 * Runs a route on the event loop that received the request, and writes its reply on the same one, whichever thread the
 * route ended in.
 */
final class EventLoopConsumer extends DefaultConsumer implements Suspendable {
    /** The methods whose body is what the request is about. */
    private static final Set<String> CONTENT_METHODS = Set.of("PATCH", "POST", "PUT", "QUERY");

    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String ACCEPT_ENCODING = "Accept-Encoding";
    private static final String PREFER = "Prefer";
    private static final String EXACT = "exact";

    private final GcxHttpComponent component;
    private final GcxHttpServer server;
    private final Dispatcher dispatcher;
    private final PathTable.Entry<EventLoopConsumer> entry;
    private final HeaderRules rules;
    private final Access access;
    private final Gate gate;
    private final List<String> consumed;
    private final String produced;
    private final Replays replays;
    private final GcxHttpEndpoint endpoint;
    private Replayed replayed;

    /** A request that is let in. */
    private record Call(
            HttpServerRequest request, Match<EventLoopConsumer> match, Caller caller, Users.User user, Shape shape) {
        Call at(Match<EventLoopConsumer> other) {
            return new Call(request, other, caller, user, shape);
        }
    }

    EventLoopConsumer(GcxHttpEndpoint endpoint, Processor processor, GcxHttpComponent component) {
        super(endpoint, processor);
        this.component = component;
        this.server = component.server();
        this.dispatcher = server.dispatcher();
        this.entry = new PathTable.Entry<>(endpoint.pattern(), endpoint.methods(), this);
        this.rules = endpoint.headerRules();
        this.access = endpoint.access();
        this.gate = component.gate();
        this.consumed = endpoint.consumed();
        this.produced = endpoint.getProduces();
        this.endpoint = endpoint;
        this.replays = endpoint.isReplayed() ? server.replays() : null;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (replays != null && replayed == null) {
            replayed = replays.of(endpoint.getCamelContext(), getRouteId());
        }
        component.add(entry);
    }

    @Override
    protected void doStop() throws Exception {
        component.remove(entry);
        super.doStop();
    }

    /** Who asks by a head; fails as the asking of the route would. */
    Caller recognized(Head head) {
        return access.recognized(head, gate);
    }

    /** Whether its replies name the request as Genesys's do. */
    boolean isByToken() {
        return access.isByToken();
    }

    /** All paths that are served. */
    PathTable<EventLoopConsumer> paths() {
        return dispatcher.paths();
    }

    /**
     * @param found the paths among which it was found
     * @param now milliseconds of the steady clock
     */
    boolean mayReplay(PathTable<EventLoopConsumer> found, long now) {
        return isStarted() && !dispatcher.isStopping() && dispatcher.paths() == found && replayed.isAllowed(now);
    }

    /** @param served where this answers */
    ServedRoutes.Served told(PathTable.Entry<EventLoopConsumer> served) {
        String obstacle = replays == null ? endpoint.replayObstacle() : replayed.obstacle();
        return new ServedRoutes.Served(
                getRouteId(),
                served.path().text() + (served.path().prefix() ? "/**" : ""),
                served.methods(),
                access.name().toLowerCase(Locale.ROOT),
                replays == null ? null : replayed.times(),
                obstacle);
    }

    Replayed replayed() {
        return replayed;
    }

    /** Answers a request that the table found to be this consumer's. */
    void serve(HttpServerRequest request, Match<EventLoopConsumer> match) {
        if (!isStarted()) {
            Failures.stopping(request);
            return;
        }
        if (server.isElsewhere(request, access)) {
            Failures.notFound(request);
            return;
        }
        if (access.isByToken()) {
            CorrelationId.of(request);
        }
        Head head = Head.of(request);
        Caller caller;
        try {
            caller = access.admit(head, gate);
        } catch (RuntimeException e) {
            if (e instanceof Unauthenticated) {
                gate.users().refused(gate.users().anybody(head));
            }
            Failures.write(request, e);
            return;
        }
        Users.User user = gate.users().of(head, caller.consumer());
        user.usage().asked(gate.users().now());
        HttpServerResponse response = request.response();
        response.endHandler(end -> user.usage().sent(response.bytesWritten()));
        Call call = new Call(request, match, caller, user, replays == null ? null : Shape.of(request));
        if (!RequestBody.isRead(request)) {
            run(call, null);
        } else if (isConsumed(request)) {
            RequestBody.read(request, server.bodyBytes(), body -> arrived(call, body));
        } else {
            Failures.unsupportedMediaType(request, consumed);
        }
    }

    /** Whether the body is of a type that the endpoint reads; a body that says nothing may be anything. */
    private boolean isConsumed(HttpServerRequest request) {
        if (consumed.isEmpty() || !CONTENT_METHODS.contains(request.method().name())) {
            return true;
        }
        String type = request.getHeader("Content-Type");
        String bare = type == null ? "" : type.split(";", 2)[0].trim();
        return consumed.stream().anyMatch(bare::equalsIgnoreCase);
    }

    /** Its route may have been edited while the body came. */
    private void arrived(Call call, byte[] body) {
        if (isStarted()) {
            run(call, body);
            return;
        }
        HttpServerRequest request = call.request;
        Match<EventLoopConsumer> now =
                dispatcher.paths().find(request.path(), request.method().name());
        if (now != null && now.entry().target().access == access) {
            now.entry().target().run(call.at(now), body);
        } else {
            server.bodyBytes().giveBack(body.length);
            Failures.stopping(request);
        }
    }

    private void run(Call call, byte[] body) {
        HttpServerRequest request = call.request;
        Context home = Vertx.currentContext();
        Exchange exchange = createExchange(false);
        Map<String, Object> sent;
        try {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.setProperty(AskRoutes.UNUSED, Boolean.TRUE);
            exchange.setProperty(Coding.PROPERTY, AcceptEncoding.of(request.headers()));
            if (call.caller != Caller.UNKNOWN) {
                // Who he is is known; what he shows for it is not for routes.
                request.headers().remove(HttpHeaders.AUTHORIZATION);
            }
            call.caller.tell(exchange);
            exchange.setProperty(Consumer.PROPERTY, call.user.consumer());
            exchange.setProperty(Usage.PROPERTY, call.user.usage());
            sent = rules.letIn(request, exchange);
            describe(request, call.match, exchange.getMessage());
            follow(call.user.consumer(), exchange);
            if (call.match.entry().path().prefix()) {
                exchange.setProperty(Incoming.PROPERTY, new Incoming(request, home, () -> Head.of(request)
                        .isLocal()));
            }
            exchange.getMessage().setBody(body);
            createUoW(exchange);
        } catch (Exception e) {
            Failures.write(request, e);
            release(exchange, body);
            return;
        }
        try {
            getAsyncProcessor().process(exchange, doneSync -> {
                if (doneSync || Vertx.currentContext() == home) {
                    finish(call, exchange, sent, body);
                } else {
                    home.runOnContext(back -> finish(call, exchange, sent, body));
                }
            });
        } catch (Throwable e) {
            // Camel's own handling ends at exceptions; an error would leave the client without an answer.
            exchange.setException(e);
            finish(call, exchange, sent, body);
        }
    }

    /** Has what its entry says of a consumer hold as if it had said so itself. */
    private static void follow(Consumer consumer, Exchange exchange) {
        if (consumer.cache() != Consumer.CacheUse.USE) {
            exchange.setProperty(Ask.ANEW, Boolean.TRUE);
        }
        if (consumer.exact()) {
            String preferred = exchange.getMessage().getHeader(PREFER, String.class);
            exchange.getMessage().setHeader(PREFER, preferred == null ? EXACT : preferred + ", " + EXACT);
        }
    }

    /** What the request is, said after what its client says, so that no client can say it. */
    private void describe(HttpServerRequest request, Match<EventLoopConsumer> match, Message message) {
        Map<String, Object> headers = message.getHeaders();
        headers.put(Exchange.HTTP_METHOD, request.method().name());
        PathPattern path = match.entry().path();
        for (int i = 0; i < match.values().length; i++) {
            headers.put(path.names().get(i), match.values()[i]);
        }
        if (path.prefix()) {
            headers.put(Exchange.HTTP_PATH, match.rest());
            headers.put(Exchange.HTTP_RAW_QUERY, request.query());
        }
        if (RequestBody.isRead(request)) {
            headers.put(GcxHeaders.ASKED_BY, gate.client(Head.of(request)).getHostAddress());
        }
    }

    private void finish(Call call, Exchange exchange, Map<String, Object> sent, byte[] body) {
        HttpServerRequest request = call.request;
        try {
            if (request.response().closed()) {
                return;
            }
            if (exchange.getException() != null) {
                countRefusal(exchange);
                tellLimits(request, exchange);
                Failures.write(request, exchange.getException());
            } else {
                write(call, exchange, sent);
            }
        } catch (RuntimeException e) {
            request.response().headers().clear();
            Failures.write(request, e);
        } finally {
            doneUoW(exchange);
            release(exchange, body);
        }
    }

    private static void countRefusal(Exchange exchange) {
        Problem problem = exchange.getException(Problem.class);
        if (problem != null && (problem.status() == FORBIDDEN || problem.status() == TOO_MANY_REQUESTS)) {
            Usage.of(exchange).refused();
        }
    }

    /** Those of what was asked for, if they are told there; whoever is refused before has asked for nothing. */
    private RateLimitFields tellLimits(HttpServerRequest request, Exchange exchange) {
        Ask ask = Ask.of(exchange);
        Passage passage = Passage.of(exchange);
        if (ask != null) {
            return dispatcher.tellLimits(request, ask.family());
        }
        return passage == null ? null : dispatcher.tellLimits(request, passage.family());
    }

    private void release(Exchange exchange, byte[] body) {
        releaseExchange(exchange, false);
        if (body != null) {
            server.bodyBytes().giveBack(body.length);
        }
    }

    private void write(Call call, Exchange exchange, Map<String, Object> sent) {
        HttpServerRequest request = call.request;
        HttpServerResponse response = request.response();
        Message message = exchange.getMessage();
        RateLimitFields limits = tellLimits(request, exchange);
        if (message.getBody() instanceof PassedReply reply) {
            reply.writeTo(request);
            return;
        }
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status != null) {
            response.setStatusCode(status);
        }
        rules.letOut(exchange, sent, response);
        if (produced != null && !response.headers().contains("Content-Type")) {
            response.putHeader("Content-Type", produced);
        }
        ByteBuf body;
        if (message.getBody() instanceof ReplyBody reply && reply.gzipped() != null) {
            body = Unpooled.wrappedBuffer(reply.gzipped());
            tellCoding(response.headers());
        } else {
            body = body(message);
        }
        if (call.shape != null) {
            replays.answered(call.shape, this, call.caller, call.user.consumer(), exchange, response, limits);
        }
        if (response.getStatusCode() == 304) {
            response.end();
        } else if (request.method() == HttpMethod.HEAD) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
            response.end();
        } else if (body.readableBytes() > SlicedReply.LONGEST_WHOLE) {
            new SlicedReply(response, body).start();
        } else {
            end(response, body);
        }
    }

    private static void tellCoding(MultiMap headers) {
        headers.set(HttpHeaders.CONTENT_ENCODING, RequestBody.CODING);
        // A route may have said that its replies vary by something else, and a cache in front must not mix the forms
        // up.
        String vary = headers.get(HttpHeaders.VARY);
        if (vary == null || !vary.endsWith(ACCEPT_ENCODING)) {
            headers.set(HttpHeaders.VARY, vary == null ? ACCEPT_ENCODING : vary + ", " + ACCEPT_ENCODING);
        }
    }

    @SuppressWarnings("deprecation") // Buffer.buffer(ByteBuf) wraps without copying; nothing else in Vert.x 4 does
    private static void end(HttpServerResponse response, ByteBuf body) {
        response.end(Buffer.buffer(body));
    }

    private ByteBuf body(Message message) {
        Object body = message.getBody();
        if (body instanceof byte[] bytes) {
            return Unpooled.wrappedBuffer(bytes);
        }
        if (body instanceof ReplyBody reply) {
            return Unpooled.wrappedBuffer(reply.pieces());
        }
        if (body == null) {
            return Unpooled.EMPTY_BUFFER;
        }
        byte[] converted = body instanceof Number || body instanceof Boolean
                ? body.toString().getBytes(StandardCharsets.UTF_8)
                : message.getBody(byte[].class);
        if (converted == null) {
            throw new IllegalStateException("Route " + getRouteId() + " ends with a "
                    + body.getClass().getName() + " as its body, which is no bytes; marshal it, for example to JSON");
        }
        return Unpooled.wrappedBuffer(converted);
    }
}
