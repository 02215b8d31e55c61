package io.gcxcache.http;

import io.gcxcache.ask.AskRoutes;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;

/**
 * Runs a route on the event loop that received the request, and writes its reply on the same one, whichever thread the
 * route ended in.
 */
final class EventLoopConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable {
    /** Request headers that reach a route; all others are dropped. */
    static final List<String> REQUEST_HEADERS =
            List.of("Accept", "Accept-Language", "Content-Type", "If-None-Match", "Prefer");

    /** Query parameters that reach a route; all others are dropped. */
    static final List<String> QUERY_PARAMETERS = List.of("locale", "timeZone", "reportVersion", "prefix", "reason");

    /** The header that says where a request came from that may change something. */
    static final String ASKED_BY = "GcxAskedBy";

    /** Message headers that go out with a reply; all others stay inside. */
    static final Set<String> REPLY_HEADERS = Set.of(
            "Age",
            "Allow",
            "Cache-Control",
            "Cache-Groups",
            "Cache-Status",
            "CDN-Cache-Control",
            "Content-Type",
            "ETag",
            "GCX-Refreshing",
            "Location",
            "Preference-Applied",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
            "Surrogate-Key",
            "Vary");

    private static final Set<String> READ_METHODS = Set.of("POST", "QUERY");
    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([^/}]+)}");

    private final Router router;
    private Route route;

    EventLoopConsumer(PlatformHttpEndpoint endpoint, Processor processor, Router router) {
        super(endpoint, processor);
        this.router = router;
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        BodyHandler bodies = BodyHandler.create(false).setBodyLimit(GcxHttpServer.LONGEST_BODY);
        route = router.route(PATH_PARAMETER.matcher(getEndpoint().getPath()).replaceAll(":$1"))
                .handler(request -> {
                    if (!hasBody(request.request())) {
                        request.next();
                    } else if (isConsumed(request)) {
                        bodies.handle(request);
                    } else {
                        ProblemDetails.unsupportedMediaType(
                                request, getEndpoint().getConsumes());
                    }
                })
                .handler(this::handle);
    }

    @Override
    protected void doStop() throws Exception {
        if (route != null) {
            route.remove();
        }
        super.doStop();
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD;
    }

    /** Whether the body is of a type that the endpoint reads; a body that is not read may be anything. */
    private boolean isConsumed(RoutingContext request) {
        String consumes = getEndpoint().getConsumes();
        boolean read = READ_METHODS.contains(request.request().method().name());
        return consumes == null
                || !read
                || consumes.equalsIgnoreCase(request.parsedHeaders()
                        .contentType()
                        .value()
                        .split(";", 2)[0]
                        .trim());
    }

    private void handle(RoutingContext request) {
        if (isSuspendingOrSuspended()) {
            ProblemDetails.stopping(request);
            return;
        }
        Context home = request.vertx().getOrCreateContext();
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        exchange.setProperty(AskRoutes.WRITES_SEGMENTS, Boolean.TRUE);
        read(request, exchange.getMessage());
        try {
            createUoW(exchange);
        } catch (Exception e) {
            ProblemDetails.write(request, e);
            return;
        }
        getAsyncProcessor().process(exchange, doneSync -> {
            if (doneSync || Context.isOnEventLoopThread() && request.vertx().getOrCreateContext() == home) {
                finish(request, exchange);
            } else {
                home.runOnContext(back -> finish(request, exchange));
            }
        });
    }

    private void finish(RoutingContext request, Exchange exchange) {
        try {
            if (!request.response().closed()) {
                if (exchange.getException() != null) {
                    ProblemDetails.write(request, exchange.getException());
                } else {
                    write(request, exchange.getMessage());
                }
            }
        } catch (RuntimeException e) {
            ProblemDetails.write(request, e);
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    private static void read(RoutingContext request, Message message) {
        HttpServerRequest http = request.request();
        Map<String, Object> headers = message.getHeaders();
        headers.put(Exchange.HTTP_METHOD, http.method().name());
        MultiMap sent = http.headers();
        for (String name : REQUEST_HEADERS) {
            String value = sent.get(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        if (http.query() != null) {
            MultiMap parameters = http.params();
            for (String name : QUERY_PARAMETERS) {
                String value = parameters.get(name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
        }
        headers.putAll(request.pathParams());
        if (hasBody(http)) {
            headers.put(ASKED_BY, http.remoteAddress().hostAddress());
        }
        if (request.body() != null && request.body().buffer() != null) {
            message.setBody(request.body().buffer().getBytes());
        }
    }

    private static void write(RoutingContext request, Message message) {
        HttpServerResponse response = request.response();
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status != null) {
            response.setStatusCode(status);
        }
        message.getHeaders().forEach((name, value) -> {
            if (REPLY_HEADERS.contains(name) && value != null) {
                response.putHeader(name, value.toString());
            }
        });
        Buffer body = body(message);
        if (response.getStatusCode() == 304) {
            response.end();
        } else if (request.request().method() == HttpMethod.HEAD) {
            response.putHeader("Content-Length", Integer.toString(body.length()));
            response.end();
        } else {
            response.end(body);
        }
    }

    @SuppressWarnings("deprecation") // Buffer.buffer(ByteBuf) wraps without copying; nothing else in Vert.x 4 does
    private static Buffer body(Message message) {
        Object body = message.getBody();
        if (body instanceof byte[] bytes) {
            return Buffer.buffer(Unpooled.wrappedBuffer(bytes));
        }
        if (body instanceof List<?> segments) {
            return Buffer.buffer(Unpooled.wrappedBuffer(segments.toArray(byte[][]::new)));
        }
        byte[] converted = message.getBody(byte[].class);
        return converted == null ? Buffer.buffer() : Buffer.buffer(converted);
    }
}
