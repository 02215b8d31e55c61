package io.gcxcache.consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * Writes and verifies tokens with one key: JWTs (RFC 7519) by HMAC-SHA-256 and nothing else, of the gateway for the
 * gateway.
 *
 * <p>Immutable, safe for use by several threads.
 */
final class TokenSignature {
    private static final String ISSUER = "gcx-cache";

    /** What the tokens are good for. */
    private static final String AUDIENCE = "/api/v2";

    private static final String CREDENTIAL = "credential";

    private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.HS256;

    private final MACSigner signer;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    TokenSignature(SecretKey key, InstantSource clock) {
        try {
            signer = new MACSigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(
                    "A key of " + KeyFile.BITS + " bits is as long as " + ALGORITHM + " wants", e);
        }
        processor.setJWSKeySelector(new SingleKeyJWSKeySelector<>(ALGORITHM, key));
        processor.setJWTClaimsSetVerifier(new Claims(clock));
    }

    String sign(TokenOwner owner, Instant now) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(owner.clientId())
                .claim(CREDENTIAL, owner.credential())
                .jwtID(owner.tokenId())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(owner.ends()))
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(ALGORITHM), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("A token cannot fail to be signed", e);
        }
        return token.serialize();
    }

    /** Who a token is of; empty if it is not one of this key that is good now. */
    Optional<TokenOwner> verify(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            return Optional.of(new TokenOwner(
                    claims.getSubject(),
                    claims.getStringClaim(CREDENTIAL),
                    claims.getJWTID(),
                    claims.getExpirationTime().toInstant()));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return Optional.empty();
        }
    }

    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final InstantSource clock;

        Claims(InstantSource clock) {
            super(AUDIENCE, new JWTClaimsSet.Builder().issuer(ISSUER).build(), Set.of("sub", "jti", "exp"));
            this.clock = clock;
            setMaxClockSkew(0);
        }

        @Override
        protected Date currentTime() {
            return new Date(clock.millis());
        }
    }
}
