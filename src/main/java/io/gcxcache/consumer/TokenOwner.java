package io.gcxcache.consumer;

import java.time.Instant;

/**
 * Who asks, as a verified token says it.
 *
 * @param clientId the OAuth client that logged in: the id of a consumer, if any are declared
 * @param credential by its name the one that it logged in with; null if no consumers were declared
 * @param tokenId tells its tokens apart, and is none
 * @param ends when the token expires
 */
public record TokenOwner(String clientId, String credential, String tokenId, Instant ends) {
    /** The exchange property of a route whose callers have a token. */
    public static final String PROPERTY = "GcxTokenOwner";
}
