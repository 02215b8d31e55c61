package io.gcxcache.upstream;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that a machine and its JVM are set up with: {@code HTTPS_PROXY} or {@code HTTP_PROXY}, by the scheme of what is
 * asked for, unless {@code NO_PROXY} excepts it; where there is no such variable, what the JDK is told by its system
 * properties.
 */
public final class ProxyEnvironment {
    private final Map<String, String> environment;
    private final ProxySelector selector;

    /** @param selector the JDK's; null if there is none */
    public ProxyEnvironment(Map<String, String> environment, ProxySelector selector) {
        this.environment = environment;
        this.selector = selector;
    }

    /** @throws IllegalArgumentException that names the variable and says what is allowed, if it is of no use */
    public Optional<Proxy> to(URI url) {
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        Optional<String> variable = name(url.getScheme() + "_proxy");
        NoProxy excepted = new NoProxy(
                variable.isEmpty() ? "" : name("no_proxy").map(environment::get).orElse(""));
        if (excepted.excepts(url.getHost(), port)) {
            return Optional.empty();
        }
        return variable.isPresent() ? variable.map(this::named) : ofTheJdk(url);
    }

    /** The name of a variable that says something, in capitals or not. */
    private Optional<String> name(String lower) {
        return Stream.of(lower.toUpperCase(Locale.ROOT), lower)
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .findFirst();
    }

    private Proxy named(String variable) {
        String value = environment.get(variable).trim();
        try {
            return Proxy.parse(value.contains("://") ? value : "http://" + value, variable);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The environment variable " + variable + " is not usable, allowed is "
                    + e.getMessage() + "; gcx.genesys.proxy wins over it, and none there means no proxy");
        }
    }

    private Optional<Proxy> ofTheJdk(URI url) {
        if (selector == null) {
            return Optional.empty();
        }
        return selector.select(url).stream()
                .limit(1)
                .filter(proxy -> proxy.type() == java.net.Proxy.Type.HTTP)
                .map(proxy -> (InetSocketAddress) proxy.address())
                .map(at -> new Proxy(at.getHostString(), at.getPort(), "", "", url.getScheme() + ".proxyHost"))
                .findFirst();
    }
}
