package io.gcxcache.tier;

import io.gcxcache.cache.Backing;
import io.gcxcache.cache.CacheEntry;
import io.gcxcache.cache.EntryFormat;
import io.gcxcache.cache.EntryStore;
import io.gcxcache.cache.Freshness;
import io.gcxcache.disk.Disk;
import io.gcxcache.disk.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store keeps, in a file that outlives the process: a record for each entry that came, and one for each that went, added
 * by {@link #settle}. Thread-safe.
 *
 * <p>What is to be written is remembered by its key alone, and looked up when it is written: what came and went in between costs
 * nothing, and nothing that was invalidated before is written.
 *
 * <p>If the file cannot be written, it is emptied, since it would bring back what went; it is filled again when that works.
 */
public final class DiskTier implements Backing, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);
    private static final String SETTING = "gcx.cache.file";
    private static final int CAME = 1;
    private static final int WENT = 2;

    /** Kind, length, check of both, and of the content: a length that is not as it was written would hide all that follows. */
    private static final int FRAME = 1 + 3 * Integer.BYTES;

    /** So many bytes at least are written at once. */
    private static final int BLOCK = 1 << 20;

    private static final Set<PosixFilePermission> OF_THE_OWNER = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final Disk disk;
    private final byte[] head;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    /** The keys of what is in the file. */
    private final Set<String> written = new HashSet<>();

    private EntryStore store;
    private Predicate<CacheEntry> current;
    private Journal journal;
    private volatile boolean behind;

    /** As it was when it was written last: who asks is not to wait while it is. */
    private volatile long size;

    private volatile String trouble;

    /**
     * @param owner whose answers these are; a file of somebody else is set aside
     * @param steady tells how much time has passed
     */
    public DiskTier(Path path, Disk disk, String owner, InstantSource clock, InstantSource steady) {
        this.path = path;
        this.disk = disk;
        this.head = ("gcx-cache entries 1 " + owner + '\n').getBytes(StandardCharsets.US_ASCII);
        this.clock = clock;
        this.steady = steady;
    }

    /**
     * Has the store begin with what is in the file, but for what is too old by now.
     *
     * @param current whether an entry is of what is declared now
     * @throws IllegalStateException if the file can never be where it is to be, or is another gateway's
     */
    public synchronized void open(EntryStore store, Predicate<CacheEntry> current) {
        this.store = store;
        this.current = current;
        Instant begin = steady.instant();
        journal = new Journal(SETTING, "cached entries", path, ofTheOwner(disk), false, new Entries());
        changed.clear();
        written.stream().filter(key -> store.lookUp(key) == null).forEach(changed::add);
        look();
        LOG.info(
                "{}: {} entries of {} are kept, read in {} ms",
                SETTING,
                written.size() - changed.size(),
                path,
                Duration.between(begin, steady.instant()).toMillis());
    }

    @Override
    public void changed(String key) {
        changed.add(key);
    }

    @Override
    public synchronized void settle() {
        if (journal == null || changed.isEmpty() && !behind) {
            return;
        }
        boolean whole = true;
        int news = 0;
        long waiting = 0;
        for (Iterator<String> keys = changed.iterator(); keys.hasNext(); ) {
            String key = keys.next();
            // Before it is looked up: if it changes then, it is told again.
            keys.remove();
            CacheEntry entry = store.settled(key);
            byte[] record = null;
            if (entry != null && !entry.realTime()) {
                written.add(key);
                record = record(CAME, EntryFormat.write(entry));
                news++;
            } else if (written.remove(key)) {
                record = record(WENT, key.getBytes(StandardCharsets.UTF_8));
            }
            if (record != null) {
                journal.add(record);
                waiting += record.length;
            }
            if (waiting > BLOCK) {
                whole &= journal.commit(news);
                waiting = 0;
                news = 0;
            }
        }
        whole &= journal.commit(news);
        behind = !whole && !journal.empty();
        look();
    }

    private void look() {
        size = journal.size();
        trouble = journal.trouble();
    }

    @Override
    public CompletionStage<List<String>> pending() {
        return CompletableFuture.completedFuture(behind ? List.of(SETTING) : List.of());
    }

    /** Writes what changed, and all of it anew where that is due, and brings it to the disk; to be called each second. */
    public void tend() {
        write();
        journal.sync(this);
    }

    private synchronized void write() {
        settle();
        journal.tend();
        look();
    }

    /** What would not outlive the process now, or could not be read; null if nothing. */
    public String trouble() {
        return trouble;
    }

    /** How many bytes the file has. */
    public long size() {
        return size;
    }

    @Override
    public synchronized void close() {
        settle();
        journal.close();
    }

    private static byte[] record(int kind, byte[] content) {
        ByteBuffer record = ByteBuffer.allocate(FRAME + content.length);
        record.put((byte) kind).putInt(content.length);
        record.putInt(check(record.array(), record.position())).putInt(check(content, content.length));
        return record.put(content).array();
    }

    private static int check(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** What is in the file. */
    private final class Entries implements Journal.Content {
        private final Set<String> writtenAnew = new HashSet<>();
        private int records;

        /** So many bytes are those of whole records. */
        private long whole;

        @Override
        public Journal.Found read(InputStream file) throws IOException {
            byte[] first = file.readNBytes(head.length);
            if (first.length == 0) {
                return new Journal.Found(1, null);
            }
            if (!Arrays.equals(first, head)) {
                return nothing("is no file of what is cached of this Genesys client");
            }
            whole = head.length;
            try {
                while (next(file)) {
                    records++;
                }
            } catch (IOException e) {
                return nothing("is damaged: " + e.getMessage());
            }
            return new Journal.Found((double) written.size() / Math.max(1, records), whole, null);
        }

        /** Nobody knows what was to go. */
        private Journal.Found nothing(String damage) {
            written.forEach(store::drop);
            written.clear();
            return new Journal.Found(0, path + " " + damage);
        }

        /** Whether there was one more; of the last one a part may be missing, since its process was killed. */
        private boolean next(InputStream file) throws IOException {
            ByteBuffer frame = ByteBuffer.wrap(file.readNBytes(FRAME));
            if (frame.limit() < FRAME) {
                return false;
            }
            int kind = frame.get();
            int length = frame.getInt();
            int check = check(frame.array(), frame.position());
            if (check != frame.getInt() || length < 0) {
                throw new IOException("a record is not as it was written");
            }
            byte[] content = file.readNBytes(length);
            if (content.length < length) {
                return false;
            }
            if (check(content, length) != frame.getInt()) {
                throw new IOException("a record is not as it was written");
            }
            whole += FRAME + length;
            if (kind == CAME) {
                came(content);
            } else {
                went(new String(content, StandardCharsets.UTF_8));
            }
            return true;
        }

        private void came(byte[] content) throws IOException {
            CacheEntry entry = EntryFormat.read(content, clock.instant(), steady.instant(), store.generation());
            written.add(entry.key());
            if (current.test(entry) && Freshness.of(entry, steady.millis()) != Freshness.EXPIRED) {
                store.put(entry);
            } else {
                store.drop(entry.key());
            }
        }

        private void went(String key) {
            written.remove(key);
            store.drop(key);
        }

        @Override
        public void writeAll(OutputStream anew) throws IOException {
            writtenAnew.clear();
            anew.write(head);
            for (Iterator<CacheEntry> all = store.all().iterator(); all.hasNext(); ) {
                CacheEntry entry = all.next();
                if (!entry.realTime()) {
                    anew.write(record(CAME, EntryFormat.write(entry)));
                    writtenAnew.add(entry.key());
                }
            }
        }

        @Override
        public void writtenAnew() {
            written.clear();
            written.addAll(writtenAnew);
            writtenAnew.clear();
        }
    }

    /** Personal data is nobody else's to read. */
    private static Disk ofTheOwner(Disk disk) {
        return new Disk() {
            @Override
            public RandomAccessFile open(Path path) throws IOException {
                if (Files.notExists(path)
                        && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.createFile(path, PosixFilePermissions.asFileAttribute(OF_THE_OWNER));
                }
                return disk.open(path);
            }

            @Override
            public void sync(RandomAccessFile file) throws IOException {
                disk.sync(file);
            }
        };
    }
}
