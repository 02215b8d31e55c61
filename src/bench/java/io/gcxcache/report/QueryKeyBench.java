package io.gcxcache.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.json.CanonicalJson;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long a key takes, and ten million pairs of queries: those that ask the same share a key, those that differ in the
 * least do not.
 */
final class QueryKeyBench {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");
    private static final ZoneId ZONE = ZoneOffset.UTC;
    private static final int ROUNDS = 41;
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private final QueryReader reader = new QueryReader(
            QuerySpelling.READING, Duration.ofSeconds(10), rule -> {}, InstantSource.system(), InstantSource.system());

    private QueryKeyBench() {}

    /** @param args how many pairs; ten million if left out */
    public static void main(String[] args) {
        QueryKeyBench bench = new QueryKeyBench();
        bench.measure(1, 20_000);
        bench.measure(300, 200);
        bench.compare(args.length > 0 ? Long.parseLong(args[0]) : 10_000_000);
    }

    /**
     * From the bytes of a query with so many predicates to its key, in CPU time, which others on the machine do not stretch: the
     * middle, the fastest and the slowest round.
     */
    private void measure(int predicates, int times) {
        byte[] query = query(predicates);
        long[] nanos = new long[ROUNDS];
        int sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = CPU.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                sum += hash(query).length();
            }
            nanos[round] = (CPU.getCurrentThreadCpuTime() - start) / times;
        }
        // What comes first is still being compiled.
        long[] warm = Arrays.stream(nanos).skip(ROUNDS / 4).sorted().toArray();
        System.out.printf(
                "key of %,d bytes: %.1f us of CPU (%.1f to %.1f, %d hashed)%n",
                query.length, warm[warm.length / 2] / 1e3, warm[0] / 1e3, warm[warm.length - 1] / 1e3, sum / 64);
    }

    private static byte[] query(int predicates) {
        Random random = new Random(predicates);
        String filter = IntStream.range(0, predicates)
                .mapToObj(i -> "{\"type\": \"dimension\", \"dimension\": \"queueId\", \"operator\": \"matches\","
                        + " \"value\": \"%016x-%016x\", \"range\": null}"
                                .formatted(random.nextLong(), random.nextLong()))
                .collect(Collectors.joining(", "));
        return ("{\"interval\": \"2026-03-01T00:00:00Z/2026-03-02T00:00:00Z\", \"granularity\": \"PT30M\","
                        + " \"groupBy\": [\"queueId\"], \"metrics\": [\"tHandle\", \"nOffered\"],"
                        + " \"filter\": {\"type\": \"or\", \"predicates\": [" + filter + "]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void compare(long pairs) {
        Random random = new Random(20260302);
        long same = 0;
        long different = 0;
        long start = System.nanoTime();
        for (long i = 0; i < pairs; i++) {
            QuerySpelling spelling = new QuerySpelling(random.nextLong());
            String first = hash(spelling.text(random));
            if (i % 2 == 0) {
                if (!hash(spelling.text(random)).equals(first)) {
                    throw new IllegalStateException("One question, two keys: " + spelling.text(random));
                }
                same++;
            } else {
                QuerySpelling other = spelling.closeTo(random);
                if (hash(other.text(random)).equals(first)) {
                    throw new IllegalStateException(
                            "Two questions, one key: " + spelling.text(random) + " and " + other.text(random));
                }
                different++;
            }
        }
        comparePolls(pairs / 5, random);
        System.out.printf(
                "%,d pairs of one question shared their key, %,d pairs of close questions did not, in %.0f s%n",
                same, different, (System.nanoTime() - start) / 1e9);
    }

    /** Times that end now, half of the pairs close to each other. */
    private void comparePolls(long pairs, Random random) {
        for (long i = 0; i < pairs; i++) {
            PolledTime time = PolledTime.any(random);
            PolledTime.Poll first = time.poll(random);
            PolledTime.Poll second = i % 2 == 0 ? time.poll(random) : time.close(random);
            if (hash(first).equals(hash(second)) != (i % 2 == 0)) {
                throw new IllegalStateException("Wrong keys: " + first + " and " + second);
            }
        }
        System.out.printf("%,d pairs of polls had one key if they were of one time, else two%n", pairs);
    }

    private String hash(PolledTime.Poll poll) {
        ObjectNode query = JsonNodeFactory.instance.objectNode().put("interval", poll.interval());
        return reader.hash(query, new Moments(ZONE, poll.now()), null);
    }

    private String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private String hash(byte[] text) {
        return reader.hash((ObjectNode) CanonicalJson.read(text), new Moments(ZONE, NOW), null);
    }
}
