package io.gcxcache.simulator;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A misbehaviour that the simulator shows to the calls that match it, for example
 * {@code Fault.status(503).on("/api/v2/routing/directories/").page(3).times(2)}; immutable and safe for threads.
 *
 * <p>Unless narrowed, a fault matches every call under {@code /api/}, any page, once. It counts as shown only when a
 * client could see it: a call that ends earlier (no live token, rate limit, unknown id) leaves it for the next one.
 * A call meets at most one fault, the first that was scripted and still has times left.
 *
 * @param effect what happens
 * @param pathPrefix how a matching call's path begins
 * @param pathSuffix how a matching call's path ends
 * @param page the page that a matching call asks for, from 1; 0 for any
 * @param times how often the fault is shown; {@link Integer#MAX_VALUE} for always
 */
public record Fault(Effect effect, String pathPrefix, String pathSuffix, int page, int times) {
    private static final String ANY_API_PATH = "/api/";

    /** Refuses nonsense: times below 1 and negative pages. */
    public Fault {
        Objects.requireNonNull(effect, "effect");
        Objects.requireNonNull(pathPrefix, "pathPrefix");
        Objects.requireNonNull(pathSuffix, "pathSuffix");
        if (page < 0 || times < 1) {
            throw new IllegalArgumentException("page must be >= 0 and times >= 1, they are " + page + " and " + times);
        }
    }

    private static Fault of(Effect effect) {
        return new Fault(effect, ANY_API_PATH, "", 0, 1);
    }

    /** An error answer with this status (400..599) in the platform's form; on the token endpoint in OAuth's form. */
    public static Fault status(int status) {
        return of(new Effect.Status(status));
    }

    /** A 429 that asks to retry after the given time, told in whole seconds, rounded up; zero is told as 0. */
    public static Fault tooManyRequests(Duration retryAfter) {
        return of(new Effect.TooManyRequests(retryAfter));
    }

    /** The right answer of the moment when the call came in, sent this much later. */
    public static Fault slow(Duration delay) {
        return of(new Effect.Slow(delay));
    }

    /** The right answer of the moment when the call came in, sent when this is completed. */
    public static Fault held(CompletionStage<?> release) {
        return of(new Effect.Held(release));
    }

    /** The full {@code Content-Length} is announced, half of the body is sent, the connection is closed. */
    public static Fault truncated() {
        return of(new Effect.Truncated());
    }

    /** The connection is closed without an answer; many clients repeat an idempotent call by themselves then. */
    public static Fault cut() {
        return of(new Effect.Cut());
    }

    /** A 200 with an HTML page. */
    public static Fault notJson() {
        return of(new Effect.NotJson());
    }

    /** A 200 with a JSON object that has no entities and nothing else that a list has. */
    public static Fault wrongJson() {
        return wrongJson("{\"message\":\"ok\",\"items\":[]}");
    }

    /** A 200 with this JSON text, whatever shape it has. */
    public static Fault wrongJson(String body) {
        return of(new Effect.WrongJson(body));
    }

    /** The entry with this index (from 0) in the page lacks the field; pages too short for it do not count. */
    public static Fault entryWithout(String field, int index) {
        return of(new Effect.EntryWithout(field, index));
    }

    /** The directory changes just before the page is answered: one entry and {@code Last-Modified}. */
    public static Fault tornPage() {
        return of(new Effect.TornPage());
    }

    /** The page names itself as the next one; not shown by {@link PagingStyle#PAGE_COUNT}, which names no page. */
    public static Fault pageLoop() {
        return of(new Effect.PageLoop());
    }

    /** A 403 that says that this scope is missing. */
    public static Fault missingScope(String scope) {
        return of(new Effect.MissingScope(scope));
    }

    /** All tokens, that of this call included, are revoked before the call is judged, so that it gets a 401. */
    public static Fault revokeToken() {
        return of(new Effect.RevokeToken());
    }

    /** The same fault for calls whose path begins so; name {@code /oauth/token} to meet the token endpoint. */
    public Fault on(String prefix) {
        return new Fault(effect, prefix, pathSuffix, page, times);
    }

    /** The same fault for calls whose path ends so, for example with {@code /fetch}. */
    public Fault endingWith(String suffix) {
        return new Fault(effect, pathPrefix, suffix, page, times);
    }

    /** The same fault for calls of this page only, from 1, whether by number or by an opaque name. */
    public Fault page(int number) {
        return new Fault(effect, pathPrefix, pathSuffix, number, times);
    }

    /** The same fault, shown this often; {@link Integer#MAX_VALUE} for always. */
    public Fault times(int count) {
        return new Fault(effect, pathPrefix, pathSuffix, page, count);
    }
}
