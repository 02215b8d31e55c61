package io.gcxcache.cluster;

import java.time.Duration;
import java.util.List;
import javax.net.ssl.X509TrustManager;

/**
 * Where the Redis is that replicas share, and who this one is among them.
 *
 * @param servers Redis, or the Sentinels that know it, each as {@code host:port}; of IPv6 the host is in brackets
 * @param tls whether connections to them are encrypted
 * @param sentinelMaster what Sentinels call the master; null if the server is Redis itself
 * @param user Redis's user; null for the one that it has without a name
 * @param password the user's; null if Redis asks for none; never printed
 * @param trust who vouches for the servers; null for those of the JDK
 * @param name what the replicas that belong together have in common
 * @param owner whose answers are cached, as a fingerprint; replicas of another have nothing to do here
 * @param node this replica's own name
 * @param maxLost how long Redis may be out of reach before what was filled until then counts as stale
 */
public record ClusterSettings(
        List<String> servers,
        boolean tls,
        String sentinelMaster,
        String user,
        String password,
        X509TrustManager trust,
        String name,
        String owner,
        String node,
        Duration maxLost) {
    public ClusterSettings {
        servers = List.copyOf(servers);
    }

    @Override
    public String toString() {
        return "ClusterSettings[servers=" + servers + ", tls=" + tls + ", sentinelMaster=" + sentinelMaster + ", name="
                + name + ", node=" + node + ", maxLost=" + maxLost + "]";
    }
}
