package io.gcxcache.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SegmentsTest {
    @Property
    void theEtagDoesNotDependOnWhereABodyIsCut(
            @ForAll byte[] body, @ForAll @Size(max = 6) List<@IntRange(max = 500) Integer> cuts) {
        assertThat(Segments.etag(cut(body, cuts))).isEqualTo(Segments.etag(List.of(body)));
    }

    @Property
    void theEtagTellsDifferentBodiesApart(@ForAll byte[] one, @ForAll byte[] other) {
        boolean sameTag = Segments.etag(List.of(one)).equals(Segments.etag(List.of(other)));

        assertThat(sameTag).isEqualTo(Arrays.equals(one, other));
    }

    @Property
    void theEtagChangesWithEveryByte(@ForAll @Size(min = 1) byte[] body, @ForAll @IntRange(max = 10_000) int place) {
        byte[] changed = body.clone();
        changed[place % body.length]++;

        assertThat(Segments.etag(List.of(changed))).isNotEqualTo(Segments.etag(List.of(body)));
    }

    @Test
    void theEtagIsStrongAndQuoted() {
        String etag = Segments.etag(List.of("abc".getBytes(StandardCharsets.UTF_8)));

        assertThat(etag).isEqualTo("\"ungWv48Bz-pBQUDeXa4iIw\"");
    }

    @Property
    void joinsTheSegmentsInTheirOrder(
            @ForAll byte[] body, @ForAll @Size(max = 6) List<@IntRange(max = 500) Integer> cuts) {
        assertThat(Segments.join(cut(body, cuts))).isEqualTo(body);
    }

    private static List<byte[]> cut(byte[] body, List<Integer> cuts) {
        List<byte[]> segments = new ArrayList<>();
        int from = 0;
        for (int place : cuts.stream().sorted().toList()) {
            int to = Math.min(place, body.length);
            segments.add(Arrays.copyOfRange(body, from, to));
            from = to;
        }
        segments.add(Arrays.copyOfRange(body, from, body.length));
        return segments;
    }
}
