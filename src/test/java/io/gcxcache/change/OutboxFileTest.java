package io.gcxcache.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxFileTest {
    @TempDir
    Path folder;

    @Test
    void doesNotGrowWithWhatHasBeenInIt() throws Exception {
        Path path = folder.resolve("outbox.mv");
        OutboxFile file = new OutboxFile(path, Duration.ofMillis(50));

        for (int number = 0; number < 10_000; number++) {
            Notification notification = new Notification(
                    "msg_" + number, number, "webhook", TestChange.update("key"), 0, 0, 0, false, null);
            file.put(notification);
            file.commit();
            file.remove(notification);
        }

        file.sync();
        file.close();
        assertThat(Files.size(path)).isLessThan(30 << 20);
    }
}
