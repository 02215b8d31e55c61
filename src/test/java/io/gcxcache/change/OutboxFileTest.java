package io.gcxcache.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.gcxcache.LogCapture;
import io.gcxcache.disk.Disk;
import io.gcxcache.disk.Journal;
import io.gcxcache.disk.TroubledDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxFileTest {
    @TempDir
    Path folder;

    private final TroubledDisk disk = new TroubledDisk();
    private final List<OutboxFile> opened = new ArrayList<>();
    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("data").resolve("outbox.journal");
    }

    @AfterEach
    void close() {
        disk.leave(Long.MAX_VALUE);
        opened.forEach(OutboxFile::close);
    }

    @Test
    void keepsWhatIsPutAndNotWhatIsRemoved() {
        OutboxFile file = open();
        commit(file, 1, 2, 3);
        file.remove(letter(2));
        file.putMissed("webhook", new Missed(7, 1));
        file.close();

        OutboxFile next = open();

        assertThat(next.all()).containsExactly(letter(1), letter(3));
        assertThat(next.missed("webhook")).isEqualTo(new Missed(7, 1));
        assertThat(next.trouble()).isNull();
    }

    @Test
    void doesNotGrowWithWhatHasBeenInIt() throws Exception {
        OutboxFile file = open();

        for (int number = 0; number < 20_000; number++) {
            commit(file, number);
            file.remove(letter(number));
            if (number % 1_000 == 0) {
                file.tend();
            }
        }

        file.close();
        assertThat(Files.size(path)).isLessThan(2 * Journal.WASTE);
        assertThat(open().all()).isEmpty();
    }

    @Test
    void aFullDiskIsToldAndWhatCameMeanwhileIsWrittenWhenThereIsRoomAgain() {
        OutboxFile file = open();
        commit(file, 1);
        disk.leave(0);
        commit(file, 2, 3);
        file.tend();
        assertThat(file.trouble()).contains("gcx.cdn.outbox", "would not survive");
        assertThat(file.unsaved()).isEqualTo(2);
        assertThat(found()).containsExactly(letter(1));

        disk.leave(Long.MAX_VALUE);
        file.tend();

        assertThat(file.trouble()).isNull();
        assertThat(file.unsaved()).isEqualTo(2);
        assertThat(found()).containsExactly(letter(1), letter(2), letter(3));
    }

    @Test
    void aDiskThatFillsInTheMiddleOfALineLeavesNoHalfOfIt() throws IOException {
        OutboxFile file = open();
        commit(file, 1);
        long before = Files.size(path);
        disk.leave(20);

        commit(file, 2);

        assertThat(Files.size(path)).isEqualTo(before);
        disk.leave(Long.MAX_VALUE);
        commit(file, 3);
        assertThat(found()).containsExactly(letter(1), letter(2), letter(3));
    }

    @Test
    void aDiskThatIsFullForLongCostsNoMoreMemoryThanItMay() {
        OutboxFile file = open();
        disk.leave(0);
        IntStream.range(0, 20_000).forEach(number -> commit(file, number));

        disk.leave(Long.MAX_VALUE);
        IntStream.range(0, Journal.REST).forEach(time -> file.tend());

        assertThat(file.trouble()).isNull();
        assertThat(found()).hasSize(20_000);
    }

    @Test
    void startsOnAFullDiskAndWritesWhenThereIsRoom() {
        disk.leave(0);
        OutboxFile file = open();
        commit(file, 1);
        assertThat(file.trouble()).isNotNull();

        disk.leave(Long.MAX_VALUE);
        IntStream.range(0, Journal.REST).forEach(time -> file.tend());

        assertThat(file.trouble()).isNull();
        assertThat(found()).containsExactly(letter(1));
    }

    @Test
    void startsWhereNothingCanBeWrittenWithWhatCanBeRead() throws IOException {
        OutboxFile before = open();
        commit(before, 1);
        before.close();
        boolean[] readOnly = {true};
        OutboxFile file = new OutboxFile(path, there -> {
            if (readOnly[0]) {
                throw new IOException("Read-only file system");
            }
            return disk.open(there);
        });
        opened.add(file);
        commit(file, 2);
        assertThat(file.all()).containsExactly(letter(1), letter(2));
        assertThat(file.trouble()).contains("gcx.cdn.outbox");

        readOnly[0] = false;
        IntStream.range(0, Journal.REST).forEach(time -> file.tend());

        assertThat(file.trouble()).isNull();
        assertThat(found()).containsExactly(letter(1), letter(2));
        assertThat(aside()).isEmpty();
    }

    @Test
    void whatDoesNotReachTheDiskIsToldOnceAndWrittenAnew() throws IOException {
        OutboxFile file = open();
        commit(file, 1);
        file.sync(this);
        Object written = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        disk.setBroken(true);
        try (LogCapture log = LogCapture.attach()) {
            commit(file, 2, 3);
            IntStream.range(0, 2 * Journal.REST).forEach(round -> round(file));
            commit(file, 4);

            assertThat(file.trouble()).contains("gcx.cdn.outbox", "loss of power");
            assertThat(file.unsaved()).isEqualTo(2);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("outbox"))
                    .singleElement(STRING)
                    .contains("synced");
        }
        assertThat(found()).containsExactly(letter(1), letter(2), letter(3), letter(4));

        disk.setBroken(false);
        IntStream.range(0, Journal.REST).forEach(round -> round(file));

        assertThat(file.trouble()).isNull();
        assertThat(Files.readAttributes(path, BasicFileAttributes.class).fileKey())
                .isNotEqualTo(written);
        assertThat(found()).containsExactly(letter(1), letter(2), letter(3), letter(4));
        assertThat(aside()).isEmpty();
    }

    @Test
    void theFirstRoundAfterAFailedSyncWritesTheFileAnew() {
        OutboxFile file = open();
        disk.setBroken(true);
        commit(file, 1);
        round(file);
        disk.setBroken(false);
        commit(file, 2);
        assertThat(file.trouble()).contains("gcx.cdn.outbox");

        file.tend();

        assertThat(file.trouble()).isNull();
        assertThat(found()).containsExactly(letter(1), letter(2));
    }

    @Test
    void aSyncOfAFileThatWasWrittenAnewMeanwhileIsNoFailure() throws IOException {
        OutboxFile[] file = new OutboxFile[1];
        file[0] = new OutboxFile(path, new Disk() {
            @Override
            public RandomAccessFile open(Path there) throws IOException {
                return disk.open(there);
            }

            @Override
            public void sync(RandomAccessFile synced) throws IOException {
                if (file[0] != null && Files.deleteIfExists(path)) {
                    file[0].tend();
                }
                disk.sync(synced);
            }
        });
        opened.add(file[0]);
        commit(file[0], 1);

        file[0].sync(this);

        assertThat(file[0].trouble()).isNull();
        assertThat(file[0].unsaved()).isZero();
        assertThat(found()).containsExactly(letter(1));
    }

    @Test
    void whatWaitsInMemoryIsToldThoughTheFileCouldNotBeWrittenAnewBefore() throws IOException {
        OutboxFile file = open();
        while (Files.size(path) < 2 * Journal.WASTE) {
            commit(file, IntStream.range(0, 1_000).toArray());
        }
        disk.leave(20);
        file.tend();
        assertThat(file.trouble()).isNull();
        Files.delete(path);

        commit(file, 1_001);

        assertThat(file.trouble()).contains("gcx.cdn.outbox", "would not survive");
    }

    @Test
    void aDiskThatBecomesReadOnlyIsToldAndWrittenWhenItMayBeAgain() {
        OutboxFile file = open();
        commit(file, 1);
        file.sync(this);
        disk.setReadOnly(true);
        commit(file, 2);
        IntStream.range(0, Journal.REST).forEach(round -> round(file));
        assertThat(file.trouble()).contains("gcx.cdn.outbox", "would not survive");
        assertThat(file.unsaved()).isEqualTo(1);

        disk.setReadOnly(false);
        round(file);

        assertThat(file.trouble()).isNull();
        assertThat(found()).containsExactly(letter(1), letter(2));
    }

    @Test
    void whoDeletesTheFileOrItsFolderDeletesNoNotification() throws IOException {
        OutboxFile file = open();
        commit(file, 1);
        Files.delete(path);
        file.tend();
        assertThat(found()).containsExactly(letter(1));

        Files.delete(path);
        Files.delete(path.getParent());
        commit(file, 2);

        assertThat(found()).containsExactly(letter(1), letter(2));
    }

    @Test
    void whoCutsTheFileWhileItIsUsedCutsNoNotification() throws IOException {
        OutboxFile file = open();
        commit(file, 1, 2);
        Files.write(path, new byte[0]);

        commit(file, 3);

        assertThat(found()).containsExactly(letter(1), letter(2), letter(3));
    }

    @Test
    void aFileThatSomebodyPutsInItsPlaceIsSetAside() throws IOException {
        OutboxFile file = open();
        commit(file, 1);
        Files.move(path, path.resolveSibling("moved"));
        Files.writeString(path, "somebody's");

        file.tend();

        assertThat(found()).containsExactly(letter(1));
        assertThat(aside()).singleElement().satisfies(there -> assertThat(there).hasContent("somebody's"));
    }

    @Test
    void whatCanBeReadOfADamagedFileIsKeptAndTheFileIsSetAside() throws IOException {
        OutboxFile before = open();
        commit(before, 1, 2, 3);
        before.close();
        String written = Files.readString(path);
        Files.writeString(path, written.replace("key 2", "key x"));

        OutboxFile file = open();

        assertThat(file.all()).containsExactly(letter(1), letter(3));
        assertThat(file.trouble()).contains("gcx.cdn.outbox", "1 of the lines", "line 3", "damaged-1");
        assertThat(aside())
                .singleElement()
                .satisfies(there -> assertThat(there).content().contains("key x"));
        file.close();
        OutboxFile next = open();
        assertThat(next.all()).containsExactly(letter(1), letter(3));
        assertThat(next.trouble()).isNull();
    }

    @Test
    void linesThatAreGoneFromTheMiddleAreTold() throws IOException {
        OutboxFile before = open();
        commit(before, 1, 2, 3);
        before.close();
        List<String> lines = Files.readAllLines(path);
        Files.write(path, List.of(lines.get(0), lines.get(1), lines.get(3)));

        OutboxFile file = open();

        assertThat(file.all()).containsExactly(letter(1), letter(3));
        assertThat(file.trouble()).contains("1 of the lines");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "gcx-outbox 2\n", "something else", "H:2,block:4,blockSize:1000\n", "00000000 {}\n"})
    void anOutboxOfAnotherVersionOrNoneIsSetAside(String content) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);

        OutboxFile file = open();
        commit(file, 1);

        assertThat(file.trouble()).contains("gcx.cdn.outbox", path.toString());
        assertThat(aside()).singleElement().satisfies(there -> assertThat(there).hasContent(content));
        assertThat(found()).containsExactly(letter(1));
    }

    @Test
    void aLineOfAnotherVersionThatLacksWhatIsNeededIsNotTaken() throws IOException {
        Notification lacking = new Notification("msg_1", 1, "webhook", null, 0, 0, 0, false, null);
        OutboxFile before = open();
        before.put(lacking);
        commit(before, 2);
        before.close();

        OutboxFile file = open();

        assertThat(file.all()).containsExactly(letter(2));
        assertThat(file.trouble()).contains("line 2");
    }

    @Test
    void aSecondDamagedFileTakesNothingFromTheFirst() throws IOException {
        Files.createDirectories(path.getParent());
        for (String content : List.of("one", "two")) {
            Files.writeString(path, content);
            open().close();
        }

        assertThat(aside()).extracting(Files::readString).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void aDamagedFileOnAFullDiskStaysUntilWhatCouldBeReadHasRoom() throws IOException {
        OutboxFile before = open();
        commit(before, 1, 2);
        before.close();
        Files.writeString(path, Files.readString(path).replace("key 2", "key x"));
        disk.leave(10);
        OutboxFile file = open();
        commit(file, 3);
        assertThat(path).content().contains("key x");
        assertThat(file.all()).containsExactly(letter(1), letter(3));

        disk.leave(Long.MAX_VALUE);
        IntStream.range(0, Journal.REST).forEach(time -> file.tend());

        assertThat(found()).containsExactly(letter(1), letter(3));
        assertThat(aside()).hasSize(1);
    }

    @Test
    void aFolderInItsPlaceAndAFileInItsFoldersAreRefused() throws IOException {
        Files.createDirectories(path);
        assertThatThrownBy(this::open).hasMessageContainingAll("gcx.cdn.outbox", "is a folder", path.toString());

        Path taken = Files.createFile(folder.resolve("taken"));
        assertThatThrownBy(() -> new OutboxFile(taken.resolve("outbox.journal"), Disk.REAL))
                .hasMessageContainingAll("gcx.cdn.outbox", "is a file", taken.toString());
    }

    @Test
    void twoGatewaysDoNotWriteInOneFile() {
        commit(open(), 1);

        assertThatThrownBy(this::open).hasMessageContainingAll("gcx.cdn.outbox", "in use by another gateway");
    }

    private OutboxFile open() {
        OutboxFile file = new OutboxFile(path, disk);
        opened.add(file);
        return file;
    }

    /** What the next process would find. */
    private List<Notification> found() {
        try {
            Path copy = Files.copy(path, folder.resolve("copy-" + opened.size()));
            OutboxFile next = new OutboxFile(copy, Disk.REAL);
            opened.add(next);
            assertThat(next.trouble()).isNull();
            return next.all();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.filter(file -> file.getFileName().toString().contains(".damaged-"))
                    .toList();
        }
    }

    private void round(OutboxFile file) {
        file.tend();
        file.sync(this);
    }

    private static void commit(OutboxFile file, int... numbers) {
        for (int number : numbers) {
            file.put(letter(number));
        }
        file.commit();
    }

    private static Notification letter(int number) {
        return new Notification(
                "msg_" + number, number, "webhook", TestChange.update("key " + number), 0, 0, 0, false, null);
    }
}
