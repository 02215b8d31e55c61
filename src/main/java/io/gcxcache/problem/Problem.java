package io.gcxcache.problem;

import java.time.Duration;
import java.util.Optional;

/**
 * A failure as a client is told of it: the fields of a problem document (RFC 9457).
 *
 * <p>Carries no stack trace: one problem may answer thousands of waiting clients, and it is a message, not a bug.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String TOO_SLOW = "Upstream too slow";
    private static final String UPSTREAM = "Upstream error";
    private static final String REDUCED = "Temporarily reduced capacity";
    private static final int BUSY = 503;
    private static final String REDUCED_CAPACITY =
            "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    private final String type;
    private final int status;
    private final String title;
    private final Duration retryAfter;
    private final boolean mayPass;
    private final Reason reason;

    private enum Reason {
        OTHER,
        RATE_LIMIT,
        /** Genesys answers, for who asks now. */
        NOT_FOR_ALL,
        DENIED
    }

    private Problem(
            String type, int status, String title, String detail, Duration retryAfter, boolean mayPass, Reason reason) {
        super(detail, null, false, false);
        this.type = type;
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfter;
        this.mayPass = mayPass;
        this.reason = reason;
    }

    /** What is told as its status alone says (RFC 9457, section 4.2.1). */
    public static Problem blank(int status, String title, String detail) {
        return new Problem("about:blank", status, title, detail, null, false, Reason.OTHER);
    }

    public static Problem badRequest(String detail) {
        return blank(400, "Bad request", detail);
    }

    /** Whoever asks may not ask this. */
    public static Problem forbidden(String detail) {
        return blank(403, "Forbidden", detail);
    }

    public static Problem notFound(String detail) {
        return blank(404, "Not found", detail);
    }

    /** The request contradicts what is there. */
    public static Problem conflict(String detail) {
        return blank(409, "Conflict", detail);
    }

    public static Problem tooLarge(String detail) {
        return blank(413, "Too large", detail);
    }

    /** The request is for another host than this one. */
    public static Problem misdirected(String detail) {
        return blank(421, "Misdirected request", detail);
    }

    /** The request can be read, but breaks a rule of the data. */
    public static Problem unprocessable(String detail) {
        return blank(422, "Unprocessable", detail);
    }

    /** Upstream answered, but not in a way that can be used. */
    public static Problem upstream(String detail) {
        return blank(502, UPSTREAM, detail);
    }

    /** Upstream answered, but not in a way that is for others too: with a redirect, or without a body. */
    public static Problem notForAll(String detail) {
        return new Problem("about:blank", 502, UPSTREAM, detail, null, false, Reason.NOT_FOR_ALL);
    }

    /** Upstream does not let the gateway have it. */
    public static Problem denied(String detail) {
        return new Problem("about:blank", 502, UPSTREAM, detail, null, false, Reason.DENIED);
    }

    /** Upstream did not answer in a way that can be used, but may when it is asked again. */
    public static Problem passing(String detail) {
        return new Problem("about:blank", 502, UPSTREAM, detail, null, true, Reason.OTHER);
    }

    public static Problem tooSlow(String detail) {
        return new Problem("about:blank", 504, TOO_SLOW, detail, null, true, Reason.OTHER);
    }

    /** The budget is spent, or there is no capacity to ask upstream now; later there may be. */
    public static Problem busy(String detail, Duration retryAfter) {
        return new Problem(REDUCED_CAPACITY, BUSY, REDUCED, detail, retryAfter, true, Reason.OTHER);
    }

    /** The same, and the reason is a rate limit of Genesys. */
    public static Problem spent(String detail, Duration retryAfter) {
        return new Problem(REDUCED_CAPACITY, BUSY, REDUCED, detail, retryAfter, true, Reason.RATE_LIMIT);
    }

    /** Whoever asks asks too often. */
    public static Problem tooMany(String detail, Duration retryAfter) {
        return new Problem("about:blank", 429, "Too many requests", detail, retryAfter, true, Reason.OTHER);
    }

    /** The gateway itself failed, and its log says why. */
    public static Problem internal() {
        return blank(500, "Internal error", "The gateway failed; its log says why");
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

    /** The same, told when so much of its {@code Retry-After} is left. */
    public Problem withRetryAfter(Duration left) {
        return new Problem(type, status, title, getMessage(), left, mayPass, reason);
    }

    /** When it may be another time, if that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What {@code Retry-After} says in whole seconds, at least 1; 0 if nothing is said. */
    public long retryAfterSeconds() {
        return retryAfter == null ? 0 : RetryAfter.seconds(retryAfter);
    }

    /** Whether upstream answered, and would so again, in a way that cannot be used. */
    public boolean isOfAnAnswer() {
        return title.equals(UPSTREAM) && !mayPass;
    }

    /** Whether upstream failed, and not the room for the call. */
    public boolean isOfUpstream() {
        return title.equals(UPSTREAM) || title.equals(TOO_SLOW);
    }

    /** Whether a rate limit is the reason: Genesys itself would have answered 429. */
    public boolean isOfRateLimit() {
        return reason == Reason.RATE_LIMIT;
    }

    /** Whether Genesys answers, but each who asks by himself. */
    public boolean isNotForAll() {
        return reason == Reason.NOT_FOR_ALL;
    }

    /** Whether Genesys itself would have answered 403. */
    public boolean isDenied() {
        return reason == Reason.DENIED;
    }

    /** Whether it may be another time: the same question is worth asking again. */
    public boolean mayPass() {
        return mayPass;
    }
}
