package io.gcxcache.consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gcxcache.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The bearer tokens that the gateway issues, verifies and revokes. The key that signs them is made at the first login and
 * kept in a file, so they outlive the process, as do revocations in another beside it. A token that was verified once is
 * remembered, and costs a look-up from then on.
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
    private final KeyFile previousKeyFile;
    private final Revocations revoked;
    private final Consumers consumers;

    /** Null until there is a key. Who reads it at once reads the same. */
    private volatile TokenSignature signature;

    /** Of the key before; null if there is none. */
    private volatile TokenSignature previous;

    /**
     * @param keyFile not touched yet; null if the key, and what is revoked, is to end with the process
     * @param previousKeyFile of a key whose tokens are good until they end; null if there is none
     * @param clock the time of day, since tokens outlive the process
     */
    public Tokens(Path keyFile, Path previousKeyFile, Consumers consumers, InstantSource clock) {
        this.keyFile = new KeyFile("gcx.tokens.key-file", keyFile);
        this.previousKeyFile =
                previousKeyFile == null ? null : new KeyFile("gcx.tokens.previous-key-file", previousKeyFile);
        this.revoked = new Revocations(revokedBeside(keyFile), MOST_REVOKED);
        this.consumers = consumers;
        this.clock = clock;
    }

    /**
     * Reads the keys and what was revoked, as far as there is any.
     *
     * @throws IllegalStateException if a file holds no key, or others may read it
     * @throws java.io.UncheckedIOException if one cannot be read
     */
    public void read() {
        readKey();
        revoked.read(clock.instant());
        if (previousKeyFile != null) {
            previous = new TokenSignature(previousKeyFile.read().orElseThrow(() -> previousKeyFile.isMissing()), clock);
        }
    }

    private static Path revokedBeside(Path keyFile) {
        return keyFile == null ? null : keyFile.toAbsolutePath().resolveSibling(keyFile.getFileName() + ".revoked");
    }

    private void readKey() {
        keyFile.read().ifPresent(key -> signature = new TokenSignature(key, clock));
    }

    /**
     * A token of who logged in, for {@link #LIFETIME}. Fails as {@link #read} does, or if no key can be made.
     *
     * @param credential by its name the one that he logged in with; null if no consumers are declared
     */
    public String issue(String clientId, String credential) {
        if (signature == null) {
            signature = new TokenSignature(keyFile.readOrMake(), clock);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return signature.sign(
                new TokenOwner(clientId, credential, UUID.randomUUID().toString(), now.plus(LIFETIME)), now);
    }

    /** Whether an {@code Authorization} shows a token, good or not; null if there is none. */
    public static boolean isShown(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    /**
     * Whose token an {@code Authorization} shows.
     *
     * @param authorization null if the request has none
     * @throws Unauthenticated if it shows none, or one that is not good
     */
    public TokenOwner owner(String authorization) {
        if (!isShown(authorization)) {
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

    /** Whether tokens are those of declared consumers, and not of whoever came. */
    public boolean areOfConsumers() {
        return consumers.areDeclared();
    }

    /**
     * Whose token it is, if he is declared.
     *
     * @throws Unauthenticated if not, or not with the credential that it was given for
     */
    public Consumer consumer(TokenOwner owner) {
        return consumers.of(owner);
    }

    /** Lets a consumer ask for a path; fails as {@link Consumers#admit} does. */
    public void admit(Consumer consumer, String method, String path) {
        consumers.admit(consumer, method, path);
    }

    /** From now on the token is not good. */
    void revoke(TokenOwner owner) {
        if (!revoked.add(owner, clock.instant())) {
            throw Problem.busy("Too many tokens are revoked", Duration.ofMinutes(1));
        }
    }

    /** Writes revocations that could not be written, if there are any. */
    public void writeRest() {
        revoked.writeRest();
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
        return Stream.of(Optional.ofNullable(signature), Optional.ofNullable(previous))
                .flatMap(Optional::stream)
                .map(key -> key.verify(token))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(Unauthenticated::badToken);
    }
}
