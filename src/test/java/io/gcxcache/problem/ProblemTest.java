package io.gcxcache.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {
    @ParameterizedTest
    @CsvSource({"-5000, 1", "0, 1", "1, 1", "999, 1", "1000, 1", "1001, 2", "41999, 42", "42000, 42"})
    void roundsRetryAfterUpToWholeSeconds(long millis, long seconds) {
        assertThat(Problem.busy("spent", Duration.ofMillis(millis)).retryAfterSeconds())
                .isEqualTo(seconds);
    }

    @Test
    void saysNothingOfRetryingWhereWaitingDoesNotHelp() {
        assertThat(Problem.upstream("broken").retryAfterSeconds()).isZero();
    }

    @Test
    void everyKindHasItsStatus() {
        assertThat(Problem.badRequest("").status()).isEqualTo(400);
        assertThat(Problem.notFound("").status()).isEqualTo(404);
        assertThat(Problem.conflict("").status()).isEqualTo(409);
        assertThat(Problem.tooLarge("").status()).isEqualTo(413);
        assertThat(Problem.unprocessable("").status()).isEqualTo(422);
        assertThat(Problem.upstream("").status()).isEqualTo(502);
        assertThat(Problem.passing("").status()).isEqualTo(502);
        assertThat(Problem.busy("", Duration.ZERO).status()).isEqualTo(503);
        assertThat(Problem.tooSlow("").status()).isEqualTo(504);
    }

    @Test
    void whatIsBusySlowOrPassingMayPass() {
        assertThat(List.of(Problem.busy("", Duration.ZERO), Problem.tooSlow(""), Problem.passing("")))
                .allMatch(Problem::mayPass);
        assertThat(List.of(Problem.upstream(""), Problem.badRequest(""), Problem.notFound(""), Problem.conflict("")))
                .noneMatch(Problem::mayPass);
    }

    @Test
    void namesTheRegisteredTypeOfReducedCapacity() {
        assertThat(Problem.busy("", Duration.ZERO).type())
                .isEqualTo("https://iana.org/assignments/http-problem-types#temporary-reduced-capacity");
        assertThat(Problem.upstream("").type()).isEqualTo("about:blank");
    }

    @Test
    void carriesNoStackTrace() {
        assertThat(Problem.upstream("broken").getStackTrace()).isEmpty();
    }
}
