package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The login: exchanges one client's credentials, by Basic header or by form, for a bearer token. */
final class TokenEndpoint {
    private static final String BASIC = "Basic ";

    private final String clientId;
    private final String clientSecret;
    private final Tokens tokens;

    TokenEndpoint(String clientId, String clientSecret, Tokens tokens) {
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.tokens = tokens;
    }

    Reply answer(ApiRequest call) {
        Optional<Effect.Substitute> scripted = call.show(Effect.Substitute.class);
        return (scripted.isPresent() ? scripted.get().reply(call) : judge(call)).with("Cache-Control", "no-store");
    }

    private Reply judge(ApiRequest call) {
        Optional<String> grant = call.formField("grant_type");
        if (grant.isEmpty()) {
            return ErrorReplies.oauth(400, "invalid_request", "grant_type is missing");
        }
        if (!grant.get().equals("client_credentials")) {
            return ErrorReplies.oauth(400, "unsupported_grant_type", "only client_credentials is granted");
        }
        Credentials given = credentials(call);
        if (!given.id().equals(clientId)) {
            return ErrorReplies.oauth(400, "invalid_client", "client not found");
        }
        if (!given.secret().equals(clientSecret)) {
            return ErrorReplies.oauth(400, "unauthorized_client", "client authentication failed");
        }
        return Reply.json(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("access_token", tokens.issue())
                        .put("token_type", "bearer")
                        .put("expires_in", tokens.lifetime().toSeconds()));
    }

    private static Credentials credentials(ApiRequest call) {
        String header = call.header("Authorization").orElse("");
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return new Credentials(
                    call.formField("client_id").orElse(""),
                    call.formField("client_secret").orElse(""));
        }
        try {
            byte[] pair =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).trim());
            String[] parts = new String(pair, StandardCharsets.UTF_8).split(":", 2);
            return new Credentials(parts[0], parts.length == 2 ? parts[1] : "");
        } catch (IllegalArgumentException notBase64) {
            return new Credentials("", "");
        }
    }

    private record Credentials(String id, String secret) {}
}
