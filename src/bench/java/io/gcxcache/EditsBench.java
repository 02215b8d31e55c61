package io.gcxcache;

import java.nio.file.Files;
import java.util.List;

/** Declarations and routes are edited 50 times, or as often as told, under load. Prints who was failed, and how soon an edit was seen. */
final class EditsBench {
    private EditsBench() {}

    public static void main(String[] args) throws Exception {
        int edits = args.length == 0 ? 50 : Integer.parseInt(args[0]);
        long seed = args.length < 2 ? System.nanoTime() : Long.parseLong(args[1]);
        EditRounds.Outcome outcome = EditRounds.run(Files.createTempDirectory("gcx-edits-bench"), edits, seed);
        List<Long> sorted = outcome.millis().stream().sorted().toList();
        List<Long> exchanges = outcome.exchanges().stream().sorted().toList();
        System.out.printf(
                "seed %d: %d edits applied, %d of them saved in two halves, %d refused, beside %,d requests, failed: %d%n"
                        + "saved and seen after p50 %d ms, max %d ms; %d exchanges of routes took p50 %d ms, max %d ms%n"
                        + "more than after half of them: threads %d, KiB of the heap %,d%n",
                seed,
                outcome.applied(),
                outcome.halves(),
                outcome.refused(),
                outcome.requests(),
                outcome.failed().size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1),
                exchanges.size(),
                exchanges.get(exchanges.size() / 2),
                exchanges.get(exchanges.size() - 1),
                outcome.threads(),
                outcome.bytes() / 1_024);
        outcome.failed().stream().limit(10).forEach(System.out::println);
        System.exit(outcome.failed().isEmpty() ? 0 : 1);
    }
}
