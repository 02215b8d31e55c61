package io.gcxcache.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private final MVMap<String, String> missed;
    private String trouble;
    private volatile boolean unsynced;

    /**
     * Opens the file, or makes it and its folder.
     *
     * @param path null if they are kept in memory
     * @param retention how long nothing is written over what is out of date, so that a loss of power leaves the one or the
     *     other: longer than the calls of {@link #sync} are apart. The store's own 45 s would fill gigabytes in a flood.
     */
    OutboxFile(Path path, Duration retention) {
        this.path = path;
        try {
            MVStore.Builder builder = new MVStore.Builder();
            if (path != null) {
                Files.createDirectories(path.toAbsolutePath().getParent());
                builder.fileName(path.toString());
            }
            store = builder.open();
            store.setRetentionTime((int) retention.toMillis());
            notifications = store.openMap("notifications");
            missed = store.openMap("missed");
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
                .map(json -> read(json, Notification.class))
                .sorted(Comparator.comparingLong(Notification::number))
                .toList();
    }

    void put(Notification notification) {
        String json = json(notification);
        write(() -> notifications.put(notification.id(), json));
    }

    void remove(Notification notification) {
        write(() -> notifications.remove(notification.id()));
    }

    /** What a target has missed. */
    Missed missed(String target) {
        String json = missed.get(target);
        return json == null ? Missed.NOTHING : read(json, Missed.class);
    }

    void putMissed(String target, Missed now) {
        String json = json(now);
        write(() -> missed.put(target, json));
    }

    /** When this returns, all that was put and removed survives the process. */
    void commit() {
        write(() -> {
            store.commit();
            unsynced = true;
            trouble = null;
        });
    }

    /** Brings what was committed to the disk. Needs no guard, and holds nobody up who commits meanwhile. */
    void sync() {
        if (!unsynced) {
            return;
        }
        unsynced = false;
        try {
            store.sync();
        } catch (MVStoreException e) {
            // Closed, or told by the next commit.
            LOG.debug("gcx.cdn.outbox: {} could not be synced", path, e);
        }
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

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A record cannot fail to be written", e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("gcx.cdn.outbox holds what cannot be read: " + json, e);
        }
    }
}
