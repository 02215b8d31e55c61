package io.gcxcache;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The distribution, with a file for its cache, is killed in the midst of fills and invalidations, 50 times unless told otherwise.
 * Prints what was there after the kills, and exits with 1 if anything was missing, or older than an acknowledged invalidation.
 */
final class RestartBench {
    private RestartBench() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length == 0 ? 50 : Integer.parseInt(args[0]);
        long seed = args.length < 2 ? System.nanoTime() : Long.parseLong(args[1]);
        Path work = Files.createTempDirectory("gcx-restart-bench");
        RestartRounds.Summary summary;
        try (RestartRounds restart = new RestartRounds(work, seed, System.out::println)) {
            summary = restart.run(rounds);
        }
        System.out.println("seed " + seed + ": " + summary);
        System.exit(summary.violations().isEmpty() ? 0 : 1);
    }
}
