package io.gcxcache.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;

class OutboxReadingTest {
    @Test
    void whatADiskCannotReadIsDamageAndWhatStandsBeforeItIsKept() throws IOException {
        InputStream readable = new ByteArrayInputStream(written("first", "second"));
        InputStream unreadable = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }
        };

        OutboxReading reading = new OutboxReading(new SequenceInputStream(readable, unreadable));

        assertThat(reading.kept()).containsOnlyKeys("first", "second");
        assertThat(reading.isWhole()).isFalse();
        assertThat(reading.damage("the outbox"))
                .contains("1 of the lines of the outbox", "line 4 is the first bad one", "Input/output error");
    }

    private static byte[] written(String... ids) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(OutboxReading.HEADER);
        content.write('\n');
        for (int i = 0; i < ids.length; i++) {
            Notification letter =
                    new Notification(ids[i], i, "webhook", TestChange.update("key"), 0, 0, 0, false, null);
            OutboxLine.keeps(i + 1, letter).writeTo(content);
        }
        return content.toByteArray();
    }
}
