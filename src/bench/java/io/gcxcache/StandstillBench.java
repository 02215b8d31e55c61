package io.gcxcache;

import java.nio.file.Files;
import java.time.Duration;

/** The distribution's process is stopped for a minute, or as many seconds as told, and goes on. Prints how old answers were. */
final class StandstillBench {
    private StandstillBench() {}

    public static void main(String[] args) throws Exception {
        long seconds = args.length == 0 ? 61 : Long.parseLong(args[0]);
        StandstillRounds.Outcome outcome =
                StandstillRounds.run(Files.createTempDirectory("gcx-standstill-bench"), Duration.ofSeconds(seconds));
        System.out.printf(
                "after a standstill of %d s: an entry of 30 s Age %s (%s), real-time Age %s (%s)%n",
                seconds,
                Gateway.header(outcome.contacts(), "Age"),
                Gateway.header(outcome.contacts(), "Cache-Status"),
                Gateway.header(outcome.realTime(), "Age"),
                Gateway.header(outcome.realTime(), "Cache-Status"));
    }
}
