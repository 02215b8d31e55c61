package io.gcxcache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** CPU time as the kernel counts it, in {@code /proc}: of processes with their children, and of the whole machine. */
final class CpuTime {
    /** The unit of these files, whatever the kernel's own is. */
    private static final Duration TICK = Duration.ofMillis(10);

    private CpuTime() {}

    /** What a process and those below it that live have used. */
    static Duration ofTree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** What this process has used, with those of its children that have ended. */
    static Duration ofThisProcess() throws IOException {
        String line = firstLine("self/stat");
        // The second field is the name, which may hold blanks and brackets; utime, stime, cutime and cstime are the
        // 14th to 17th.
        String afterTheName = line.substring(line.lastIndexOf(')') + 2);
        return sum(afterTheName.split(" "), 11, 12, 13, 14);
    }

    /** What everything on this machine has used, and what the host of a virtual one gave to others meanwhile. */
    static Duration ofMachine() throws IOException {
        // cpu, user, nice, system, idle, iowait, irq, softirq, steal
        return sum(firstLine("stat").split(" +"), 1, 2, 3, 6, 7, 8);
    }

    private static Duration sum(String[] fields, int... indexes) {
        return TICK.multipliedBy(IntStream.of(indexes)
                .mapToLong(index -> Long.parseLong(fields[index]))
                .sum());
    }

    private static String firstLine(String file) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", file))) {
            return lines.findFirst().orElseThrow();
        }
    }
}
