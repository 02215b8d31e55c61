package io.gcxcache.consumer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.net.WWWFormCodec;

/**
 * Grants tokens for client credentials (RFC 6749, section 4.4), sent as HTTP Basic or as fields of the form: those of a
 * consumer, or any from this machine where no consumers are declared.
 */
final class TokenEndpoint {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String BASIC = "Basic ";
    private static final String GRANT = "client_credentials";
    private static final int LONGEST = 128;

    /** The characters of RFC 6749, appendix A.1; an id is told to logs and listings. */
    private static final Pattern ID = Pattern.compile("[ -~]{1," + LONGEST + "}");

    private final Tokens tokens;
    private final Consumers consumers;

    TokenEndpoint(Tokens tokens, Consumers consumers) {
        this.tokens = tokens;
        this.consumers = consumers;
    }

    /** What was shown, by whichever way. */
    private record Shown(String id, String secret) {
        @Override
        public String toString() {
            return "Shown[id=" + id + ']';
        }
    }

    /**
     * @param contentType null if the request has none
     * @throws OAuthError if no token is granted
     */
    Grant grant(ClientAuthentication client, String contentType, String body) {
        if (!consumers.areDeclared() && !client.local()) {
            throw OAuthError.invalidClient("without consumers, tokens are granted on the loopback address only");
        }
        if (contentType != null && !contentType.split(";", 2)[0].strip().equalsIgnoreCase(FORM)) {
            throw OAuthError.invalidRequest("the body is to be " + FORM);
        }
        List<NameValuePair> form = WWWFormCodec.parse(body, StandardCharsets.UTF_8);
        String grant = field(form, "grant_type");
        if (grant.isEmpty()) {
            throw OAuthError.invalidRequest("grant_type is missing");
        }
        if (!grant.equals(GRANT)) {
            throw OAuthError.unsupportedGrantType("grant_type is to be " + GRANT);
        }
        Shown shown = client.authorization() == null ? shownInForm(form) : shownByBasic(client.authorization());
        if (!ID.matcher(shown.id()).matches()) {
            throw OAuthError.invalidClient("a client id has 1 to " + LONGEST + " printable ASCII characters");
        }
        String credential = consumers.areDeclared()
                ? consumers.logIn(shown.id(), shown.secret()).orElseThrow(() -> OAuthError.wrongSecret(shown.id()))
                : null;
        return new Grant(tokens.issue(shown.id(), credential), "bearer", Tokens.LIFETIME.toSeconds() - 1);
    }

    private static Shown shownInForm(List<NameValuePair> form) {
        Shown shown = new Shown(field(form, "client_id"), field(form, "client_secret"));
        if (shown.id().isEmpty() || shown.secret().isEmpty()) {
            throw OAuthError.invalidClient("client credentials are missing");
        }
        return shown;
    }

    private static Shown shownByBasic(String authorization) {
        if (authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            try {
                byte[] pair = Base64.getDecoder()
                        .decode(authorization.substring(BASIC.length()).strip());
                String[] parts = new String(pair, StandardCharsets.UTF_8).split(":", 2);
                if (parts.length == 2 && !parts[1].isEmpty()) {
                    return new Shown(parts[0], parts[1]);
                }
            } catch (IllegalArgumentException e) {
                // told below, without what was sent
            }
        }
        throw OAuthError.invalidClient("Authorization is to be Basic, with the base64 of id:secret");
    }

    /** Empty if it is not there, as RFC 6749, section 3.2 has it of one without a value. */
    private static String field(List<NameValuePair> form, String name) {
        List<String> values = form.stream()
                .filter(field -> field.getName().equals(name))
                .map(NameValuePair::getValue)
                .toList();
        if (values.size() > 1) {
            throw OAuthError.invalidRequest(name + " is there more than once");
        }
        return values.isEmpty() || values.get(0) == null ? "" : values.get(0);
    }

    /** @param expiresIn seconds, of which one may have passed on the way */
    record Grant(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn) {}
}
