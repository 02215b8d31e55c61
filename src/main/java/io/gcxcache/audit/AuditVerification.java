package io.gcxcache.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads audit files in one pass and tells whether a line was edited, lost, moved or added since it was written.
 *
 * <p>A gateway may be writing meanwhile: the head is read before the files, so the files have at least what it tells of.
 */
public final class AuditVerification {
    private final AuditFolder folder;
    private final List<AuditFinding> findings = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final LineHash hash = new LineHash();
    private long found;
    private long lines;
    private String from;
    private String to;

    private AuditVerification(AuditFolder folder) {
        this.folder = folder;
    }

    /**
     * Verifies the files in a folder.
     *
     * @throws IOException if there are none, or one cannot be read
     */
    public static AuditReport of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is not a folder");
        }
        return new AuditVerification(new AuditFolder(folder.toRealPath())).report();
    }

    private AuditReport report() throws IOException {
        AuditHead head = head();
        List<Path> files = folder.files();
        if (files.isEmpty()) {
            throw new IOException(folder.path() + " holds no audit files");
        }
        ChainCheck check = new ChainCheck(head, folder.head().getFileName().toString(), this::found, remarks::add);
        for (Path file : files) {
            try {
                read(file, check);
            } catch (IOException e) {
                throw new IOException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        check.end();
        return new AuditReport(files.size(), lines, from, to, findings, found, remarks);
    }

    private AuditHead head() {
        Path path = folder.head();
        try {
            AuditHead head = AuditHead.in(path).orElse(null);
            if (head == null) {
                remarks.add(path + " is not there: whether lines were cut off the end, or the last one was edited,"
                        + " cannot be told");
            }
            return head;
        } catch (IOException e) {
            found(new AuditFinding(path.getFileName().toString(), 1, 0, "is no line of seq, hash and file"));
            return null;
        }
    }

    private void read(Path file, ChainCheck check) throws IOException {
        check.beginFile(file.getFileName().toString());
        try (LineReader reader = new LineReader(file)) {
            while (reader.next()) {
                if (!reader.isComplete()) {
                    check.unfinished();
                    break;
                }
                lines++;
                AuditLine line = AuditLine.read(reader.bytes(), reader.from(), reader.to());
                check.line(line, hash.of(reader.bytes(), reader.from(), reader.to()));
                if (line != null) {
                    from = from == null ? line.timestamp() : from;
                    to = line.timestamp();
                }
            }
        }
        check.endFile();
    }

    private void found(AuditFinding finding) {
        if (findings.size() < AuditReport.MOST) {
            findings.add(finding);
        }
        found++;
    }
}
