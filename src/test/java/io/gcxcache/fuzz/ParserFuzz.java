package io.gcxcache.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A parser and mutants of its seeds, one after the other: of the same seed and number, the same one. Each is read, in bounded
 * time, to an end that the parser knows.
 */
public final class ParserFuzz {
    private static final int MOST_COMPLAINTS = 10;
    private static final int LONGEST_SHOWN = 4_000;
    private static final int MOST_FRAMES = 12;
    private static final int MOST_CHANGES = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Of CPU time, which others on the machine do not stretch. */
    private static final Duration HANGS = Duration.ofSeconds(5);

    /** Whoever takes no CPU time at all for so long waits for ever. */
    private static final Duration WAITS = Duration.ofSeconds(120);

    private static final long LOOK_MILLIS = 100;

    private final FuzzedParser parser;
    private final List<String> seeds;
    private final long seed;
    private final long origin;
    private final SortedMap<String, Long> ends = new TreeMap<>();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private long longestNanos;
    private volatile Reading reading;

    /** What is being read, and by which times that began. */
    private record Reading(long number, String input, long cpu, long began) {}

    /**
     * @param ends how often it came to which end
     * @param complaints what must not happen
     * @param longest what the longest input took of the CPU
     */
    public record Outcome(SortedMap<String, Long> ends, List<String> complaints, Duration longest) {}

    public ParserFuzz(FuzzedParser parser, long seed) {
        this.parser = parser;
        this.seeds = parser.seeds();
        this.seed = seed;
        this.origin = new SplittableRandom(seed).nextLong();
    }

    /** Reads every seed as it is, and then as many mutants; may be called once. */
    public Outcome play(long count) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Thread reader = new Thread(
                () -> {
                    readAll(count);
                    over.countDown();
                },
                "fuzz-" + parser.name());
        reader.setDaemon(true);
        reader.start();
        while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS) && !hangs(reader)) {
            // looks again
        }
        SortedMap<String, Long> counted = over.getCount() == 0 ? ends : new TreeMap<>();
        return new Outcome(counted, List.copyOf(complaints), Duration.ofNanos(longestNanos));
    }

    private boolean hangs(Thread reader) {
        Reading current = reading;
        if (current == null) {
            return false;
        }
        long cpu = THREADS.getThreadCpuTime(reader.getId()) - current.cpu;
        boolean hangs = cpu > HANGS.toNanos() || System.nanoTime() - current.began > WAITS.toNanos();
        StackTraceElement[] frames = reader.getStackTrace();
        if (!hangs || current != reading) {
            return false;
        }
        complain(current.number, current.input, "This does not end" + shown(frames));
        return true;
    }

    private void readAll(long count) {
        for (long number = -seeds.size(); number < count && complaints.size() < MOST_COMPLAINTS; number++) {
            read(number, get(number));
        }
    }

    private void read(long number, String input) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        reading = new Reading(number, input, cpu, System.nanoTime());
        try {
            ends.merge(parser.read(input), 1L, Long::sum);
        } catch (Throwable e) {
            complain(number, input, e + shown(e.getStackTrace()));
        }
        longestNanos = Math.max(longestNanos, THREADS.getCurrentThreadCpuTime() - cpu);
        reading = null;
    }

    /** @param number negative for a seed as it is */
    private String get(long number) {
        if (number < 0) {
            return seeds.get((int) (number + seeds.size()));
        }
        SplittableRandom random = new SplittableRandom(origin + number);
        String input = TextChanges.one(seeds, random);
        if (random.nextInt(8) == 0) {
            input = TextChanges.splice(input, TextChanges.one(seeds, random), random);
        }
        for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
            input = parser.changed(input, TextChanges.one(seeds, random), random);
        }
        return input;
    }

    private void complain(long number, String input, String what) {
        complaints.add("%s: %s%n(seed %d, number %d)%n> %s".formatted(parser.name(), what, seed, number, shown(input)));
    }

    private static String shown(StackTraceElement[] frames) {
        return Arrays.stream(frames)
                .limit(MOST_FRAMES)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
    }

    /** On one line, as a Java text would have it. */
    private static String shown(String input) {
        StringBuilder shown = new StringBuilder();
        for (char c :
                input.substring(0, Math.min(input.length(), LONGEST_SHOWN)).toCharArray()) {
            if (c == '\n') {
                shown.append("\\n");
            } else {
                shown.append(c >= ' ' && c <= '~' ? Character.toString(c) : "\\u%04x".formatted((int) c));
            }
        }
        return shown.append(input.length() > LONGEST_SHOWN ? "… of " + input.length() + " bytes" : "")
                .toString();
    }
}
