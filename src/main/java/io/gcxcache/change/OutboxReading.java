package io.gcxcache.change;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What could be read of an {@link OutboxFile}, and what could not be. */
final class OutboxReading {
    /** The first line. */
    static final byte[] HEADER = "gcx-outbox 1".getBytes(StandardCharsets.US_ASCII);

    /** Longer lines are no notifications. */
    private static final int LONGEST = 1 << 24;

    private static final int BLOCK = 1 << 16;

    private final Map<String, Notification> kept = new LinkedHashMap<>();
    private final Map<String, Missed> missed = new HashMap<>();
    private boolean begins;
    private long lines;
    private long read;
    private long unread;
    private long firstUnread;
    private long last;

    /** Why what follows is not known, or null. */
    private String failure;

    /** Reads as far as that can be; does not close it. */
    OutboxReading(InputStream content) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            InputStream in = new BufferedInputStream(content, BLOCK);
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    take(line.toByteArray());
                    line.reset();
                } else if (line.size() <= LONGEST) {
                    line.write(octet);
                }
            }
        } catch (IOException e) {
            failure = e.toString();
        }
        if (line.size() > 0 || lines == 0 || failure != null) {
            lines++;
            countUnread();
        }
    }

    /** The notifications by their ids. */
    Map<String, Notification> kept() {
        return kept;
    }

    /** By targets. */
    Map<String, Missed> missed() {
        return missed;
    }

    /** How many lines there are, the first one and bad ones among them. */
    long lines() {
        return lines;
    }

    /** The highest number of a line. */
    long last() {
        return last;
    }

    /** Whether every line that was written is there as it was written. */
    boolean isWhole() {
        return unread == 0 && missing() <= 0;
    }

    /** What could not be read, in the words of a message. */
    String damage(Object where) {
        return Math.max(unread, missing()) + " of the lines of " + where + " cannot be read (" + lines + " are there"
                + (unread == 0 ? "" : ", line " + firstUnread + " is the first bad one")
                + (begins ? "" : "; it does not begin with \"" + new String(HEADER, StandardCharsets.US_ASCII) + "\"")
                + (failure == null ? "" : "; it ends with " + failure)
                + ")";
    }

    private void take(byte[] bytes) {
        lines++;
        if (lines == 1 && Arrays.equals(bytes, HEADER)) {
            begins = true;
            return;
        }
        OutboxLine line = OutboxLine.read(bytes);
        if (line == null) {
            countUnread();
            return;
        }
        read++;
        last = Math.max(last, line.number());
        if (line.kept() != null) {
            kept.put(line.kept().id(), line.kept());
        } else if (line.removed() != null) {
            kept.remove(line.removed());
        } else {
            missed.put(line.target(), line.missed());
        }
    }

    private void countUnread() {
        firstUnread = unread == 0 ? lines : firstUnread;
        unread++;
    }

    /** How many of the lines that were written are not there, or cannot be read. */
    private long missing() {
        return last - read;
    }
}
