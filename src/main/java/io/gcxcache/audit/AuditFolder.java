package io.gcxcache.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the audit files are and what they are called.
 *
 * @param path the folder's real path, so that a folder of two names has one head
 */
record AuditFolder(Path path) {
    private static final Pattern NAME = Pattern.compile("audit-\\d{4}-\\d\\d-\\d\\d\\.jsonl");

    /** The name of a day's file. The names sort like the days. */
    static String nameOf(LocalDate day) {
        return "audit-" + day + ".jsonl";
    }

    /** The audit files by their names, oldest first. */
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The file beside the folder that says how far the chain has come. */
    Path head() {
        Path name = path.getFileName();
        return path.resolveSibling((name == null ? "audit" : name) + ".head");
    }
}
