package io.gcxcache.audit;

import java.util.function.Consumer;

/**
 * Follows the chain from line to line, through file after file, and says where it breaks.
 *
 * <p>After a break it goes on from the line as it is, so that one change is told once or twice, and not of every line
 * behind it.
 */
final class ChainCheck {
    private final AuditHead head;
    private final String headName;
    private final Consumer<AuditFinding> findings;
    private final Consumer<String> remarks;

    private String firstFile;
    private String file;
    private long number;
    private boolean chainedInThisFile;

    /** The last line of the chain; null before there is one. */
    private Place last;
    /** The line where the chain was left for one that does not follow; it may come back. */
    private Place left;
    /** The line without a newline at the end of the file, or null. */
    private Place unfinished;
    /** How many lines since the last of the chain are none of it. */
    private long strangers;

    private long linesBeforeTheChain;
    private Run run;

    /** @param head null if there is none */
    ChainCheck(AuditHead head, String headName, Consumer<AuditFinding> findings, Consumer<String> remarks) {
        this.head = head;
        this.headName = headName;
        this.findings = findings;
        this.remarks = remarks;
    }

    void beginFile(String name) {
        if (unfinished != null) {
            tell(unfinished, "is incomplete");
            strangers++;
            unfinished = null;
        }
        firstFile = firstFile == null ? name : firstFile;
        file = name;
        number = 0;
        chainedInThisFile = false;
    }

    /** @param line null if it is no JSON event */
    void line(AuditLine line, String hash) {
        number++;
        if (line != null && line.isChained()) {
            tellRun();
            chained(line, place(line.seq(), hash));
        } else if (line != null && (last == null || last.link.seq() == 0)) {
            linesBeforeTheChain++;
            last = place(0, hash);
        } else {
            stranger(line == null ? "no JSON event" : "not of the chain, without seq and prev");
        }
    }

    /** The file ends with bytes that no newline follows. */
    void unfinished() {
        number++;
        unfinished = place(0, "");
    }

    void endFile() {
        tellRun();
        if (number == 0) {
            remarks.accept(file + " is empty");
        }
    }

    /** Compares where the files end with the head. */
    void end() {
        if (linesBeforeTheChain > 0) {
            remarks.accept("the first " + linesBeforeTheChain
                    + " lines have no seq: an older version wrote them, and whether they were changed cannot be told");
        }
        long seq = last == null ? 0 : last.link.seq();
        if (head != null && head.last().seq() > seq + strangers) {
            String cut = missing(seq + strangers + 1, head.last().seq()) + " behind it: " + headName + " tells of line "
                    + head.last().seq() + " in " + head.file();
            Place end = last == null ? place(0, "") : last;
            tell(unfinished == null ? end : unfinished, unfinished == null ? cut : "is incomplete, and " + cut);
        } else if (unfinished != null && head == null) {
            tell(unfinished, "is incomplete");
        } else if (unfinished != null) {
            remarks.accept(file + " ends with an incomplete line: it is being written, or a kill cut it short and the"
                    + " next start takes it away");
        }
    }

    private void chained(AuditLine line, Place read) {
        Place here = read;
        boolean follows = last == null || line.follows(last.link);
        if (last == null && line.opens() != null && line.seq() > 1 + strangers) {
            remarks.accept("the chain begins with line " + line.seq() + "; earlier files are not here");
        } else if (!follows && comesBack(line)) {
            left = last;
        } else if (!follows) {
            here = tellBreak(line, here);
        }
        here = checkOpens(line, here, follows);
        last = checkWithHead(here);
        strangers = 0;
        chainedInThisFile = true;
    }

    private boolean comesBack(AuditLine line) {
        return left != null && line.seq() > last.link.seq() && line.follows(left.link);
    }

    /** Says why a line does not follow the one before it. */
    private Place tellBreak(AuditLine line, Place here) {
        long seq = line.seq();
        long next = last.link.seq() + 1;
        if (seq != next && strangers == 0 && line.prev().equals(last.link.hash())) {
            tell(here, "was edited: it follows line " + last.link.seq() + ", so its seq was " + next);
            return new Place(file, number, new ChainLink(next, here.link.hash()), true);
        }
        if (seq < next) {
            tell(here, "is repeated or out of order: it stands behind line " + last.link.seq());
            left = last;
        } else if (seq > next + strangers) {
            tell(here, missing(next + strangers, seq - 1) + " before it" + (number == 1 ? betweenFiles(line) : ""));
            left = last;
        } else if (strangers == 0 && !last.told) {
            tell(last, "was edited: line " + seq + " has another hash of it");
        }
        return here;
    }

    private String betweenFiles(AuditLine line) {
        return line.opens() == null
                ? ": the beginning of this file was cut off"
                : ": the end of " + last.file + " was cut off, or a file is gone";
    }

    /** The first line of a file names it, and no other line does. */
    private Place checkOpens(AuditLine line, Place here, boolean follows) {
        if (line.opens() == null) {
            boolean cut = number == 1 && (follows || file.equals(firstFile));
            return cut ? told(here, "is not the line that the file began with: its beginning was cut off") : here;
        }
        if (line.opens().equals(file) && !chainedInThisFile) {
            return here;
        }
        return told(here, "was the first line of " + line.opens() + ": a file was renamed, or its lines were moved");
    }

    private Place checkWithHead(Place here) {
        boolean differs = head != null
                && head.last().seq() == here.link.seq()
                && !head.last().hash().equals(here.link.hash());
        return differs && !here.told ? told(here, "was edited: " + headName + " has another hash of it") : here;
    }

    /** Strangers of one kind that stand together in a file are told together. */
    private void stranger(String kind) {
        strangers++;
        if (run != null && run.kind.equals(kind)) {
            run = new Run(run.from, number, kind);
        } else {
            tellRun();
            run = new Run(number, number, kind);
        }
    }

    private void tellRun() {
        if (run != null) {
            String what = "is " + run.kind + (run.from == run.to ? "" : ", like all up to line " + run.to);
            tell(new Place(file, run.from, new ChainLink(0, ""), false), what);
            run = null;
        }
    }

    private Place place(long seq, String hash) {
        return new Place(file, number, new ChainLink(seq, hash), false);
    }

    private Place told(Place place, String what) {
        tell(place, what);
        return new Place(place.file, place.number, place.link, true);
    }

    private void tell(Place place, String what) {
        findings.accept(new AuditFinding(place.file, place.number, place.link.seq(), what));
    }

    private static String missing(long first, long last) {
        return first == last ? "line " + first + " is missing" : "lines " + first + " to " + last + " are missing";
    }

    /** A line, where it stands, and whether it was already told to be wrong by itself. */
    private record Place(String file, long number, ChainLink link, boolean told) {}

    private record Run(long from, long to, String kind) {}
}
