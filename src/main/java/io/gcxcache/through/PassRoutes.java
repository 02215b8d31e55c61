package io.gcxcache.through;

import io.gcxcache.audit.AuditEvent;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.consumer.Consumer;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.gcxcache.metrics.Usage;
import io.gcxcache.problem.Problem;
import io.gcxcache.upstream.GenesysAccess;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

/** The way of what is passed on: {@code direct:gcx-pass}. What it carries is neither traced nor part of a message history. */
public final class PassRoutes extends RouteBuilder {
    private static final String API = "/api/v2";

    private final PassingClient client;
    private final OwnCredentials own;
    private final Duration responseTimeout;
    private final Families families = new Families();
    private final Meters meters;
    private final AuditTrail audit;
    private final InstantSource clock;

    public PassRoutes(GenesysAccess access, Services services) {
        this.client = new PassingClient(access.apiUrl(), access.connectTimeout(), access.wayOut());
        this.own = new OwnCredentials(access.clientId());
        this.responseTimeout = access.responseTimeout();
        this.meters = services.meters();
        this.audit = services.audit();
        this.clock = services.clock();
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-pass").routeId("gcx-pass").streamCache(false).trace(false).messageHistory(false)
                .process(this::admit).id("admit-passage")
                .to("direct:gcx-upstream?block=false").id("call-within-budget")
                .process(this::tell).id("tell-passed");
    }
    // spotless:on

    private void admit(Exchange exchange) {
        Message message = exchange.getMessage();
        String method = message.getHeader(Exchange.HTTP_METHOD, "GET", String.class);
        String path = API + message.getHeader(Exchange.HTTP_PATH, "", String.class);
        String query = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        Incoming incoming = Incoming.of(exchange);
        if (incoming == null) {
            throw Problem.notFound("The gateway answers no " + method + ' ' + path);
        }
        if (!incoming.isLocal() && !isDeclared(exchange)) {
            throw Problem.forbidden(
                    "Without consumers, what is not cached is passed on for clients on the gateway's own"
                            + " machine only");
        }
        own.check(method, path);
        if (message.getHeader(GcxHeaders.ONLY_IF_CACHED) != null) {
            throw Problem.blank(504, "Not cached", "What is asked for is never cached");
        }
        if (query != null && query.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '#')) {
            throw Problem.badRequest("The query string holds what is to be percent-encoded");
        }
        String uri = query == null ? path : path + '?' + query;
        byte[] body = message.getBody(byte[].class);
        new Passage(incoming, method, uri, body, families.of(path), client, responseTimeout).board(exchange);
        message.setHeader(GcxHeaders.METHOD, method);
        message.setHeader(GcxHeaders.PATH, path);
        message.setHeader(GcxHeaders.FAMILY, Passage.of(exchange).family());
    }

    /** Whether who asks is a consumer, which was allowed before what it asks for. */
    private static boolean isDeclared(Exchange exchange) {
        return exchange.getProperty(Consumer.PROPERTY) instanceof Consumer consumer && consumer.declared();
    }

    private void tell(Exchange exchange) {
        Passage passage = Passage.of(exchange);
        PassedReply reply = passage.reply();
        meters.passed(passage.family(), reply.status());
        Map<String, Object> details =
                Map.of("call", passage.describe(), "family", passage.family(), "status", reply.status());
        audit.offer(AuditEvent.of(clock.instant(), "passed", null, details)
                .by(Usage.of(exchange).name()));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(reply);
    }
}
