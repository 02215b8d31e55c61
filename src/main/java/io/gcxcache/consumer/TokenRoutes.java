package io.gcxcache.consumer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gcxcache.metrics.Meters;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/**
 * {@code direct:gcx-grant-token}, {@code direct:gcx-token-owner} and {@code direct:gcx-revoke-token}: a client logs in, asks who
 * it is, and logs out.
 *
 * <p>What carries a secret or a token is neither traced nor part of a message history, whatever the host does.
 */
public final class TokenRoutes extends RouteBuilder {
    private static final String DELAY = "GcxDelay";

    /** Whoever floods the login with wrong secrets is answered at once beyond that. */
    private static final int MOST_DELAYED = 1_000;

    private final Tokens tokens;
    private final TokenEndpoint endpoint;
    private final WrongLogins wrong;
    private final Meters meters;
    private final AtomicInteger delayed = new AtomicInteger();

    public TokenRoutes(Tokens tokens, Consumers consumers, InstantSource steady, Meters meters) {
        this.tokens = tokens;
        this.endpoint = new TokenEndpoint(tokens, consumers);
        this.wrong = new WrongLogins(steady, consumers::isDeclared);
        this.meters = meters;
    }

    @Override
    // spotless:off
    public void configure() {
        errorHandler(noErrorHandler());

        from("direct:gcx-grant-token").routeId("gcx-grant-token").trace(false).messageHistory(false)
                .process(this::grant).id("grant-token")
                .filter(exchangeProperty(DELAY).isNotNull()).id("if-wrong")
                        .delay(exchangeProperty(DELAY)).asyncDelayed().executorService("gcx-timers").id("have-it-wait").end()
                        .process(exchange -> delayed.decrementAndGet()).id("has-waited")
                .end()
                .marshal().json(JsonLibrary.Jackson).id("granted-token-json");

        from("direct:gcx-token-owner").routeId("gcx-token-owner")
                .process(this::tellOwner).id("tell-token-owner")
                .marshal().json(JsonLibrary.Jackson).id("token-owner-json");

        from("direct:gcx-revoke-token").routeId("gcx-revoke-token")
                .process(this::revoke).id("revoke-token");
    }
    // spotless:on

    private void grant(Exchange exchange) {
        Message message = exchange.getMessage();
        ClientAuthentication client =
                exchange.removeProperty(ClientAuthentication.PROPERTY) instanceof ClientAuthentication told
                        ? told
                        : new ClientAuthentication(null, "", false);
        String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        String form = message.getBody(String.class);
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setHeader("Cache-Control", "no-store");
        try {
            message.setBody(endpoint.grant(client, type, form == null ? "" : form));
            meters.login(true);
        } catch (OAuthError refused) {
            meters.login(false);
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, refused.status());
            if (refused.status() == 401) {
                message.setHeader("WWW-Authenticate", "Basic realm=\"gcx-cache\"");
            }
            message.setBody(refused.body());
            if (refused.impostor() != null) {
                slow(exchange, refused.impostor(), client.address());
            }
        }
    }

    private void slow(Exchange exchange, String id, String address) {
        long millis = wrong.delay(id, address).toMillis();
        if (delayed.incrementAndGet() > MOST_DELAYED) {
            delayed.decrementAndGet();
        } else {
            exchange.setProperty(DELAY, millis);
        }
    }

    private void tellOwner(Exchange exchange) {
        TokenOwner owner = exchange.getProperty(TokenOwner.PROPERTY, TokenOwner.class);
        exchange.getMessage().removeHeader(Exchange.CONTENT_TYPE);
        exchange.getMessage().setHeader("Cache-Control", "no-store");
        exchange.getMessage().setBody(new Owner(new Client(owner.clientId())));
    }

    private void revoke(Exchange exchange) {
        tokens.revoke(exchange.getProperty(TokenOwner.PROPERTY, TokenOwner.class));
        exchange.getMessage().setHeader("Cache-Control", "no-store");
        exchange.getMessage().setBody(null);
    }

    /** What Genesys Cloud tells of a token, as far as the gateway knows it: it has no organization. */
    record Owner(@JsonProperty("OAuthClient") Client client) {}

    record Client(String id) {}
}
