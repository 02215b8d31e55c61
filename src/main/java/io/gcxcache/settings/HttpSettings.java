package io.gcxcache.settings;

import io.gcxcache.consumer.Tokens;
import io.gcxcache.http.Connections;
import io.gcxcache.http.Gate;
import io.gcxcache.http.Hosts;
import io.gcxcache.http.HttpLimits;
import io.gcxcache.http.Listener;
import io.gcxcache.http.Origins;
import io.gcxcache.http.Proxies;
import io.gcxcache.http.TlsFiles;
import io.gcxcache.metrics.Usages;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * The settings of the gateway's own HTTP server.
 *
 * @param management null if management is served where all else is
 * @param tls null if what is listened on is in clear
 */
public record HttpSettings(
        Listener listener,
        Listener management,
        TlsFiles tls,
        Hosts hosts,
        HttpLimits limits,
        boolean unauthenticatedReads,
        boolean openObserve,
        boolean replay,
        Proxies trustedProxies,
        Origins origins,
        int mostConnections,
        int mostConnectionsOfAddress) {
    /** How long a client may take nothing of what is written to it. */
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    /** The share of the heap that request bodies may take. */
    private static final int BODIES_SHARE = 8;

    /**
     * @param consumers whether any are declared
     * @param clock the time of day
     * @throws SettingException if one is wrong
     */
    static HttpSettings read(SettingValues read, Path home, boolean consumers, InstantSource clock) {
        Listener listener = new Listener(
                read.text("gcx.http.host"),
                (int) read.number("gcx.http.port", 0, 65_535),
                "gcx.http.host, gcx.http.port");
        Listener management = read.optionalNumber("gcx.http.management.port", 0, 65_535)
                .map(port -> new Listener(
                        read.text("gcx.http.management.host"),
                        port.intValue(),
                        "gcx.http.management.host, gcx.http.management.port"))
                .orElse(null);
        if (management != null && management.port() != 0 && management.port() == listener.port()) {
            // Which of the two a request came to is told by its port.
            throw SettingException.refused(
                    "gcx.http.management.port", Integer.toString(management.port()), "another one than gcx.http.port");
        }
        boolean unauthenticatedReads = read.flag("gcx.http.allow-unauthenticated");
        if (!unauthenticatedReads && !consumers) {
            requireLoopback("gcx.http.host", listener);
            requireLoopback("gcx.http.management.host", management);
        }
        return new HttpSettings(
                listener,
                management,
                tls(read, home, clock),
                hosts(read, listener.host()),
                new HttpLimits(
                        read.seconds("gcx.http.head-timeout", 1, 300),
                        read.seconds("gcx.http.body-timeout", 1, 3_600),
                        read.seconds("gcx.http.idle-timeout", 1, 3_600),
                        STANDSTILL,
                        Runtime.getRuntime().maxMemory() / BODIES_SHARE),
                unauthenticatedReads,
                read.flag("gcx.http.open-observe"),
                read.flag("gcx.http.replay"),
                listed(read, "gcx.http.trusted-proxies", Proxies.NONE, Proxies::of),
                listed(read, "gcx.http.origins", Origins.NONE, Origins::of),
                (int) read.number("gcx.http.max-connections", 1, 1_000_000),
                (int) read.number("gcx.http.max-connections-per-address", 1, 1_000_000));
    }

    public Connections connections() {
        return new Connections(mostConnections, mostConnectionsOfAddress, trustedProxies);
    }

    public Gate gate(Tokens tokens, Usages usages) {
        return new Gate(tokens, unauthenticatedReads, openObserve, trustedProxies, usages);
    }

    private static TlsFiles tls(SettingValues read, Path home, InstantSource clock) {
        Path clientCa = read.optional(TlsFiles.CLIENT_CA).map(home::resolve).orElse(null);
        TlsFiles files;
        if (read.optional(TlsFiles.KEYSTORE).isPresent()
                || read.optional(TlsFiles.PASSWORD).isPresent()) {
            if (read.optional(TlsFiles.CERTIFICATE).isPresent()
                    || read.optional(TlsFiles.KEY).isPresent()) {
                throw new SettingException(TlsFiles.CERTIFICATE + " with " + TlsFiles.KEY + " is allowed, or "
                        + TlsFiles.KEYSTORE + " with " + TlsFiles.PASSWORD + ", and not both");
            }
            files = TlsFiles.keystore(
                    home.resolve(read.text(TlsFiles.KEYSTORE)), read.text(TlsFiles.PASSWORD), clientCa);
        } else if (read.optional(TlsFiles.CERTIFICATE).isPresent()
                || read.optional(TlsFiles.KEY).isPresent()
                || clientCa != null) {
            files = TlsFiles.pem(
                    home.resolve(read.text(TlsFiles.CERTIFICATE)), home.resolve(read.text(TlsFiles.KEY)), clientCa);
        } else {
            return null;
        }
        try {
            files.check(clock.instant());
            return files;
        } catch (IllegalArgumentException e) {
            throw new SettingException(e.getMessage());
        }
    }

    private static Hosts hosts(SettingValues read, String bound) {
        String names = read.optional("gcx.http.hosts").orElse("");
        try {
            return Hosts.of(bound, names);
        } catch (IllegalArgumentException e) {
            throw SettingException.refused("gcx.http.hosts", names, e.getMessage());
        }
    }

    private static <T> T listed(SettingValues read, String name, T none, Function<String, T> of) {
        String list = read.optional(name).orElse("");
        try {
            return list.isBlank() ? none : of.apply(list);
        } catch (IllegalArgumentException e) {
            throw SettingException.refused(name, list, e.getMessage());
        }
    }

    /** @param listener null if there is none */
    private static void requireLoopback(String setting, Listener listener) {
        if (listener == null) {
            return;
        }
        try {
            if (!InetAddress.getByName(listener.host()).isLoopbackAddress()) {
                throw SettingException.refused(
                        setting,
                        listener.host(),
                        "a loopback address, unless consumers are declared (gcx.consumers.file) or"
                                + " gcx.http.allow-unauthenticated is true");
            }
        } catch (UnknownHostException e) {
            throw SettingException.refused(setting, listener.host(), "an address or a name that resolves to one");
        }
    }
}
