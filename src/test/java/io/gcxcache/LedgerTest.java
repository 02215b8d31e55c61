package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.cdn.Receiver;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ledger finds what it is there to find. */
class LedgerTest {
    private final Ledger ledger = new Ledger();
    private long nanos;

    @Test
    void isContentIfEveryUpdateWasTold() {
        ledger.got("k", "e1", 100);
        ledger.got("k", "e2", 200);

        told("1", "k", "e1", 90);
        told("2", "k", "e2", 190);
        told("2", "k", "e2", 190);

        assertThat(ledger.violations()).isEmpty();
        assertThat(ledger.duplicates()).isEqualTo(1);
    }

    @Test
    void missesAnUpdateThatNobodyWasToldOf() {
        ledger.got("k", "e1", 100);
        ledger.got("k", "e2", 200);

        told("1", "k", "e1", 90);
        told("2", "other", "e3", 300);

        assertThat(ledger.violations())
                .singleElement()
                .asString()
                .startsWith("Nobody was told of Update[key=k, etag=e2");
    }

    @Test
    void takesALaterUpdateOrInvalidationForAnEarlierOne() {
        ledger.got("k", "e1", 100);
        ledger.got("k", "e2", 200);
        ledger.got("l", "e3", 300);

        told("2", "k", "e2", 190);
        told("3", "l", null, 300);

        assertThat(ledger.violations()).isEmpty();
    }

    @Test
    void takesNoInvalidatedTagForAnUpdate() {
        ledger.got("k", "e1", 100);

        told("1", null, null, 200);

        assertThat(ledger.violations()).hasSize(1);
    }

    @Test
    void takesNoEarlierInvalidationForAnUpdate() {
        ledger.got("k", "e1", 100);

        told("1", "k", null, 99);

        assertThat(ledger.violations()).hasSize(1);
    }

    @Test
    void seesAnotherBodyOfTheSameId() {
        told("1", "k", "e1", 100);
        told("1", "k", "e2", 100);

        assertThat(ledger.violations()).singleElement().asString().startsWith("1 was sent with another body");
    }

    @Test
    void seesWhatWasToldTooEarly() {
        told("2", "k", "e2", 200);
        told("1", "k", "e1", 100);
        told("3", "l", "e3", 400);
        told("4", null, null, 300);

        assertThat(ledger.violations())
                .anyMatch(violation ->
                        violation.startsWith("Telling[id=1") && violation.contains("told after Telling[id=2"))
                .anyMatch(violation ->
                        violation.startsWith("Telling[id=4") && violation.contains("told after Telling[id=3"))
                .hasSize(2);
    }

    @Test
    void countsNothingThatWasRefused() {
        ledger.got("k", "e1", 100);

        ledger.told(request("1", "k", "e1", 90), false);

        assertThat(ledger.violations()).hasSize(1);
        assertThat(ledger.refused()).isEqualTo(1);
    }

    /** @param key null if the tag that every key has was invalidated */
    private void told(String id, String key, String etag, long changeMillis) {
        ledger.told(request(id, key, etag, changeMillis), true);
    }

    private Receiver.Received request(String id, String key, String etag, long changeMillis) {
        String body = "{\"timestamp\":\"%s\",\"data\":{\"key\":%s,\"tags\":[\"tag\"%s],\"etag\":%s}}"
                .formatted(
                        Instant.ofEpochMilli(changeMillis),
                        quoted(key),
                        key == null ? "" : "," + quoted(key),
                        quoted(etag));
        return new Receiver.Received("POST", "/", Map.of("webhook-id", id), body, nanos++);
    }

    private static String quoted(String text) {
        return text == null ? null : '"' + text + '"';
    }
}
