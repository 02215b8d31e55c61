package io.gcxcache.audit;

/**
 * Something that is wrong with an audit file.
 *
 * @param file the file's name
 * @param line the line in the file, counted from 1
 * @param seq the line's own number, or 0 if it has none
 * @param what what is wrong
 */
public record AuditFinding(String file, long line, long seq, String what) {
    @Override
    public String toString() {
        return file + " line " + line + (seq > 0 ? " (seq " + seq + "): " : ": ") + what;
    }
}
