package io.gcxcache.settings;

import io.gcxcache.upstream.TrustedFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.net.ssl.X509TrustManager;

/** Reads settings by name and type; refuses what is out of its range with a line that names the setting. */
final class SettingValues {
    private final Map<String, String> values;

    SettingValues(Map<String, String> values) {
        this.values = values;
    }

    String text(String name) {
        return optional(name).orElseThrow(() -> SettingException.missing(name));
    }

    Optional<String> optional(String name) {
        return Optional.ofNullable(values.get(name)).map(String::trim).filter(value -> !value.isEmpty());
    }

    long number(String name, long least, long most) {
        String value = text(name);
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw SettingException.refused(name, value, "a whole number from " + least + " to " + most);
    }

    Optional<Long> optionalNumber(String name, long least, long most) {
        return optional(name).map(value -> number(name, least, most));
    }

    Duration seconds(String name, long least, long most) {
        return Duration.ofSeconds(number(name, least, most));
    }

    double decimal(String name, double least, double most) {
        String value = text(name);
        try {
            double number = Double.parseDouble(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw SettingException.refused(name, value, "a number from " + least + " to " + most);
    }

    boolean flag(String name) {
        return choice(name, Map.of("true", true, "false", false));
    }

    <T> T choice(String name, Map<String, T> allowed) {
        String value = text(name);
        T chosen = allowed.get(value);
        if (chosen == null) {
            throw SettingException.refused(
                    name, value, "one of " + allowed.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return chosen;
    }

    Optional<URI> url(String name) {
        return optional(name).map(value -> {
            try {
                URI url = URI.create(value);
                boolean plain = url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
                boolean noPath = url.getPath() == null
                        || url.getPath().isEmpty()
                        || url.getPath().equals("/");
                if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                        && url.getHost() != null
                        && plain
                        && noPath) {
                    return URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
                }
            } catch (IllegalArgumentException e) {
                // told below
            }
            throw SettingException.refused(
                    name, value, "http:// or https:// with a host, an optional port and nothing else");
        });
    }

    /** An address with a path and perhaps a query. */
    Optional<URI> address(String name) {
        return optional(name).map(value -> {
            try {
                URI address = URI.create(value);
                if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                        && address.getHost() != null
                        && address.getUserInfo() == null
                        && address.getFragment() == null) {
                    return address;
                }
            } catch (IllegalArgumentException e) {
                // told below
            }
            throw SettingException.refused(
                    name, "no address", "http:// or https:// with a host, and perhaps a port, a path and a query");
        });
    }

    /** What is trusted by a PEM file of certificates, beside what the JDK trusts. */
    Optional<X509TrustManager> trust(String name, Path home) {
        return optional(name).map(home::resolve).map(file -> {
            try {
                return TrustedFile.read(file);
            } catch (IllegalArgumentException e) {
                throw SettingException.refused(name, file + ", " + e.getMessage(), "a PEM file of certificates");
            }
        });
    }

    /** All settings below a prefix that are not empty, by what follows it. */
    Map<String, String> below(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix) && !value.isBlank()) {
                found.put(name.substring(prefix.length()), value.trim());
            }
        });
        return found;
    }
}
