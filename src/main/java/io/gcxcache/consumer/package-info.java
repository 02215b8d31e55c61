/**
 * Who may ask: what a client gets when it logs in, and what it shows from then on.
 *
 * <p>The login is that of Genesys Cloud, an OAuth 2.0 token endpoint (RFC 6749, section 4.4): clients that know the platform
 * need to know nothing else. The {@link io.gcxcache.consumer.Tokens} are the gateway's own and never leave it for Genesys; a
 * token that was verified is one {@link io.gcxcache.consumer.TokenOwner}, which is all that routes hear of it.
 *
 * <p>{@link io.gcxcache.consumer.Consumers} are what a file declares now; a token is good while it names one of them, and a
 * credential that this one has. Where nobody is declared any credentials are good, so they are taken on loopback only.
 */
package io.gcxcache.consumer;
