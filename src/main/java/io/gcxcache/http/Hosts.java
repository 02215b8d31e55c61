package io.gcxcache.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The hosts that the server answers as: the loopback, the address that a request came to, the name that is listened on, and
 * what the settings add. A page whose own name was made to lead here (DNS rebinding) asks for that name, and for none of
 * these.
 *
 * <p>Immutable.
 */
public final class Hosts {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|\\[[0-9A-Fa-f:.]+]");

    private final List<String> names;
    private final boolean listed;

    private Hosts(List<String> names, boolean listed) {
        this.names = names;
        this.listed = listed;
    }

    /**
     * @param bound the name or address that is listened on
     * @param more names and addresses, separated by commas; may be empty
     * @throws IllegalArgumentException that says what is allowed
     */
    public static Hosts of(String bound, String more) {
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "[::1]"));
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(bound);
        // To listen everywhere is no name: browsers lead pages of everybody from it to this machine.
        if (address == null || !address.isAnyLocalAddress()) {
            names.add(bound);
        }
        if (!more.isBlank()) {
            Arrays.stream(more.split(",", -1))
                    .map(String::trim)
                    .map(Hosts::name)
                    .forEach(names::add);
        }
        return new Hosts(List.copyOf(names), !more.isBlank());
    }

    /** Whether the settings list any. */
    boolean areListed() {
        return listed;
    }

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "names or addresses without ports, separated by commas; an address of IPv6 in brackets");
        }
        return text;
    }

    /**
     * Whether an authority names one of them; its port may be another one, told by whoever forwards it.
     *
     * @param local the address that the request came to
     */
    boolean include(String authority, SocketAddress local) {
        int end = nameEnd(authority);
        // By index: an iterator would be garbage of every request.
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.length() == end && authority.regionMatches(true, 0, name, 0, end)) {
                return true;
            }
        }
        InetAddress address =
                end == 0 ? null : NetUtil.createInetAddressFromIpAddressString(authority.substring(0, end));
        return address != null
                && (address.isLoopbackAddress() || address.equals(((InetSocketAddress) local).getAddress()));
    }

    /** Where the name ends, without the dot of the root; 0 if this is no authority. */
    private static int nameEnd(String authority) {
        int colon = authority.indexOf(':', Math.max(0, authority.indexOf(']')));
        int end = colon < 0 ? authority.length() : colon;
        for (int i = end + 1; i < authority.length(); i++) {
            if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
                return 0;
            }
        }
        return end > 0 && authority.charAt(end - 1) == '.' ? end - 1 : end;
    }
}
