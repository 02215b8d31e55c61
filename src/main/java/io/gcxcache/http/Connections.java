package io.gcxcache.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections there are, in all and by the address of their clients; one more than allowed is closed before anything is
 * read of it. Thread-safe.
 */
public final class Connections {
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final int mostOfAddress;
    private final Proxies proxies;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Object, Integer> byAddress = new ConcurrentHashMap<>();

    /** @param proxies whose number is not bounded by address, since many come through them */
    public Connections(int most, int mostOfAddress, Proxies proxies) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
        this.proxies = proxies;
    }

    /** Whether another one may be used; if so, {@link #closed} is to be told of its end. */
    boolean opened(InetAddress address) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return false;
        }
        if (!proxies.include(address) && byAddress.merge(network(address), 1, Integer::sum) > mostOfAddress) {
            closed(address);
            return false;
        }
        return true;
    }

    void closed(InetAddress address) {
        open.decrementAndGet();
        if (!proxies.include(address)) {
            byAddress.computeIfPresent(network(address), (network, count) -> count == 1 ? null : count - 1);
        }
    }

    int open() {
        return open.get();
    }

    /** Whoever has one address of IPv6 has a whole network of them (RFC 6177). */
    private static Object network(InetAddress address) {
        return address instanceof Inet6Address
                ? ByteBuffer.wrap(address.getAddress(), 0, NETWORK_BYTES).getLong()
                : address;
    }
}
