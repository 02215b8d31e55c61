package io.gcxcache.upstream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Sends calls through the proxy of their host, with its credentials from the first request on, and tells what the proxy refuses
 * from what Genesys does: the client returns the answer to a refused CONNECT as if it were that to the call. Thread-safe.
 */
final class ThroughProxy extends DefaultRoutePlanner implements ExecChainHandler {
    private static final String SENT = "gcx.sent";
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final WayOut wayOut;
    private final HttpHost login;

    ThroughProxy(GenesysAccess access) {
        super(DefaultSchemePortResolver.INSTANCE);
        this.wayOut = access.wayOut();
        this.login = normalized(HttpHost.create(access.loginUrl()));
    }

    void configure(HttpClientBuilder client) {
        client.setRoutePlanner(this);
        client.addExecInterceptorFirst("through-proxy", this);
        client.addExecInterceptorAfter(ChainElement.CONNECT.name(), "connected", ThroughProxy::connected);
    }

    @Override
    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
        return proxy(target).map(ThroughProxy::host).orElse(null);
    }

    private Optional<Proxy> proxy(HttpHost target) {
        return normalized(target).equals(login) ? wayOut.toLogin() : wayOut.toApi();
    }

    private static HttpHost host(Proxy proxy) {
        return new HttpHost("http", proxy.host(), proxy.port());
    }

    private static HttpHost normalized(HttpHost host) {
        return RoutingSupport.normalize(host, DefaultSchemePortResolver.INSTANCE);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Optional<Proxy> proxy = proxy(scope.route.getTargetHost());
        proxy.filter(Proxy::hasCredentials).ifPresent(known -> authenticate(known, scope));
        try {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            boolean refused = scope.route.isTunnelled()
                    ? scope.clientContext.getAttribute(SENT) == null
                    : answer.getCode() == PROXY_AUTHENTICATION_REQUIRED;
            if (proxy.isPresent() && refused) {
                scope.execRuntime.discardEndpoint();
                throw proxy.get().refused(answer.getCode());
            }
            return answer;
        } catch (WayBarred e) {
            throw e;
        } catch (SSLException e) {
            throw WayBarred.byCertificate(e).<IOException>map(barred -> barred).orElse(e);
        } catch (IOException e) {
            boolean sent = scope.clientContext.getAttribute(SENT) != null;
            // What is no time-out ends a call that nobody waits for, or found no place in the pool.
            boolean ended = e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
            throw proxy.isPresent() && !sent && !ended ? proxy.get().unreachable(e) : e;
        }
    }

    private static void authenticate(Proxy proxy, ExecChain.Scope scope) {
        BasicScheme basic = new BasicScheme();
        basic.initPreemptive(
                new UsernamePasswordCredentials(proxy.user(), proxy.password().toCharArray()));
        AuthExchange exchange = new AuthExchange();
        exchange.select(basic);
        scope.clientContext.setAuthExchange(scope.route.getProxyHost(), exchange);
    }

    /** Behind the tunnel: from here on the call itself is sent. */
    private static ClassicHttpResponse connected(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(SENT, true);
        return chain.proceed(request, scope);
    }
}
