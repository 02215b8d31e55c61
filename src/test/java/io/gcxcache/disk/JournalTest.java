package io.gcxcache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path folder;

    private final TroubledDisk disk = new TroubledDisk();
    private final List<Numbers> opened = new ArrayList<>();
    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("data").resolve("numbers");
    }

    @AfterEach
    void close() {
        opened.forEach(numbers -> numbers.journal.close());
    }

    @Test
    void whatIsAddedIsThereWhenItIsOpenedAgain() {
        Numbers numbers = open();
        numbers.add(1, 2);
        assertThat(numbers.journal.commit(2)).isTrue();
        numbers.add(3);
        numbers.journal.close();

        assertThat(open().kept).containsExactly(1, 2, 3);
    }

    @Test
    void nothingComesBackOfAFileThatWasEmptiedOnAFullDisk() throws IOException {
        Numbers numbers = open();
        numbers.add(1, 2);
        numbers.journal.commit(2);
        disk.leave(0);
        numbers.add(3);
        assertThat(numbers.journal.commit(1)).isFalse();
        numbers.kept.clear();

        assertThat(numbers.journal.empty()).isTrue();

        assertThat(path).isEmptyFile();
        numbers.add(4);
        assertThat(numbers.journal.commit(1)).isFalse();
        assertThat(numbers.journal.trouble()).contains("gcx.numbers", "numbers would not survive");
        assertThat(found()).isEmpty();
        disk.leave(Long.MAX_VALUE);
        tendUntilRested(numbers);
        assertThat(found()).containsExactly(4);
        assertThat(numbers.journal.trouble()).isNull();
        assertThat(aside()).isEmpty();
    }

    @Test
    void aFileThatCannotBeEmptiedIsToldAndWrittenAnewWhenItCanBe() throws IOException {
        Numbers numbers = open();
        numbers.add(1);
        numbers.journal.commit(1);
        disk.setReadOnly(true);
        numbers.kept.clear();

        assertThat(numbers.journal.empty()).isFalse();

        assertThat(numbers.journal.trouble()).contains("gcx.numbers cannot be written");
        disk.setReadOnly(false);
        numbers.journal.tend();
        assertThat(found()).isEmpty();
        assertThat(numbers.journal.trouble()).isNull();
    }

    @Test
    void aFileThatCouldOnlyBeReadIsEmptiedOnceItMayBeWritten() throws IOException {
        Numbers before = open();
        before.add(1);
        before.journal.close();
        disk.setReadOnly(true);
        Numbers numbers = open();
        assertThat(numbers.kept).containsExactly(1);
        disk.setReadOnly(false);
        disk.leave(0);

        assertThat(numbers.journal.empty()).isTrue();

        assertThat(path).isEmptyFile();
    }

    @Test
    void aFileThatSomebodyPutInItsPlaceDoesNotComeBackEither() throws IOException {
        Numbers numbers = open();
        numbers.add(1);
        numbers.journal.commit(1);
        Path copy = Files.copy(path, folder.resolve("copy"));
        Files.delete(path);
        Files.move(copy, path);
        disk.leave(0);

        assertThat(numbers.journal.empty()).isTrue();

        assertThat(path).doesNotExist();
        assertThat(aside()).hasSize(1);
    }

    @Test
    void aDamagedFileIsSetAsideAndWhatCouldBeReadIsWrittenAnew() throws IOException {
        Numbers before = open();
        before.add(1, 2);
        before.journal.close();
        byte[] whole = Files.readAllBytes(path);
        byte[] damaged = ByteBuffer.allocate(whole.length + 1).put(whole).array();
        Files.write(path, damaged);

        Numbers numbers = open();

        assertThat(numbers.journal.trouble()).contains("gcx.numbers: ", "half a number", "damaged-1");
        assertThat(aside()).singleElement().satisfies(there -> assertThat(there).hasBinaryContent(damaged));
        assertThat(path).hasBinaryContent(whole);
    }

    @Test
    void aFileThatFailsToBeReadIsSetAside() throws IOException {
        Numbers before = open();
        before.add(1);
        before.journal.close();

        Numbers numbers = new Numbers(path, disk, true, new IOException("Input/output error"));
        opened.add(numbers);

        assertThat(numbers.journal.trouble()).contains("the numbers in it are not known", "damaged-1");
        assertThat(aside()).hasSize(1);
    }

    @Test
    void aFileThatIsNotSyncedWhenItIsWrittenAnewIsInDoubtUntilItIs() throws IOException {
        Numbers numbers = new Numbers(path, disk, false, null);
        opened.add(numbers);
        numbers.add(1);
        numbers.journal.commit(1);
        disk.setBroken(true);
        numbers.journal.sync(this);
        Object written = key();
        numbers.journal.tend();
        assertThat(key()).isNotEqualTo(written);
        numbers.journal.sync(this);
        Object again = key();
        numbers.journal.tend();
        assertThat(key()).isEqualTo(again);
        assertThat(numbers.journal.trouble()).contains("gcx.numbers cannot be synced");

        disk.setBroken(false);
        tendUntilRested(numbers);
        assertThat(numbers.journal.trouble()).contains("gcx.numbers cannot be synced");
        numbers.journal.sync(this);

        assertThat(numbers.journal.trouble()).isNull();
    }

    @Test
    void withoutAFileAllIsInMemory() {
        Numbers numbers = new Numbers(null, disk, true, null);
        numbers.add(1);

        assertThat(numbers.journal.commit(1)).isTrue();
        assertThat(numbers.journal.empty()).isTrue();
        numbers.journal.tend();
        numbers.journal.sync(this);
        numbers.journal.close();

        assertThat(numbers.journal.size()).isZero();
        assertThat(numbers.journal.trouble()).isNull();
    }

    private Numbers open() {
        Numbers numbers = new Numbers(path, disk, true, null);
        opened.add(numbers);
        return numbers;
    }

    /** What the next process would find. */
    private List<Integer> found() throws IOException {
        Numbers next = new Numbers(Files.copy(path, folder.resolve("copy-" + opened.size())), Disk.REAL, true, null);
        opened.add(next);
        return next.kept;
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.filter(file -> file.getFileName().toString().contains(".damaged-"))
                    .toList();
        }
    }

    private Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private static void tendUntilRested(Numbers numbers) {
        IntStream.range(0, Journal.REST).forEach(time -> numbers.journal.tend());
    }

    /** Four bytes each. */
    private static final class Numbers implements Journal.Content {
        private final List<Integer> kept = new ArrayList<>();
        private final IOException unreadable;
        private final Journal journal;

        /** @param unreadable what becomes of reading it, or null */
        Numbers(Path path, Disk disk, boolean syncs, IOException unreadable) {
            this.unreadable = unreadable;
            journal = new Journal("gcx.numbers", "numbers", path, disk, syncs, this);
        }

        void add(int... numbers) {
            for (int number : numbers) {
                kept.add(number);
                journal.add(bytes(number));
            }
        }

        @Override
        public Journal.Found read(InputStream file) throws IOException {
            if (unreadable != null) {
                throw unreadable;
            }
            ByteBuffer all = ByteBuffer.wrap(file.readAllBytes());
            while (all.remaining() >= Integer.BYTES) {
                kept.add(all.getInt());
            }
            return new Journal.Found(1, all.hasRemaining() ? "it ends with half a number" : null);
        }

        @Override
        public void writeAll(OutputStream anew) throws IOException {
            for (int number : kept) {
                anew.write(bytes(number));
            }
        }

        private static byte[] bytes(int number) {
            return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        }
    }
}
