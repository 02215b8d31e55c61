package io.gcxcache.consumer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gcxcache.problem.Problem;

/**
 * A refused login (RFC 6749, section 5.2), which Genesys Cloud describes twice.
 *
 * <p>Carries no stack trace: it is a message, not a bug.
 */
public final class OAuthError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;

    /** Who showed a wrong secret; null if that is not what is wrong. */
    private final String impostor;

    private OAuthError(int status, String error, String description) {
        this(status, error, description, null);
    }

    private OAuthError(int status, String error, String description, String impostor) {
        super(description, null, false, false);
        this.impostor = impostor;
        this.status = status;
        this.error = error;
    }

    /** What is wrong with a login before it is read as one. */
    public static OAuthError of(Problem problem) {
        String error = problem.status() < 500
                ? "invalid_request"
                : problem.retryAfterSeconds() > 0 ? "temporarily_unavailable" : "server_error";
        return new OAuthError(problem.status(), error, problem.detail());
    }

    static OAuthError invalidRequest(String description) {
        return new OAuthError(400, "invalid_request", description);
    }

    static OAuthError unsupportedGrantType(String description) {
        return new OAuthError(400, "unsupported_grant_type", description);
    }

    static OAuthError invalidClient(String description) {
        return new OAuthError(401, "invalid_client", description);
    }

    /** Genesys answers so, with 400. */
    static OAuthError wrongSecret(String id) {
        return new OAuthError(400, "invalid_client", "client not found or secret mismatch", id);
    }

    String impostor() {
        return impostor;
    }

    public int status() {
        return status;
    }

    public Body body() {
        return new Body(error, getMessage(), getMessage());
    }

    /** What a client is told. */
    public record Body(
            String error,
            String description,
            @JsonProperty("error_description") String errorDescription) {}
}
