package io.gcxcache.http;

import io.gcxcache.consumer.Consumer;
import io.gcxcache.metrics.Usage;
import io.gcxcache.metrics.Usages;
import io.vertx.core.http.HttpHeaders;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * By which name it is counted what a request uses: that of the consumer; without consumers the product that its {@code User-Agent}
 * names, else its address. Thread-safe.
 */
final class Users {
    /** With consumers, whoever is let in or refused without being one; all of them have one share. */
    static final String NO_CONSUMER = "unauthenticated";

    private static final Consumer NOBODY = Consumer.anybody(NO_CONSUMER);

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_REMEMBERED = 256;
    private static final int MOST_REMEMBERED = 1_000;

    private final Usages usages;
    private final Proxies proxies;
    private final BooleanSupplier consumersAreDeclared;
    private final Map<String, User> byAgent = new ConcurrentHashMap<>();
    private final Map<InetAddress, User> byAddress = new ConcurrentHashMap<>();

    Users(Usages usages, Proxies proxies, BooleanSupplier consumersAreDeclared) {
        this.usages = usages;
        this.proxies = proxies;
        this.consumersAreDeclared = consumersAreDeclared;
    }

    /** Who asks, and where it is counted what he uses. */
    record User(Consumer consumer, Usage usage) {}

    /**
     * Whose a request is.
     *
     * @param consumer by what its token says; null if it shows none
     */
    User of(Head head, Consumer consumer) {
        if (consumer == null) {
            return anybody(head);
        }
        return consumer.declared()
                ? new User(consumer, usages.ofConsumer(consumer.id()))
                : new User(consumer, anybody(head).usage());
    }

    /** Whoever asks without showing who he is. */
    User anybody(Head head) {
        if (consumersAreDeclared.getAsBoolean()) {
            return new User(NOBODY, usages.ofConsumer(NO_CONSUMER));
        }
        String agent = head.headers().get(HttpHeaders.USER_AGENT);
        User known = agent == null ? null : byAgent.get(agent);
        if (known != null) {
            return known;
        }
        String product = agent == null ? "" : product(agent);
        if (product.isEmpty()) {
            return at(proxies.client(head.peer(), head.headers()));
        }
        User user = named(product);
        if (agent.length() <= LONGEST_REMEMBERED && byAgent.size() < MOST_REMEMBERED) {
            byAgent.put(agent, user);
        }
        return user;
    }

    private User at(InetAddress address) {
        User known = byAddress.get(address);
        if (known != null) {
            return known;
        }
        User user = named(address.getHostAddress());
        if (byAddress.size() < MOST_REMEMBERED) {
            byAddress.put(address, user);
        }
        return user;
    }

    /** A request was not let in. */
    void refused(User user) {
        user.usage().asked(now());
        user.usage().refused();
    }

    /** Unix seconds. */
    long now() {
        return usages.now();
    }

    private User named(String name) {
        Usage usage = usages.ofAnybody(name);
        return new User(Consumer.anybody(usage.name()), usage);
    }

    /** What stands before the version (RFC 9110, section 10.1.5), in characters that do no harm in a log or a meter. */
    static String product(String agent) {
        int slash = agent.indexOf('/');
        String product = (slash < 0 ? agent : agent.substring(0, slash)).strip();
        String bounded = product.length() > LONGEST_NAME ? product.substring(0, LONGEST_NAME) : product;
        return bounded.replaceAll("[^A-Za-z0-9._~ -]", "_");
    }
}
