package io.gcxcache;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Distinct questions without pause in three families, for five windows or as many as told, at 30 calls a minute. */
final class PacingBench {
    private PacingBench() {}

    public static void main(String[] args) throws Exception {
        int windows = args.length == 0 ? 5 : Integer.parseInt(args[0]);
        try (PacingRounds rounds =
                new PacingRounds(Files.createTempDirectory("gcx-pacing-bench"), Map.of("gcx.budget.max-wait", "10"))) {
            long end = System.nanoTime()
                    + PacingRounds.WINDOW.multipliedBy(windows).toNanos();
            List<Thread> clients = new ArrayList<>();
            for (String family : PacingRounds.FAMILIES) {
                Thread client = new Thread(() -> {
                    while (System.nanoTime() < end) {
                        rounds.ask(family).join();
                    }
                });
                client.start();
                clients.add(client);
            }
            for (Thread client : clients) {
                client.join();
            }
            System.out.printf(
                    "%d questions in %d families, %d windows of %d s: %d calls, %.1f %% of %d; at most %d in any window; %d x 429%n",
                    rounds.questions(),
                    PacingRounds.FAMILIES.size(),
                    windows,
                    PacingRounds.WINDOW.toSeconds(),
                    rounds.calls(),
                    100.0 * rounds.calls() / (windows * PacingRounds.LIMIT),
                    windows * PacingRounds.LIMIT,
                    rounds.mostInAWindow(),
                    rounds.refusals());
        }
    }
}
