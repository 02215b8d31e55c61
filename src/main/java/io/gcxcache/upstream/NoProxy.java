package io.gcxcache.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that {@code NO_PROXY} excepts, as curl and Go read it: names separated by commas, each good for itself and all
 * names that end with it; with a dot in front for those only; with a port for that port only; {@code *} for all. Addresses are
 * compared as they are written. This machine is always excepted.
 */
final class NoProxy {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");
    private static final Pattern WITH_PORT = Pattern.compile("(?<host>\\[[^]]*]|[^:]*)(?::(?<port>\\d+))?");

    private final List<Excepted> excepted = new ArrayList<>();

    /** @param port empty for all */
    private record Excepted(String name, String port) {
        boolean fits(String host, int asked) {
            boolean named = name.startsWith(".")
                    ? host.endsWith(name)
                    : name.equals("*") || host.equals(name) || host.endsWith('.' + name);
            return named && (port.isEmpty() || port.equals(Integer.toString(asked)));
        }
    }

    NoProxy(String list) {
        for (String item : list.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
            Matcher parts = WITH_PORT.matcher(item);
            boolean split = parts.matches();
            String host = split ? parts.group("host") : item;
            String port = split && parts.group("port") != null ? parts.group("port") : "";
            if (!host.isEmpty()) {
                excepted.add(new Excepted(withoutBrackets(host.startsWith("*.") ? host.substring(1) : host), port));
            }
        }
    }

    boolean excepts(String host, int port) {
        String name = withoutBrackets(host.toLowerCase(Locale.ROOT));
        return LOOPBACK.matcher(name).matches() || excepted.stream().anyMatch(names -> names.fits(name, port));
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
