package io.gcxcache.consumer;

/**
 * A request whose caller is not known, in the words of Genesys Cloud.
 *
 * <p>Carries no stack trace: it is a message, not a bug.
 */
public final class Unauthenticated extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    private Unauthenticated(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public static Unauthenticated noToken() {
        return new Unauthenticated(
                "authentication.required", "No authentication bearer token specified in authorization header.");
    }

    public static Unauthenticated badToken() {
        return new Unauthenticated("bad.credentials", "Invalid login credentials.");
    }

    public String code() {
        return code;
    }
}
