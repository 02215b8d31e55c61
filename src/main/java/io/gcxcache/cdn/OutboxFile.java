package io.gcxcache.cdn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notifications as they survive the process: an H2 MVStore of JSON by id. Guarded by the {@link Outbox}.
 *
 * <p>What cannot be written is told in the log once and in {@link #trouble}; it waits in memory only.
 */
final class OutboxFile {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxFile.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path path;
    private final MVStore store;
    private final MVMap<String, String> notifications;
    private String trouble;

    /** Opens the file, or makes it and its folder. */
    OutboxFile(Path path) {
        this.path = path;
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            store = new MVStore.Builder().fileName(path.toString()).open();
            notifications = store.openMap("notifications");
        } catch (IOException e) {
            throw new UncheckedIOException("gcx.cdn.outbox: cannot create the folder of " + path + ": " + e, e);
        } catch (MVStoreException e) {
            throw new IllegalStateException(
                    e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED
                            ? "gcx.cdn.outbox: " + path + " is in use by another gateway"
                            : "gcx.cdn.outbox: " + path + " cannot be read; moved away, an empty one is begun ("
                                    + e.getMessage() + ")",
                    e);
        }
    }

    /** All that is kept, in its order. */
    List<Notification> all() {
        return notifications.values().stream()
                .map(OutboxFile::read)
                .sorted(Comparator.comparingLong(Notification::number))
                .toList();
    }

    void put(Notification notification) {
        try {
            String json = JSON.writeValueAsString(notification);
            write(() -> notifications.put(notification.id(), json));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A notification cannot fail to be written", e);
        }
    }

    void remove(Notification notification) {
        write(() -> notifications.remove(notification.id()));
    }

    /** When this returns, all that was put and removed survives the process. */
    void commit() {
        write(() -> {
            store.commit();
            trouble = null;
        });
    }

    /** Why notifications would not survive the process, or null. */
    String trouble() {
        return trouble;
    }

    void close() {
        if (!store.isClosed()) {
            store.close();
        }
    }

    private void write(Runnable change) {
        try {
            change.run();
        } catch (MVStoreException e) {
            if (trouble == null) {
                LOG.error(
                        "gcx.cdn.outbox: {} cannot be written, notifications wait in memory only: {}",
                        path,
                        e.getMessage());
            }
            trouble = "gcx.cdn.outbox cannot be written: notifications would not survive the process";
        }
    }

    private static Notification read(String json) {
        try {
            return JSON.readValue(json, Notification.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("gcx.cdn.outbox holds a notification that cannot be read: " + json, e);
        }
    }
}
