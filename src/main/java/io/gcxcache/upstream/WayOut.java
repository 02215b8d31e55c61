package io.gcxcache.upstream;

import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/**
 * How connections leave for Genesys.
 *
 * @param toApi the proxy on the way to the API
 * @param toLogin the proxy on the way to the token endpoint
 * @param trust who says which certificates are trusted; the JDK's own if it is empty
 */
public record WayOut(Optional<Proxy> toApi, Optional<Proxy> toLogin, Optional<X509TrustManager> trust) {
    /** No proxy, and the trust of the JDK. */
    public static final WayOut DIRECT = new WayOut(Optional.empty(), Optional.empty(), Optional.empty());
}
