package io.gcxcache.consumer;

import java.time.Instant;

/**
 * Who asks, as a verified token says it.
 *
 * @param clientId the OAuth client that logged in
 * @param tokenId tells its tokens apart, and is none
 * @param ends when the token expires
 */
public record TokenOwner(String clientId, String tokenId, Instant ends) {
    /** The exchange property of a route whose callers have a token. */
    public static final String PROPERTY = "GcxTokenOwner";
}
