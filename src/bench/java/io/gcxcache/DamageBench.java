package io.gcxcache;

import io.gcxcache.audit.AuditDamage;
import io.gcxcache.change.OutboxDamage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Outbox, audit files and their head are cut and overwritten at any offset, each 1,000 times unless told otherwise, and
 * started with. Prints what was told and exits with 1 if a start failed, or something was lost or altered in silence.
 */
final class DamageBench {
    private DamageBench() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length == 0 ? 1_000 : Integer.parseInt(args[0]);
        long seed = args.length < 2 ? System.nanoTime() : Long.parseLong(args[1]);
        System.out.println("seed " + seed);
        Path work = Files.createTempDirectory("gcx-damage-bench");
        List<String> results = new ArrayList<>(OutboxDamage.rounds(work, rounds, seed));
        List<String> ofAudit = AuditDamage.rounds(work, rounds, seed);
        results.addAll(ofAudit);
        results.forEach(System.out::println);
        System.out.println("violations: " + (results.size() - 2));
        System.exit(results.size() == 2 ? 0 : 1);
    }
}
