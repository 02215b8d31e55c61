package io.gcxcache.consumer;

import java.net.InetAddress;

/**
 * What the head of a request and its connection say of the client that logs in; its form may say the rest. Holds a secret,
 * and tells it nobody.
 *
 * @param authorization null if the request has none
 * @param address of the other end of the connection
 * @param local whether the client is on this machine: what a proxy forwarded is not, wherever the proxy is
 */
public record ClientAuthentication(String authorization, String address, boolean local) {
    /** The exchange property of a route that is a login. */
    public static final String PROPERTY = "GcxClientAuthentication";

    /**
     * @param peer the other end of the connection
     * @param forwarded whether the request says that it came through a proxy
     */
    public static ClientAuthentication of(String authorization, InetAddress peer, boolean forwarded) {
        return new ClientAuthentication(authorization, peer.getHostAddress(), peer.isLoopbackAddress() && !forwarded);
    }

    @Override
    public String toString() {
        return "ClientAuthentication[local=" + local + "]";
    }
}
