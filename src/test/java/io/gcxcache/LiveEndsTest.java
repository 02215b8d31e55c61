package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries whose end is now, as clients write it: from their clocks. */
class LiveEndsTest {
    private static final String AGGREGATES = "/gcx/queries/conversations-aggregates";

    @TempDir
    Path audit;

    private Gateway gateway;

    /** What a client's clock shows: on no whole second, and far from any whole minute. */
    private Instant now;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(audit);
        gateway.clock.stop();
        Instant minute = gateway.clock.instant().truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
        gateway.clock.advance(Duration.between(gateway.clock.instant(), minute.plusMillis(20_123)));
        now = gateway.clock.instant();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void pollsOfASlidingWindowShareOneAnswerAndAreToldItsInterval() throws Exception {
        HttpResponse<String> first = window(now, Duration.ofMinutes(30));
        gateway.clock.advance(Duration.ofSeconds(7));
        HttpResponse<String> second = window(now.plusSeconds(9), Duration.ofMinutes(30));

        assertThat(Gateway.header(second, "Cache-Status")).startsWith("gcx; hit");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(Gateway.header(second, "GCX-Interval")).isEqualTo(now.minusSeconds(1800) + "/" + now);
        assertThat(asked(second)).isEqualTo(now.minusSeconds(1800) + "/" + now);
    }

    @Test
    void anAnswerThatReachesBackAMinuteServesNobody() throws Exception {
        window(now, Duration.ofMinutes(30));
        gateway.clock.advance(Duration.ofSeconds(61));

        HttpResponse<String> later = window(now.plusSeconds(61), Duration.ofMinutes(30));

        assertThat(Gateway.header(later, "Cache-Status")).startsWith("gcx; fwd=uri-miss");
        assertThat(asked(later)).endsWith("/" + now.plusSeconds(61));
    }

    @Test
    void whatTheLeadersClockWasBehindCountsAsAge() throws Exception {
        window(now.minusSeconds(9), Duration.ofMinutes(30));
        gateway.clock.advance(Duration.ofSeconds(52));

        HttpResponse<String> later = window(now.plusSeconds(52), Duration.ofMinutes(30));

        assertThat(Gateway.header(later, "Cache-Status")).startsWith("gcx; fwd=uri-miss");
    }

    @Test
    void aWindowOfAMinuteIsServedForHalfOfIt() throws Exception {
        window(now, Duration.ofMinutes(1));
        gateway.clock.advance(Duration.ofSeconds(31));

        HttpResponse<String> later = window(now.plusSeconds(31), Duration.ofMinutes(1));

        assertThat(Gateway.header(later, "Cache-Status")).startsWith("gcx; fwd=uri-miss");
    }

    @Test
    void whoWantsItExactlyGetsItsOwnMoments() throws Exception {
        window(now, Duration.ofMinutes(30));
        Instant own = now.plusMillis(1);

        HttpResponse<String> exact = window(own, Duration.ofMinutes(30), "Prefer", "exact");

        assertThat(asked(exact)).isEqualTo(own.minusSeconds(1800) + "/" + own);
        assertThat(Gateway.header(exact, "Preference-Applied")).isEqualTo("exact");
        assertThat(Gateway.header(exact, "GCX-Interval")).isEmpty();
    }

    @Test
    void pagesOfOneSetAreAskedAsTheyAreWritten() throws Exception {
        String details = "/gcx/queries/conversations-details";
        gateway.post(details, "{\"interval\":\"" + now.minusSeconds(60) + "/" + now + "\"}");
        gateway.genesys.calls().clear();

        gateway.post(details, "{\"interval\":\"" + now.minusSeconds(59) + "/" + now.plusSeconds(1) + "\"}");

        assertThat(gateway.genesys.calls().all()).hasSize(1);
    }

    @Test
    void genesysIsAskedForMomentsInTheQuerysZoneAndNotForWords() throws Exception {
        HttpResponse<String> answer = gateway.post(
                AGGREGATES, "{\"interval\":\"today/now\",\"timeZone\":\"Asia/Kolkata\",\"metrics\":[\"nOffered\"]}");

        assertThat(asked(answer)).matches("\\d{4}-\\d\\d-\\d\\dT00:00:00\\.000\\+05:30/.*\\.123\\+05:30");
    }

    @Test
    void aDayThatWasFilledBeforeItEndedIsNotTheDay() throws Exception {
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        gateway.clock.advance(Duration.between(now, midnight.minusMillis(10_500)));
        String day = "{\"interval\":\"" + midnight.minus(Duration.ofDays(1)) + "/" + midnight
                + "\",\"metrics\":[\"nOffered\"]}";
        gateway.post(AGGREGATES, day);
        gateway.clock.advance(Duration.ofMillis(10_500));

        HttpResponse<String> after = gateway.post(AGGREGATES, day);

        assertThat(Gateway.header(after, "Cache-Status")).startsWith("gcx; fwd=uri-miss");
    }

    @Test
    void anIntervalThatIsEmptyAtMidnightIsAnswered() throws Exception {
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        gateway.post(AGGREGATES, "{\"interval\":\"today/now\",\"metrics\":[\"nOffered\"]}");
        gateway.clock.advance(Duration.between(now, midnight));

        HttpResponse<String> empty =
                gateway.post(AGGREGATES, "{\"interval\":\"today/now\",\"metrics\":[\"nOffered\"]}");

        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(Gateway.header(empty, "GCX-Interval"))
                .isEqualTo(midnight.toString().replace("00Z", "00.000Z") + "/"
                        + midnight.toString().replace("00Z", "00.000Z"));
    }

    private HttpResponse<String> window(Instant end, Duration length, String... headers) {
        return gateway.post(
                AGGREGATES,
                "{\"interval\":\"" + end.minus(length) + "/" + end + "\",\"metrics\":[\"nOffered\"]}",
                headers);
    }

    /** The interval that Genesys was asked for, as its answer repeats it. */
    private static String asked(HttpResponse<String> answer) throws Exception {
        JsonNode data = Gateway.json(answer).at("/results/0/data/0/interval");
        return data.asText();
    }
}
