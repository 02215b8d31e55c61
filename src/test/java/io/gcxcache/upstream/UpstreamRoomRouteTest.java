package io.gcxcache.upstream;

import io.gcxcache.RouteTest;
import io.gcxcache.audit.AuditTrail;
import io.gcxcache.budget.BudgetPolicy;
import io.gcxcache.budget.ClientForms;
import io.gcxcache.budget.LocalBudgets;
import io.gcxcache.context.Services;
import io.gcxcache.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;

/** The routes of this room, with their real beans. */
public abstract class UpstreamRoomRouteTest extends RouteTest {
    protected static final long CLIENT_LIMIT = 1_000_000;
    protected static final Duration MAX_WAIT = Duration.ofSeconds(2);
    protected static final long LIMIT = 1000;

    protected final MeterRegistry registry = new SimpleMeterRegistry();
    protected final Meters meters = new Meters(registry);
    protected final AuditTrail audit = new AuditTrail();
    protected LocalBudgets budgets;
    protected Services services;
    private final AtomicInteger logins = new AtomicInteger();

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        services = new Services(clock, clock, () -> 0, meters, audit, pools);
        BudgetPolicy policy = new BudgetPolicy(
                LIMIT, Duration.ofSeconds(60), CLIENT_LIMIT, ClientForms.parse("inin-ratelimit:300"), 0.1, MAX_WAIT);
        budgets = new LocalBudgets(policy, services);
        UpstreamRoutes upstream = new UpstreamRoutes(access(), budgets, services);
        return new RoutesBuilder[] {upstream};
    }

    /** Where Genesys is: nowhere, unless a test says so. */
    GenesysAccess access() {
        URI nowhere = URI.create("http://127.0.0.1:1");
        return new GenesysAccess(
                nowhere,
                nowhere,
                "id",
                "secret",
                GenesysAccess.ClientAuth.BASIC,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1 << 20,
                WayOut.DIRECT);
    }

    /** Starts the routes with a login that needs no Genesys, after all stand-ins are in place. */
    protected final void startRoutes() throws Exception {
        mocked("direct:gcx-login").whenAnyExchangeReceived(login());
        mocked("direct:gcx-written");
        context.start();
    }

    /** A login that answers {@code token-1}, {@code token-2} and so on. */
    protected final Processor login() {
        return exchange -> exchange.getMessage()
                .setBody(Token.lasting("token-" + logins.incrementAndGet(), Duration.ofHours(1), clock.instant()));
    }

    protected static Processor answer(int status) {
        return answer(status, "");
    }

    protected static Processor answer(int status, String body) {
        return exchange -> {
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
            exchange.getMessage().setBody(body.getBytes());
        };
    }

    protected static Processor failure(Exception failure) {
        return exchange -> {
            throw failure;
        };
    }
}
