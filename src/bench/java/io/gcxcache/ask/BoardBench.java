package io.gcxcache.ask;

/** A million rounds of boarding, invalidating, flying and failing by 16 threads: every flight is flown once and ends. */
final class BoardBench {
    private BoardBench() {}

    /** @param args how many rounds; a million if left out */
    public static void main(String[] args) throws Exception {
        long rounds = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long start = System.nanoTime();
        BoardRounds.Outcome outcome = BoardRounds.play(rounds);
        System.out.printf("%,d rounds in %.1f s: %s%n", rounds, (System.nanoTime() - start) / 1e9, outcome);
        if (outcome.notFlown() + outcome.waiting() + outcome.inProgress() > 0
                || outcome.flown() + outcome.overBefore() != outcome.made()) {
            throw new IllegalStateException("A flight was not flown once, or did not end");
        }
    }
}
