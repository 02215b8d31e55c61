package io.gcxcache.consumer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens that were revoked and have not expired, in memory and in a file, a line each: its id and the second of its end. Who
 * logs in and revokes over and over is refused at some number: none of them is forgotten before its time.
 *
 * <p>Safe for use by several threads.
 */
final class Revocations {
    private final Path path;
    private final int most;
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    /** Whether the file says all, and ends with a line: one that could not be written may be there in part. */
    private boolean whole = true;

    /** @param path of the file, which is made with the first; null if there is none */
    Revocations(Path path, int most) {
        this.path = path;
        this.most = most;
    }

    boolean contains(TokenOwner owner) {
        return ends.containsKey(owner.tokenId());
    }

    /**
     * Takes up what the file says, and writes it anew without those that have expired; a line that cannot be read, as the last one
     * before a kill, is left out.
     */
    synchronized void read(Instant now) {
        if (path == null) {
            return;
        }
        String text;
        try {
            text = Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw unusable("read", e);
        }
        whole = text.endsWith("\n");
        List<String> lines = text.lines().toList();
        for (String line : lines) {
            String[] parts = line.split(" ");
            if (parts.length == 2 && parts[1].matches("-?\\d{1,11}")) {
                ends.put(parts[0], Instant.ofEpochSecond(Long.parseLong(parts[1])));
            }
        }
        ends.values().removeIf(end -> !now.isBefore(end));
        if (ends.size() < lines.size() || !whole) {
            writeAnew();
        }
    }

    /** Whether there was room for it. When this returns, it outlives the process, and a loss of power. */
    synchronized boolean add(TokenOwner owner, Instant now) {
        if (ends.size() >= most && ends.values().removeIf(end -> !now.isBefore(end))) {
            writeAnew();
        }
        if (ends.size() >= most) {
            return false;
        }
        if (ends.putIfAbsent(owner.tokenId(), owner.ends()) == null) {
            if (whole) {
                append(line(owner.tokenId(), owner.ends()));
            } else {
                writeAnew();
            }
        }
        return true;
    }

    /** Writes what could not be written when it was added: who revoked it is refused now, and cannot ask again. */
    synchronized void writeRest() {
        if (!whole) {
            writeAnew();
        }
    }

    private void append(String line) {
        if (path == null) {
            return;
        }
        whole = false;
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(
                    path,
                    line,
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.DSYNC);
            whole = true;
        } catch (IOException e) {
            throw unusable("written", e);
        }
    }

    private void writeAnew() {
        if (path == null) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        ends.forEach((token, end) -> lines.append(line(token, end)));
        Path next = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(
                    next,
                    lines,
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.DSYNC);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            whole = true;
        } catch (IOException e) {
            throw unusable("written", e);
        }
    }

    private static String line(String token, Instant end) {
        return token + ' ' + end.getEpochSecond() + '\n';
    }

    private UncheckedIOException unusable(String what, IOException e) {
        return new UncheckedIOException("The revoked tokens in " + path + " cannot be " + what + ": " + e, e);
    }
}
