package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MidnightTest {
    @Test
    void todayUntilNowIsAnEmptyIntervalAtMidnightOfWhichGenesysSaysWhatItSays(@TempDir Path audit) throws Exception {
        try (Gateway gateway = Gateway.start(audit)) {
            gateway.clock.stop();
            Instant midnight =
                    gateway.clock.instant().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
            gateway.clock.advance(
                    Duration.between(gateway.clock.instant(), midnight).minusSeconds(1));
            String today = "{\"interval\": \"today/now\", \"metrics\": [\"nOffered\"]}";
            HttpResponse<String> before = gateway.post("/gcx/queries/conversations-aggregates", today);
            gateway.clock.advance(Duration.ofSeconds(1));

            HttpResponse<String> after = gateway.post("/gcx/queries/conversations-aggregates", today);

            String moment = midnight.toString().replace("Z", ".000Z");
            assertThat(before.statusCode()).as(before.body()).isEqualTo(200);
            assertThat(after.statusCode()).as(after.body()).isEqualTo(200);
            assertThat(header(after, "Cache-Status")).startsWith("gcx; fwd=uri-miss");
            assertThat(header(after, "GCX-Interval")).isEqualTo(moment + "/" + moment);
            assertThat(after.body()).isNotEqualTo(before.body());
        }
    }
}
