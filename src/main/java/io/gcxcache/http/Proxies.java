package io.gcxcache.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxies that are believed when they say for whom they ask ({@code X-Forwarded-For}, or {@code Forwarded} of RFC 7239). What
 * anybody else says of that is what its client likes. Immutable.
 */
public final class Proxies {
    public static final Proxies NONE = new Proxies(List.of());

    private static final Pattern NETWORK = Pattern.compile("\\[?([0-9A-Fa-f:.]+)]?(?:/(\\d{1,3}))?");
    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*\"?([^\";]+?)\"?\\s*(?:;|$)");

    /** With a port; an address of IPv6 without brackets has none. */
    private static final Pattern NODE = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+))(?::\\w+)?");

    private final List<IpSubnetFilterRule> trusted;

    private Proxies(List<IpSubnetFilterRule> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /**
     * @param list addresses and networks ({@code 10.0.0.0/8}), separated by commas
     * @throws IllegalArgumentException that says what is allowed
     */
    public static Proxies of(String list) {
        List<IpSubnetFilterRule> rules = new ArrayList<>();
        for (String text : list.split(",", -1)) {
            rules.add(rule(text.trim()));
        }
        return new Proxies(rules);
    }

    private static IpSubnetFilterRule rule(String text) {
        Matcher network = NETWORK.matcher(text);
        InetAddress address = network.matches() ? NetUtil.createInetAddressFromIpAddressString(network.group(1)) : null;
        if (address == null) {
            throw new IllegalArgumentException("addresses and networks (10.0.0.0/8), separated by commas");
        }
        int bits = address.getAddress().length * Byte.SIZE;
        int prefix = network.group(2) == null ? bits : Integer.parseInt(network.group(2));
        if (prefix > bits) {
            throw new IllegalArgumentException("networks with a prefix of at most " + bits + " bits: " + text);
        }
        return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
    }

    boolean include(InetAddress address) {
        if (trusted.isEmpty()) {
            return false;
        }
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return trusted.stream().anyMatch(rule -> rule.matches(socket));
    }

    /** Who asks: the nearest that is none of the proxies, or the other end of the connection. */
    InetAddress client(InetAddress peer, MultiMap headers) {
        if (!include(peer)) {
            return peer;
        }
        List<String> forwarded = forwarded(headers);
        InetAddress nearest = peer;
        for (int i = forwarded.size() - 1; i >= 0; i--) {
            InetAddress address = address(forwarded.get(i));
            if (address == null) {
                return nearest;
            }
            nearest = address;
            if (!include(address)) {
                return nearest;
            }
        }
        return nearest;
    }

    /** Addresses as they are told, the nearest last; what is none is told as no address. */
    private static List<String> forwarded(MultiMap headers) {
        List<String> plain = elements(headers, "X-Forwarded-For");
        if (!plain.isEmpty()) {
            return plain;
        }
        return elements(headers, "Forwarded").stream()
                .map(FOR::matcher)
                .map(element -> element.find() ? element.group(1) : "")
                .toList();
    }

    /** Null if it is none. */
    private static InetAddress address(String told) {
        Matcher node = NODE.matcher(told);
        String address = !node.matches() ? told : node.group(1) == null ? node.group(2) : node.group(1);
        return NetUtil.createInetAddressFromIpAddressString(address);
    }

    private static List<String> elements(MultiMap headers, String name) {
        return headers.getAll(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::trim)
                .filter(element -> !element.isEmpty())
                .toList();
    }
}
