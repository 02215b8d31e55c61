package io.gcxcache.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.gcxcache.MutableClock;
import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's own tokens: whose they are, how long they are good, and what is none. */
class TokensTest {
    private static final String CLIENT = "7f3c9a52-client";

    @TempDir
    Path folder;

    private final MutableClock clock = new MutableClock();
    private Path file;
    private Tokens tokens;

    @BeforeEach
    void begin() {
        clock.stop();
        file = folder.resolve("tokens.key");
        tokens = tokens();
    }

    private Tokens tokens() {
        return new Tokens(file, null, new Consumers(null, clock), clock);
    }

    @Test
    void aTokenTellsWhoLoggedIn() {
        TokenOwner caller = tokens.owner("Bearer " + tokens.issue(CLIENT, null));

        assertThat(caller.clientId()).isEqualTo(CLIENT);
        assertThat(caller.ends())
                .isBetween(clock.instant().plusSeconds(86_399), clock.instant().plusSeconds(86_400));
    }

    @Test
    void aTokenIsAJwtOfTheGatewayForItself() throws Exception {
        SignedJWT token = SignedJWT.parse(tokens.issue(CLIENT, null));

        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
        assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo("gcx-cache");
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("/api/v2");
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo(CLIENT);
        assertThat(token.getJWTClaimsSet().getClaims().keySet())
                .containsExactlyInAnyOrder("iss", "aud", "sub", "jti", "iat", "exp");
    }

