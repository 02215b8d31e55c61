package io.gcxcache;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The distribution is killed in the midst of updates, 50 times unless told otherwise, with a webhook that is slow or fails
 * at times. Prints what was told and exits with 1 if anything is missing, or in the wrong order.
 */
final class KillBench {
    private KillBench() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length == 0 ? 50 : Integer.parseInt(args[0]);
        Path work = Files.createTempDirectory("gcx-kill-bench");
        KillRounds.Summary summary;
        try (KillRounds kill = new KillRounds(work, System.out::println)) {
            summary = kill.run(rounds);
        }
        System.out.println(summary);
        System.exit(summary.violations().isEmpty() ? 0 : 1);
    }
}
