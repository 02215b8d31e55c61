package io.gcxcache.audit;

import com.sun.management.ThreadMXBean;
import io.gcxcache.disk.Disk;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a hit's audit costs the thread that takes it down and the one that writes it: as a single event, as a recurring one
 * that is looked up, and as one that is held. Rounds alternate, and the files are deleted as they grow.
 *
 * <p>The argument is how many rounds there are, 30 unless told.
 */
final class AuditLinesBench {
    private static final int BATCHES = 50;
    private static final int QUESTIONS = 1_000;
    private static final int WARM_UP = 10;
    private static final String CONSUMER = "wallboard";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String[] ids =
            IntStream.range(0, QUESTIONS).mapToObj(i -> "internal_agents_" + i).toArray(String[]::new);
    private final String[] keys =
            Stream.of(ids).map(id -> "gcx:directory:" + id).toArray(String[]::new);
    private final RecurringEvent[] held = IntStream.range(0, QUESTIONS)
            .mapToObj(i -> new RecurringEvent("cache_hit", keys[i], "directory_id", ids[i], CONSUMER))
            .toArray(RecurringEvent[]::new);
    private final RecurringEvents known = new RecurringEvents();
    private final InstantSource clock = InstantSource.system();
    private int next;

    /** How a hit becomes an event. */
    private interface Way {
        AuditEvent event(int question, Instant timestamp, long nanos);
    }

    public static void main(String[] args) throws Exception {
        new AuditLinesBench().run(args.length > 0 ? Integer.parseInt(args[0]) : 30);
    }

    private void run(int rounds) throws Exception {
        Map<String, Way> ways = Map.of("single", this::single, "looked up", this::lookedUp, "held", this::held);
        String[] names = {"single", "looked up", "held"};
        Cost[][] costs = new Cost[names.length][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int way = 0; way < names.length; way++) {
                Cost cost = measure(ways.get(names[way]));
                if (round >= 0) {
                    costs[way][round] = cost;
                }
            }
        }
        for (int way = 0; way < names.length; way++) {
            System.out.printf(
                    "%-10s taking %s ns of CPU an event, %s bytes; writing %s ns, %s bytes%n",
                    names[way],
                    told(Arrays.stream(costs[way]).mapToDouble(Cost::taking).toArray()),
                    median(Arrays.stream(costs[way])
                            .mapToDouble(Cost::takingBytes)
                            .toArray()),
                    told(Arrays.stream(costs[way]).mapToDouble(Cost::writing).toArray()),
                    median(Arrays.stream(costs[way])
                            .mapToDouble(Cost::writingBytes)
                            .toArray()));
        }
    }

    private Cost measure(Way way) throws Exception {
        Path work = Files.createTempDirectory("gcx-audit-lines");
        AuditTrail trail = new AuditTrail();
        long taking = 0;
        long takingBytes = 0;
        long writing = 0;
        long writingBytes = 0;
        try (AuditFile file = new AuditFile(work.resolve("audit"), Disk.REAL, Long.MAX_VALUE, null, clock, trail)) {
            for (int batch = 0; batch < BATCHES; batch++) {
                long cpu = THREADS.getCurrentThreadCpuTime();
                long bytes = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < AuditFile.BATCH; i++) {
                    next = (next + 7) % QUESTIONS;
                    trail.offer(way.event(next, clock.instant(), 42_000 + i));
                }
                long taken = THREADS.getCurrentThreadCpuTime();
                long takenBytes = THREADS.getCurrentThreadAllocatedBytes();
                file.writeBatch();
                writing += THREADS.getCurrentThreadCpuTime() - taken;
                writingBytes += THREADS.getCurrentThreadAllocatedBytes() - takenBytes;
                taking += taken - cpu;
                takingBytes += takenBytes - bytes;
            }
        }
        delete(work);
        double events = (double) BATCHES * AuditFile.BATCH;
        return new Cost(taking / events, takingBytes / events, writing / events, writingBytes / events);
    }

    private AuditEvent single(int question, Instant timestamp, long nanos) {
        return AuditEvent.of(
                        timestamp,
                        "cache_hit",
                        keys[question],
                        "directory_id",
                        ids[question],
                        Map.of("latency_ms", nanos / 1e6))
                .by(CONSUMER);
    }

    private AuditEvent lookedUp(int question, Instant timestamp, long nanos) {
        return known.of("cache_hit", keys[question], "directory_id", ids[question], CONSUMER)
                .at(timestamp, nanos);
    }

    private AuditEvent held(int question, Instant timestamp, long nanos) {
        return held[question].at(timestamp, nanos);
    }

    private static String told(double[] values) {
        Arrays.sort(values);
        return String.format("%.0f (%.0f to %.0f)", values[values.length / 2], values[0], values[values.length - 1]);
    }

    private static String median(double[] values) {
        Arrays.sort(values);
        return String.format("%.0f", values[values.length / 2]);
    }

    private static void delete(Path work) throws Exception {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private record Cost(double taking, double takingBytes, double writing, double writingBytes) {}
}