    @Test
    void noTwoTokensAreTheSame() {
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> tokens.issue(CLIENT, null))
                        .distinct())
                .hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer %s", "bearer %s", "BEARER  %s "})
    void theSchemeHasNoCase(String form) {
        assertThat(tokens.owner(form.formatted(tokens.issue(CLIENT, null))).clientId())
                .isEqualTo(CLIENT);
    }

    @Test
    void aTokenIsGoodForADayWhetherItWasSeenBeforeOrNot() {
        String seen = tokens.issue(CLIENT, null);
        String unseen = tokens.issue(CLIENT, null);
        tokens.owner("Bearer " + seen);

        clock.advance(Tokens.LIFETIME.minusSeconds(2));
        assertThat(tokens.owner("Bearer " + seen).clientId()).isEqualTo(CLIENT);
        clock.advance(Duration.ofSeconds(2));

        assertBad(seen);
        assertBad(unseen);
    }

    @Test
    void tokensOutliveTheProcess() {
        String token = tokens.issue(CLIENT, null);

        Tokens next = tokens();
        next.read();

        assertThat(next.owner("Bearer " + token).clientId()).isEqualTo(CLIENT);
    }

    @Test
    void aGatewayThatWasThereBeforeTheKeyTakesTheTokensOfTheOneThatMadeIt() {
        Tokens other = tokens();
        other.read();

        String token = tokens.issue(CLIENT, null);

        assertThat(other.owner("Bearer " + token).clientId()).isEqualTo(CLIENT);
        assertThat(tokens.owner("Bearer " + other.issue("b", null)).clientId()).isEqualTo("b");
    }

    @Test
    void nothingIsMadeBeforeTheFirstLogin() {
        tokens.read();
        assertBad("x.y.z");
        assertThat(file).doesNotExist();

        tokens.issue(CLIENT, null);

        assertThat(file).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic Zm9vOmJhcg==", "Token abc", "Bearer"})
    void whatShowsNoTokenIsToldSo(String authorization) {
        assertThatThrownBy(() -> tokens.owner(authorization.isEmpty() ? null : authorization))
                .isInstanceOfSatisfying(Unauthenticated.class, refused -> assertThat(refused.code())
                        .isEqualTo("authentication.required"))
                .hasMessage("No authentication bearer token specified in authorization header.");
    }

    @Test
    void whatIsNoTokenIsRefused() {
        String token = tokens.issue(CLIENT, null);
        String[] parts = token.split("\\.");

        assertBad("");
        assertBad("x");
        assertBad("..");
        assertBad("a.b.c.d.e");
        assertBad("x".repeat(15_000));
        assertBad("[".repeat(10_000));
        assertBad(parts[0] + "." + parts[1]);
        assertBad(parts[0] + "." + parts[1] + ".");
        assertBad(token + ", Bearer " + token);
        for (int cut = 1; cut < token.length(); cut++) {
            assertBad(token.substring(0, cut));
        }
    }

    @Test
    void aTokenThatWasChangedAnywhereIsRefused() {
        String token = tokens.issue(CLIENT, null);

        for (int at = 0; at < token.length() - 1; at++) {
            char other = token.charAt(at) == 'A' ? 'B' : 'A';
            assertBad(token.substring(0, at) + other + token.substring(at + 1));
        }
    }

    @Test
    void noOtherAlgorithmIsTaken() throws Exception {
        tokens.issue(CLIENT, null);
        JWTClaimsSet claims = claims(good -> {});
        SecretKey key = key();
        byte[] longer = (Base64.getEncoder().encodeToString(key.getEncoded()) + "x".repeat(64))
                .getBytes(StandardCharsets.UTF_8);

        assertThat(tokens.owner("Bearer " + signed(JWSAlgorithm.HS256, key, claims))
                        .clientId())
                .as("what is refused below differs by the algorithm alone")
                .isEqualTo(CLIENT);
        assertBad(new PlainJWT(claims).serialize());
        assertBad(new PlainJWT(claims).serialize()
                + signed(JWSAlgorithm.HS256, key, claims).split("\\.")[2]);
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.HS384, JWSAlgorithm.HS512)) {
            assertBad(signed(algorithm, new SecretKeySpec(longer, "HMAC"), claims));
        }
        for (String algorithm : List.of("none", "None", "HS384", "HS512", "RS256", "ES256", "EdDSA")) {
            String header = base64("{\"alg\":\"" + algorithm + "\"}");
            String[] parts = signed(JWSAlgorithm.HS256, key, claims).split("\\.");
            assertBad(header + "." + parts[1] + "." + parts[2]);
        }
    }

    @Test
    void anotherKeyAnotherGatewayOrAnotherPurposeIsRefused() throws Exception {
        tokens.issue(CLIENT, null);
        SecretKey key = key();

        assertBad(signed(JWSAlgorithm.HS256, new SecretKeySpec(new byte[32], "HMAC"), claims(good -> {})));
        assertBad(signed(JWSAlgorithm.HS256, key, claims(token -> token.issuer("another"))));
        assertBad(signed(JWSAlgorithm.HS256, key, claims(token -> token.issuer(null))));
        assertBad(signed(JWSAlgorithm.HS256, key, claims(token -> token.audience("/another"))));
        assertBad(signed(JWSAlgorithm.HS256, key, claims(token -> token.audience((String) null))));
        for (String claim : List.of("sub", "jti", "exp")) {
            assertBad(signed(JWSAlgorithm.HS256, key, claims(token -> token.claim(claim, null))));
        }
    }

    @Test
    void aTokenIsNotGoodBeforeItsTimeNorAfter() throws Exception {
        tokens.issue(CLIENT, null);
        Instant now = clock.instant();

        assertBad(
                signed(JWSAlgorithm.HS256, key(), claims(token -> token.notBeforeTime(Date.from(now.plusSeconds(2))))));
        assertBad(signed(
                JWSAlgorithm.HS256, key(), claims(token -> token.expirationTime(Date.from(now.minusSeconds(1))))));
    }

    @Test
    void aRevokedTokenIsNotGoodAndItsClientsOthersAre() {
        String revoked = tokens.issue(CLIENT, null);
        String other = tokens.issue(CLIENT, null);
        tokens.owner("Bearer " + other);

        tokens.revoke(tokens.owner("Bearer " + revoked));

        assertBad(revoked);
        assertBad(revoked);
        assertThat(tokens.owner("Bearer " + other).clientId()).isEqualTo(CLIENT);
    }

    @Test
    void noRevocationIsForgottenBeforeItsTokenExpires() {
        Revocations revoked = new Revocations(folder.resolve("revoked"), 2);
        Instant now = clock.instant();
        TokenOwner first = new TokenOwner(CLIENT, null, "1", now.plusSeconds(10));
        TokenOwner second = new TokenOwner(CLIENT, null, "2", now.plusSeconds(20));
        TokenOwner third = new TokenOwner(CLIENT, null, "3", now.plusSeconds(30));

        assertThat(revoked.add(first, now)).isTrue();
        assertThat(revoked.add(second, now)).isTrue();
        assertThat(revoked.add(third, now.plusSeconds(9))).isFalse();
        assertThat(revoked.contains(first)).isTrue();
        assertThat(revoked.add(third, now.plusSeconds(10))).isTrue();

        assertThat(revoked.contains(first)).isFalse();
        assertThat(revoked.contains(second)).isTrue();
        assertThat(revoked.contains(third)).isTrue();
    }

    @Test
    void whatCouldNotBeWrittenOnceIsWrittenWithTheNext() throws Exception {
        Path path = folder.resolve("revoked");
        Path inTheWay = Files.createDirectory(path);
        Instant now = clock.instant();
        TokenOwner first = new TokenOwner(CLIENT, null, "1", now.plusSeconds(10));
        TokenOwner second = new TokenOwner(CLIENT, null, "2", now.plusSeconds(20));
        Revocations revoked = new Revocations(path, 2);

        assertThatThrownBy(() -> revoked.add(first, now)).hasMessageContaining("cannot be written");
        Files.delete(inTheWay);
        // As much of it as a full disk took.
        Files.writeString(path, "1 1");
        assertThat(revoked.add(second, now)).isTrue();

        Revocations after = new Revocations(path, 2);
        after.read(now);
        assertThat(after.contains(first)).isTrue();
        assertThat(after.contains(second)).isTrue();
    }

    @Test
    void whatCouldNotBeWrittenOnceIsWrittenWithoutANext() throws Exception {
        Path path = folder.resolve("data").resolve("revoked");
        Path inTheWay = Files.createFile(path.getParent());
        Instant now = clock.instant();
        TokenOwner owner = new TokenOwner(CLIENT, null, "1", now.plusSeconds(10));
        Revocations revoked = new Revocations(path, 2);
        assertThatThrownBy(() -> revoked.add(owner, now)).hasMessageContaining("cannot be written");
        assertThatThrownBy(revoked::writeRest).hasMessageContaining("cannot be written");

        Files.delete(inTheWay);
        revoked.writeRest();

        Revocations after = new Revocations(path, 2);
        after.read(now);
        assertThat(after.contains(owner)).isTrue();
    }

    @Test
    void whatFollowsALineWithoutItsEndIsNotLost() throws Exception {
        Path path = folder.resolve("revoked");
        Instant now = clock.instant();
        TokenOwner first = new TokenOwner(CLIENT, null, "1", now.plusSeconds(10));
        TokenOwner second = new TokenOwner(CLIENT, null, "2", now.plusSeconds(20));
        Files.writeString(path, "1 " + first.ends().getEpochSecond());
        Revocations revoked = new Revocations(path, 2);
        revoked.read(now);

        revoked.add(second, now);

        Revocations after = new Revocations(path, 2);
        after.read(now);
        assertThat(after.contains(first)).isTrue();
        assertThat(after.contains(second)).isTrue();
    }

    @Test
    void whoRevokesMoreThanIsKeptIsRefused() {
        for (int i = 0; i < Tokens.MOST_REVOKED; i++) {
            tokens.revoke(new TokenOwner(CLIENT, null, "t" + i, clock.instant().plusSeconds(1)));
        }

        assertThatThrownBy(() -> tokens.revoke(new TokenOwner(CLIENT, null, "x", clock.instant())))
                .isInstanceOfSatisfying(
                        Problem.class, busy -> assertThat(busy.status()).isEqualTo(503));
    }

    @Test
    void noMoreThanAThousandAreRememberedAndAllAreGood() {
        List<String> issued = IntStream.range(0, 1_500)
                .mapToObj(i -> tokens.issue("c" + i, null))
                .toList();

        for (int round = 0; round < 2; round++) {
            assertThat(issued.stream()
                            .map(token -> tokens.owner("Bearer " + token).clientId())
                            .collect(Collectors.toSet()))
                    .hasSize(1_500);
            assertThat(tokens.remembered()).isBetween(1L, 1_000L);
        }
    }

    @Test
    void whatIsNoTokenIsNotRemembered() {
        tokens.issue(CLIENT, null);

        assertBad("a.b.c");

        assertThat(tokens.remembered()).isZero();
    }

    @Test
    void aWrongKeyFileIsToldAndTakenForNoKey() throws Exception {
        Files.writeString(file, "no key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(tokens::read).hasMessageContaining("gcx.tokens.key-file");
        assertThatThrownBy(() -> tokens.issue(CLIENT, null)).hasMessageContaining("gcx.tokens.key-file");
        assertThat(file).hasContent("no key");
    }

    private void assertBad(String token) {
        assertThatThrownBy(() -> tokens.owner("Bearer " + token))
                .as(token)
                .isInstanceOfSatisfying(Unauthenticated.class, refused -> assertThat(refused.code())
                        .isEqualTo("bad.credentials"))
                .hasMessage("Invalid login credentials.");
    }

    private SecretKey key() {
        return new KeyFile("gcx.tokens.key-file", file).readOrMake();
    }

    private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("gcx-cache")
                .audience("/api/v2")
                .subject(CLIENT)
                .jwtID("1")
                .expirationTime(Date.from(clock.instant().plusSeconds(60)));
        change.accept(claims);
        return claims.build();
    }

    private static String signed(JWSAlgorithm algorithm, SecretKey key, JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
        token.sign(new MACSigner(key));
        return token.serialize();
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
