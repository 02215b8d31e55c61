package io.gcxcache.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
    private final AuditTrail trail = new AuditTrail();

    @Test
    void isEmptyAtFirst() {
        assertThat(trail.isEmpty()).isTrue();
        assertThat(trail.lost()).isZero();
        assertThat(trail.drain(10)).isEmpty();
    }

    @Test
    void keepsEventsInTheirOrder() {
        offer(5);

        assertThat(trail.size()).isEqualTo(5);
        assertThat(trail.drain(3)).extracting(AuditEvent::key).containsExactly("0", "1", "2");
        assertThat(trail.drain(3)).extracting(AuditEvent::key).containsExactly("3", "4");
        assertThat(trail.isEmpty()).isTrue();
    }

    @Test
    void countsWhatFindsNoRoom() {
        offer(AuditTrail.CAPACITY + 10);

        assertThat(trail.lost()).isEqualTo(10);
        assertThat(trail.drain(Integer.MAX_VALUE)).hasSize(AuditTrail.CAPACITY);
    }

    @Test
    void takesEventsAgainOnceThereIsRoom() {
        offer(AuditTrail.CAPACITY + 1);
        trail.drain(1);

        offer(2);

        assertThat(trail.lost()).isEqualTo(2);
    }

    @Test
    void losesNoEventOfManyThreadsWithoutCountingIt() throws Exception {
        int threads = 8;
        int each = AuditTrail.CAPACITY / threads + 1000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<AuditEvent> drained = new ArrayList<>();
        try {
            Callable<Void> offering = () -> {
                offer(each);
                return null;
            };
            List<Future<Void>> offers = new ArrayList<>();
            for (Callable<Void> task : Collections.nCopies(threads, offering)) {
                offers.add(pool.submit(task));
            }
            drained.addAll(trail.drain(50_000));
            for (Future<Void> offer : offers) {
                offer.get();
            }
        } finally {
            pool.shutdownNow();
        }
        drained.addAll(trail.drain(Integer.MAX_VALUE));

        assertThat(drained.size() + trail.lost()).isEqualTo((long) threads * each);
    }

    private void offer(int events) {
        IntStream.range(0, events)
                .forEach(i -> trail.offer(AuditEvent.of(Instant.EPOCH, "cache_hit", Integer.toString(i), Map.of())));
    }
}
