package io.gcxcache.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Where Genesys Cloud is and who we are there.
 *
 * @param apiUrl scheme and host of the API
 * @param loginUrl scheme and host of the token endpoint
 * @param clientId OAuth client id
 * @param clientSecret OAuth client secret; never printed
 * @param clientAuth how the credentials are sent to the token endpoint
 * @param connectTimeout how long a connection may take to open
 * @param responseTimeout how long an answer may take, from its request to its last byte
 * @param maxAnswerBytes how long an answer may be in bytes, unpacked
 * @param wayOut how connections leave for it
 */
public record GenesysAccess(
        URI apiUrl,
        URI loginUrl,
        String clientId,
        String clientSecret,
        ClientAuth clientAuth,
        Duration connectTimeout,
        Duration responseTimeout,
        long maxAnswerBytes,
        WayOut wayOut) {

    /** The regions of Genesys Cloud, from which its hosts follow: {@code api.{region}}, {@code login.{region}}. */
    public static final Set<String> REGIONS = Set.of(
            "mypurecloud.com",
            "mypurecloud.ie",
            "mypurecloud.de",
            "mypurecloud.jp",
            "mypurecloud.com.au",
            "usw2.pure.cloud",
            "cac1.pure.cloud",
            "sae1.pure.cloud",
            "euw2.pure.cloud",
            "euc2.pure.cloud",
            "aps1.pure.cloud",
            "apne2.pure.cloud",
            "apne3.pure.cloud",
            "apse1.pure.cloud",
            "mec1.pure.cloud",
            "mxc1.pure.cloud",
            "use2.us-gov-pure.cloud",
            "edee1.eusc-pure.cloud");

    /** How the credentials are sent to the token endpoint: as a Basic header or as form fields. */
    public enum ClientAuth {
        BASIC,
        FORM
    }

    /** Everything but the secret. */
    @Override
    public String toString() {
        return "GenesysAccess[apiUrl=" + apiUrl + ", loginUrl=" + loginUrl + ", clientId=" + clientId + "]";
    }
}
