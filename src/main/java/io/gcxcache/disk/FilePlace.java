package io.gcxcache.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * The file that stood at a path when it was asked for; another may have taken its place.
 *
 * @param key tells it from others; null where the file system cannot
 */
public record FilePlace(Path path, Object key) {

    /** The file that stands there now. */
    public static FilePlace of(Path path) throws IOException {
        return new FilePlace(path, attributes(path).fileKey());
    }

    /** Whether it still does, and nobody has deleted or moved it. */
    public boolean isKept() {
        return isKept(0);
    }

    /** Whether it does, and is at least so long. */
    public boolean isKept(long size) {
        try {
            BasicFileAttributes now = attributes(path);
            return Objects.equals(now.fileKey(), key) && now.size() >= size;
        } catch (IOException e) {
            return false;
        }
    }

    /** Moves it aside under a name that is free, since it is not as it was written; answers which. */
    public static Path setAside(Path path) throws IOException {
        int times = 1;
        while (Files.exists(aside(path, times))) {
            times++;
        }
        return Files.move(path, aside(path, times));
    }

    private static Path aside(Path path, int times) {
        return path.resolveSibling(path.getFileName() + ".damaged-" + times);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }
}
