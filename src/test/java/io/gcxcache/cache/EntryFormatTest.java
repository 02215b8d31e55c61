package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.json.JsonList;
import io.gcxcache.json.Slices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryFormatTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");

    /** The steady clock of another process. */
    private static final Instant STEADY = Instant.parse("1999-01-01T00:00:00Z");

    private static CacheEntry entry(Body body) {
        return new CacheEntry(
                "gcx:key \u00e4",
                body,
                NOW.minusSeconds(40),
                NOW.minusSeconds(30),
                NOW.minusSeconds(30),
                Duration.ofSeconds(120),
                Duration.ofHours(1),
                "Mon, 02 Mar 2026 10:00:00 GMT",
                "v7",
                null,
                Tags.of(List.of("one", "two")),
                Directive.OVERWRITE,
                true,
                99,
                true,
                true,
                206,
                "fingerprint",
                false);
    }

    private static Body list(int values) throws IOException {
        StringBuilder page = new StringBuilder("{\"entities\":[");
        for (int i = 0; i < values; i++) {
            page.append(i == 0 ? "" : ",").append("{\"id\":\"").append(i).append("\",\"name\":\"\u00e4\"}");
        }
        page.append("],\"pageSize\":")
                .append(values)
                .append(",\"pageNumber\":1,\"total\":")
                .append(values)
                .append(",\"pageCount\":1}");
        List<Slices> pages = List.of(JsonList.read(page.toString().getBytes(StandardCharsets.UTF_8), "entities")
                .values());
        PageForm form = PageForm.of("entities", pages, values, true).orElseThrow();
        return Body.list(
                new Envelope(
                        JsonNodeFactory.instance.objectNode().put("name", "own"),
                        "entries",
                        JsonNodeFactory.instance.objectNode().put("entry_count", values)),
                Slices.packed(pages, 7),
                3,
                form,
                true);
    }

    private static CacheEntry again(CacheEntry entry) throws IOException {
        return EntryFormat.read(EntryFormat.write(entry), NOW, STEADY, 5);
    }

    @Test
    void anEntryIsReadAsItWasWrittenWithTheClocksOfWhoReadsIt() throws IOException {
        CacheEntry written = entry(Body.asItCame("{\"a\":1}".getBytes(StandardCharsets.UTF_8)));

        CacheEntry read = again(written);

        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("body", "fillStarted", "fillEnded", "generation")
                .isEqualTo(written);
        assertThat(read.body().joined()).isEqualTo(written.body().joined());
        assertThat(read.body().pieces()).hasDimensions(1, 7);
        assertThat(read.etag()).isEqualTo(written.etag());
        assertThat(read.fillEnded()).isEqualTo(STEADY.minusSeconds(30));
        assertThat(read.fillStarted()).isEqualTo(STEADY.minusSeconds(40));
        assertThat(read.generation()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 500})
    void pagesAreCutFromAListAsBefore(int values) throws IOException {
        for (Body body : List.of(list(values), list(values).compressed())) {
            Body read = again(entry(body)).body();

            assertThat(read.joined()).isEqualTo(body.joined());
            assertThat(read.content()).isEqualTo(body.content());
            assertThat(read.isWhole()).isTrue();
            assertThat(read.total()).isEqualTo(body.total());
            assertThat(read.gzipped()).isEqualTo(body.gzipped());
            assertThat(read.gzippedEtag()).isEqualTo(body.gzippedEtag());
            assertThat(read.weight()).isEqualTo(body.weight());
            for (int size : new int[] {1, 3, 25}) {
                for (int number = 1; body.holdsPage(size, number) && number < 5; number++) {
                    assertThat(read.holdsPage(size, number)).isTrue();
                    assertThat(read.page(size, number).joined())
                            .isEqualTo(body.page(size, number).joined());
                }
            }
        }
    }

    @Test
    void whatIsNoWholeEntryIsRefused() throws IOException {
        Random random = new Random(20261127);
        for (Body body : List.of(list(500).compressed(), list(3))) {
            byte[] whole = EntryFormat.write(entry(body));
            for (int length = 0; length < whole.length; length += 1 + random.nextInt(whole.length / 100 + 1)) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> EntryFormat.read(cut, NOW, STEADY, 0)).isInstanceOf(IOException.class);
            }
            for (int i = 0; i < 500; i++) {
                byte[] damaged = whole.clone();
                damaged[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
                try {
                    EntryFormat.read(damaged, NOW, STEADY, 0);
                } catch (IOException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] entry = EntryFormat.write(entry(Body.asItCame(new byte[10])));
        entry[3]++;

        assertThatThrownBy(() -> EntryFormat.read(entry, NOW, STEADY, 0))
                .hasMessage("it is no entry, or one of another version");
    }

    @Test
    void anEntryOfATimeToComeIsRefusedUnlessAClockWasSetBackByLittle() throws IOException {
        byte[] entry = EntryFormat.write(entry(Body.asItCame(new byte[10])));
        Instant made = NOW.minusSeconds(30);

        assertThat(EntryFormat.read(entry, made.minusMillis(900), STEADY, 0).fillEnded())
                .isEqualTo(STEADY);
        assertThatThrownBy(() -> EntryFormat.read(entry, made.minusMillis(1_100), STEADY, 0))
                .hasMessageContaining("it was made at");
    }
}
