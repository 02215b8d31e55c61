package io.gcxcache.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.budget.ClientForms.Form;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFormsTest {
    @Test
    void readsFormsWithAndWithoutALimit() {
        assertThat(ClientForms.parse("inin-ratelimit:300, x-ratelimit").limits())
                .isEqualTo(Map.of(Form.ININ_RATELIMIT, 300L, Form.X_RATELIMIT, 0L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void noFormMayBeTheClients(String nothing) {
        assertThat(ClientForms.parse(nothing).limits()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inin",
                "Inin-Ratelimit",
                "inin-ratelimit:",
                "inin-ratelimit:0",
                "inin-ratelimit:-1",
                "inin-ratelimit:300:1",
                "inin-ratelimit:9999999999",
                "ratelimit,",
                ",",
                "ratelimit;x-ratelimit"
            })
    void refusesWhatIsNoForm(String text) {
        assertThatThrownBy(() -> ClientForms.parse(text))
                .hasMessage("a list of ratelimit, x-ratelimit, inin-ratelimit, each with :limit if it speaks of the"
                        + " client only where it tells that limit");
    }

    @Test
    void aFormWithALimitSpeaksOfTheClientOnlyWhereItTellsIt() {
        ClientForms forms = ClientForms.parse("inin-ratelimit:300,ratelimit");

        assertThat(forms.speaksOfClient(Form.ININ_RATELIMIT, window(300))).isTrue();
        assertThat(forms.speaksOfClient(Form.ININ_RATELIMIT, window(180))).isFalse();
        assertThat(forms.speaksOfClient(Form.RATELIMIT, window(180))).isTrue();
        assertThat(forms.speaksOfClient(Form.X_RATELIMIT, window(300))).isFalse();
    }

    private static RateWindow window(long limit) {
        return new RateWindow("default", limit, 1, Instant.EPOCH, Duration.ofMinutes(1));
    }
}
