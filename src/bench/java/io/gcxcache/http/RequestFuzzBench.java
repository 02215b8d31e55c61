package io.gcxcache.http;

import java.nio.file.Files;

/** Mutated requests to a whole gateway: does every one end, and is nothing told of what is inside? Prints counts. */
final class RequestFuzzBench {
    private RequestFuzzBench() {}

    /** @param args how many requests, 1,000,000 if left out; and the seed, the time of day if left out */
    public static void main(String[] args) throws Exception {
        long requests = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.currentTimeMillis();
        System.out.printf("seed %d%n", seed);
        long start = System.nanoTime();
        RequestFuzz.Outcome outcome;
        try (RequestFuzz fuzz = new RequestFuzz(Files.createTempDirectory("gcx-request-fuzz-bench"))) {
            outcome = fuzz.play(seed, requests);
        }
        System.out.printf(
                "%,d mutated requests in %.0f s, %,d calls to Genesys; the longest exchange took %.1f s%n",
                requests,
                (System.nanoTime() - start) / 1e9,
                outcome.calls(),
                outcome.longest().toMillis() / 1e3);
        System.out.println("ends: " + outcome.ends());
        outcome.complaints().forEach(complaint -> System.out.println("WRONG: " + complaint));
        System.out.printf("wrong: %d%n", outcome.complaints().size());
        System.exit(outcome.complaints().isEmpty() ? 0 : 1);
    }
}
