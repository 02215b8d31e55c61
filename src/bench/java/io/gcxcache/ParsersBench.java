package io.gcxcache;

import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.fuzz.ParserFuzz;

/** Mutated inputs to every parser: is each read or refused, in time, and do the rules hold? Prints how often what came of it. */
final class ParsersBench {
    private ParsersBench() {}

    /** @param args how many inputs each, 1,000,000 if left out; and the seed, the time of day if left out */
    public static void main(String[] args) throws Exception {
        long inputs = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.currentTimeMillis();
        System.out.printf("seed %d%n", seed);
        int faults = 0;
        for (FuzzedParser parser : FuzzedParsers.ALL) {
            long start = System.nanoTime();
            ParserFuzz.Outcome outcome = new ParserFuzz(parser, seed).play(inputs);
            System.out.printf(
                    "%s: %,d inputs in %.0f s, the longest took %.0f ms; %d faults%n",
                    parser.name(),
                    inputs,
                    (System.nanoTime() - start) / 1e9,
                    outcome.longest().toNanos() / 1e6,
                    outcome.complaints().size());
            outcome.ends().forEach((end, times) -> System.out.printf("  %,9d %s%n", times, end));
            outcome.complaints().forEach(complaint -> System.out.println("WRONG: " + complaint));
            faults += outcome.complaints().size();
        }
        System.out.printf("faults: %d%n", faults);
        System.exit(faults == 0 ? 0 : 1);
    }
}
