package io.gcxcache.budget;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * A family's tightest window, or the client's if less is left of that, as the fields {@code RateLimit} and
 * {@code RateLimit-Policy} (IETF draft-10) tell it.
 *
 * @param budget the family's, as it was told
 * @param client the client's
 * @param second when, in Unix seconds
 * @param rateLimit the value of {@code RateLimit}
 * @param policy the value of {@code RateLimit-Policy}
 * @param limit how many calls a window has
 * @param used how many of them are used up
 * @param untilReset the seconds until it has more
 * @param linesAsGenesys what is {@linkplain #tellAsGenesys told as Genesys does} as lines of a head; nobody writes to it
 */
public record RateLimitFields(
        Budget budget,
        Budget client,
        long second,
        String rateLimit,
        String policy,
        long limit,
        long used,
        long untilReset,
        byte[] linesAsGenesys) {
    private static final String LINE_END = "\r\n";
    private static final String COUNT = "inin-ratelimit-count";
    private static final String RESET = "inin-ratelimit-reset";

    /** The first of the fields that Genesys Cloud tells. */
    public static final String ALLOWED = "inin-ratelimit-allowed";

    public RateLimitFields(
            Budget budget,
            Budget client,
            long second,
            String rateLimit,
            String policy,
            long limit,
            long used,
            long untilReset) {
        this(
                budget,
                client,
                second,
                rateLimit,
                policy,
                limit,
                used,
                untilReset,
                (ALLOWED + ": " + limit + LINE_END + COUNT + ": " + used + LINE_END + RESET + ": " + untilReset
                                + LINE_END)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    static RateLimitFields of(Budget budget, Budget client, Instant now) {
        Window ofFamily = budget.felt(now);
        Window ofClient = client.felt(now);
        Window window = ofClient.remaining() < ofFamily.remaining() ? ofClient : ofFamily;
        String name = '"' + budget.family() + '"';
        long untilReset = Math.max(0, (Duration.between(now, window.resetAt()).toMillis() + 999) / 1000);
        return new RateLimitFields(
                budget,
                client,
                now.getEpochSecond(),
                name + ";r=" + window.remaining() + ";t=" + untilReset,
                name + ";q=" + window.limit() + ";w=" + window.length().toSeconds(),
                window.limit(),
                window.limit() - window.remaining(),
                untilReset);
    }

    /** Tells it as Genesys Cloud does, under the names that its clients read. */
    public void tellAsGenesys(BiConsumer<String, Long> fields) {
        fields.accept(ALLOWED, limit);
        fields.accept(COUNT, used);
        fields.accept(RESET, untilReset);
    }

    /** Whether a reply at this moment would say the same. */
    boolean stillHolds(Budget current, Budget currentClient, Instant now) {
        return budget == current && client == currentClient && second == now.getEpochSecond();
    }
}
