package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    @ParameterizedTest
    @CsvSource({"86399, 86339000", "121, 61000", "120, 60000", "119, 59500", "60, 30000", "2, 1000", "1, 500"})
    void isRenewedAMinuteBeforeItsEndOrHalfway(long lifetime, long renewedAfterMillis) {
        Token token = Token.lasting("secret", Duration.ofSeconds(lifetime), NOW);

        assertThat(token.renewAt()).isEqualTo(NOW.plusMillis(renewedAfterMillis));
    }

    @Test
    void anAbsurdLifetimeIsNoFailure() {
        assertThat(Token.lasting("secret", Duration.ofSeconds(Long.MAX_VALUE), NOW)
                        .isUsable(NOW))
                .isTrue();
    }

    @Property
    void canAlwaysBeUsedBeforeItEnds(@ForAll @LongRange(min = 1, max = 172_800) long lifetime) {
        Token token = Token.lasting("secret", Duration.ofSeconds(lifetime), NOW);

        assertThat(token.isUsable(NOW)).isTrue();
        assertThat(token.renewAt()).isBefore(NOW.plusSeconds(lifetime));
    }

    @Test
    void isNotUsedFromTheMomentOfItsRenewal() {
        Token token = new Token("secret", NOW);

        assertThat(token.isUsable(NOW.minusNanos(1))).isTrue();
        assertThat(token.isUsable(NOW)).isFalse();
    }

    @Test
    void neverPrintsItsValue() {
        assertThat(new Token("secret", NOW).toString()).doesNotContain("secret");
    }
}
