package io.gcxcache.consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gcxcache.upstream.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The bearer tokens that the gateway issues, verifies and revokes. The key that signs them is made at the first login and
 * kept in a file, so they outlive the process; that one was revoked does not. A token that was verified once is remembered,
 * and costs a look-up from then on.
 *
 * <p>Safe for use by several threads.
 */
public final class Tokens {
    static final Duration LIFETIME = Duration.ofDays(1);
    static final int MOST_REMEMBERED = 1_000;
    static final int MOST_REVOKED = 100_000;

    private static final String BEARER = "Bearer ";

    private final KeyFile keyFile;
    private final InstantSource clock;
    private final Cache<String, TokenOwner> verified = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST_REMEMBERED)
            .build();
    private final Revocations revoked = new Revocations(MOST_REVOKED);

    /** Null until there is a key. Who reads it at once reads the same. */
    private volatile TokenSignature signature;

    /**
     * @param keyFile not touched yet
     * @param clock the time of day, since tokens outlive the process
     */
    public Tokens(Path keyFile, InstantSource clock) {
        this.keyFile = new KeyFile(keyFile);
        this.clock = clock;
    }

    /**
     * Reads the key, if there is one.
     *
     * @throws IllegalStateException if the file holds no key, or others may read it
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public void readKey() {
        keyFile.read().ifPresent(key -> signature = new TokenSignature(key, clock));
    }

    /** A token of a client, for {@link #LIFETIME}. Fails as {@link #readKey} does, or if no key can be made. */
    public String issue(String clientId) {
        if (signature == null) {
            signature = new TokenSignature(keyFile.readOrMake(), clock);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return signature.sign(new TokenOwner(clientId, UUID.randomUUID().toString(), now.plus(LIFETIME)), now);
    }

    /**
     * Whose token an {@code Authorization} shows.
     *
     * @param authorization null if the request has none
     * @throws Unauthenticated if it shows none, or one that is not good
     */
    public TokenOwner owner(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Unauthenticated.noToken();
        }
        String token = authorization.substring(BEARER.length()).strip();
        TokenOwner owner = verified.getIfPresent(token);
        if (owner == null) {
            owner = verify(token);
            verified.put(token, owner);
        }
        if (!clock.instant().isBefore(owner.ends()) || revoked.contains(owner)) {
            verified.invalidate(token);
            throw Unauthenticated.badToken();
        }
        return owner;
    }

    /** From now on the token is not good; until the process ends. */
    void revoke(TokenOwner owner) {
        if (!revoked.add(owner, clock.instant())) {
            throw Problem.busy("Too many tokens are revoked", Duration.ofMinutes(1));
        }
    }

    /** How many are remembered. */
    long remembered() {
        verified.cleanUp();
        return verified.estimatedSize();
    }

    private TokenOwner verify(String token) {
        if (signature == null) {
            // Another gateway with the same file may have made it.
            readKey();
        }
        TokenSignature known = signature;
        if (known == null) {
            throw Unauthenticated.badToken();
        }
        return known.verify(token).orElseThrow(Unauthenticated::badToken);
    }
}
