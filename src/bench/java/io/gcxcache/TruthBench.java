package io.gcxcache;

import io.gcxcache.paging.WalkTruthRounds;
import java.nio.file.Files;

/**
 * Twelve clients read what others change, invalidate and verify: is every answer as true as promised? Then ten times as many walks as
 * each of them asks questions, through lists that change, are short or go in circles. Prints counts.
 */
final class TruthBench {
    private TruthBench() {}

    /** @param args how many questions each client asks; 20,000 if left out */
    public static void main(String[] args) throws Exception {
        int questions = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        long start = System.nanoTime();
        TruthRounds.Outcome outcome;
        try (TruthRounds rounds = new TruthRounds(Files.createTempDirectory("gcx-truth-bench"))) {
            outcome = rounds.play(questions);
        }
        System.out.printf("%.0f s%n", (System.nanoTime() - start) / 1e9);
        outcome.counts().forEach((what, count) -> System.out.printf("%,10d %s%n", count, what));
        outcome.violations().forEach((what, count) -> System.out.printf("%,10d WRONG: %s%n", count, what));
        new WalkTruthRounds()
                .play(10 * questions, start)
                .forEach((end, count) -> System.out.printf("%,10d walks: %s%n", count, end));
        if (!outcome.violations().isEmpty()) {
            throw new IllegalStateException("Not every answer was true");
        }
    }
}
