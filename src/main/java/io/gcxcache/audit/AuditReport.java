package io.gcxcache.audit;

import java.io.PrintStream;
import java.util.List;

/**
 * What a verification came to.
 *
 * @param files how many files were read
 * @param lines how many lines they have
 * @param from the timestamp of the first line of the chain, or null
 * @param to that of the last
 * @param findings what is wrong, at most {@value #MOST} of them
 * @param found how many findings there are in all
 * @param remarks what cannot be told, and what is as it should be but worth knowing
 */
public record AuditReport(
        int files, long lines, String from, String to, List<AuditFinding> findings, long found, List<String> remarks) {
    static final int MOST = 100;

    public boolean isIntact() {
        return found == 0;
    }

    public void print(PrintStream out) {
        findings.forEach(out::println);
        if (found > findings.size()) {
            out.println("and " + (found - findings.size()) + " more");
        }
        remarks.forEach(remark -> out.println("Remark: " + remark));
        out.println(summary());
    }

    private String summary() {
        String read = counted(files, "file") + ", " + counted(lines, "line");
        String span = from == null ? "" : ", " + from + " to " + to;
        return read + span + ": " + (isIntact() ? "intact" : counted(found, "finding"));
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
