package io.gcxcache.simulator;

/**
 * A limit that is used up, as a 429 tells of it.
 *
 * @param key what is limited
 * @param namespace whose limit it is
 * @param limit calls allowed
 * @param secondsLeft until there are calls again, at least 1
 */
record Exceeded(String key, String namespace, int limit, long secondsLeft) {
    static Exceeded ofFamily(String family, int limit, long secondsLeft) {
        return new Exceeded("user.rate.per.minute", family, limit, secondsLeft);
    }

    static Exceeded ofClient(int limit, long secondsLeft) {
        return new Exceeded("client.credentials.token.rate.per.minute", "platform.api", limit, secondsLeft);
    }
}
