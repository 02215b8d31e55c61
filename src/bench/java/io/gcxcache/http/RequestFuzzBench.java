package io.gcxcache.http;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Mutated requests to a whole gateway, half of them of HTTP/1.1 in clear and half of HTTP/2 over TLS: does every one end, and
 * is nothing told of what is inside? Prints counts.
 */
final class RequestFuzzBench {
    private RequestFuzzBench() {}

    /** @param args how many requests, 1,000,000 if left out; and the seed, the time of day if left out */
    public static void main(String[] args) throws Exception {
        long requests = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.currentTimeMillis();
        System.out.printf("seed %d%n", seed);
        int wrong = 0;
        try (RequestFuzz fuzz = new RequestFuzz(folder())) {
            wrong += tell(
                    "HTTP/1.1", requests - requests / 2, System.nanoTime(), fuzz.play(seed, requests - requests / 2));
        }
        try (Http2Fuzz fuzz = new Http2Fuzz(folder())) {
            wrong += tell("HTTP/2", requests / 2, System.nanoTime(), fuzz.play(seed, requests / 2));
        }
        System.out.printf("wrong: %d%n", wrong);
        System.exit(wrong == 0 ? 0 : 1);
    }

    private static Path folder() throws Exception {
        return Files.createTempDirectory("gcx-request-fuzz-bench");
    }

    private static int tell(String version, long requests, long start, RequestFuzz.Outcome outcome) {
        System.out.printf(
                "%,d mutated requests of %s in %.0f s, %,d calls to Genesys; the longest exchange took %.1f s%n",
                requests,
                version,
                (System.nanoTime() - start) / 1e9,
                outcome.calls(),
                outcome.longest().toMillis() / 1e3);
        System.out.println("ends: " + outcome.ends());
        outcome.complaints().forEach(complaint -> System.out.println("WRONG: " + complaint));
        return outcome.complaints().size();
    }
}
