package io.gcxcache.upstream;

import java.time.Duration;

/**
 * A failure as a client is told of it: the fields of a problem document (RFC 9457).
 *
 * <p>Carries no stack trace: one problem may answer thousands of waiting clients, and it is a message, not a bug.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String REDUCED_CAPACITY =
            "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    private final String type;
    private final int status;
    private final String title;
    private final Duration retryAfter;

    private Problem(String type, int status, String title, String detail, Duration retryAfter) {
        super(detail, null, false, false);
        this.type = type;
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfter;
    }

    public static Problem badRequest(String detail) {
        return new Problem("about:blank", 400, "Bad request", detail, null);
    }

    public static Problem notFound(String detail) {
        return new Problem("about:blank", 404, "Not found", detail, null);
    }

    public static Problem tooLarge(String detail) {
        return new Problem("about:blank", 413, "Too large", detail, null);
    }

    /** The request can be read, but breaks a rule of the data. */
    public static Problem unprocessable(String detail) {
        return new Problem("about:blank", 422, "Unprocessable", detail, null);
    }

    /** Upstream answered, but not in a way that can be used. */
    public static Problem upstream(String detail) {
        return new Problem("about:blank", 502, "Upstream error", detail, null);
    }

    public static Problem tooSlow(String detail) {
        return new Problem("about:blank", 504, "Upstream too slow", detail, null);
    }

    /** The budget is spent, or there is no capacity to ask upstream now; later there may be. */
    public static Problem busy(String detail, Duration retryAfter) {
        return new Problem(REDUCED_CAPACITY, 503, "Temporarily reduced capacity", detail, retryAfter);
    }

    /** One of the gateway's pools has no place left. */
    public static Problem noRoom() {
        return busy("Too much is waiting in the gateway", Duration.ofSeconds(1));
    }

    public String type() {
        return type;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return getMessage();
    }

    /** What {@code Retry-After} says in whole seconds, at least 1; 0 if nothing is said. */
    public long retryAfterSeconds() {
        return retryAfter == null ? 0 : Math.max(1, (retryAfter.toMillis() + 999) / 1000);
    }
}
