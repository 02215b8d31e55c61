package io.gcxcache.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.consumer.OAuthError;
import io.gcxcache.consumer.Unauthenticated;
import io.gcxcache.problem.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** How errors are told: at every path in the form that its clients read, whoever finds them. */
enum ErrorForm {
    /** A problem document (RFC 9457). */
    PROBLEM_DOCUMENT("application/problem+json") {
        @Override
        Told told(Problem problem, Throwable failure, String correlationId) {
            ObjectNode document = JSON.createObjectNode();
            document.put("type", problem.type())
                    .put("title", problem.title())
                    .put("status", problem.status())
                    .put("detail", problem.detail());
            return new Told(problem.status(), document.toString());
        }
    },

    /** As Genesys Cloud tells them. */
    GENESYS("application/json") {
        @Override
        Told told(Problem problem, Throwable failure, String correlationId) {
            GenesysError error = failure instanceof Unauthenticated refused
                    ? new GenesysError(problem.status(), refused.code(), problem.detail())
                    : GenesysError.of(problem);
            return new Told(error.status(), error.json(correlationId));
        }
    },

    /** As a token endpoint tells them (RFC 6749, section 5.2). */
    LOGIN("application/json") {
        @Override
        Told told(Problem problem, Throwable failure, String correlationId) {
            OAuthError error = OAuthError.of(problem);
            return new Told(error.status(), JSON.valueToTree(error.body()).toString());
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/api/v2";
    private static final Set<String> LOGINS = Set.of("/login/oauth/token", "/oauth/token");

    private final String mediaType;

    ErrorForm(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The form at the path of a request. */
    static ErrorForm of(HttpServerRequest request) {
        String path = read(request.path());
        if (path.startsWith(API) && (path.length() == API.length() || path.charAt(API.length()) == '/')) {
            return GENESYS;
        }
        return isLogin(path) ? LOGIN : PROBLEM_DOCUMENT;
    }

    /** Whether a path, as it reads, is one of the logins. */
    static boolean isLogin(String path) {
        return LOGINS.contains(path);
    }

    String mediaType() {
        return mediaType;
    }

    /**
     * What a client is told.
     *
     * @param failure what the problem was told of
     * @param correlationId the id that the reply names, if its form has one
     */
    abstract Told told(Problem problem, Throwable failure, String correlationId);

    /** A path that cannot be read is refused for that, and nobody's. */
    private static String read(String path) {
        try {
            return path == null ? "" : RawPath.decoded(path);
        } catch (Problem unreadable) {
            return path;
        }
    }

    /** A status and a body. */
    record Told(int status, String body) {}
}
