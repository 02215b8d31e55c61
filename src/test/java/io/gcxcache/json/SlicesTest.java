package io.gcxcache.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SlicesTest {
    @Property(tries = 300)
    void arePackedWithOnlyACommaBetweenThem(
            @ForAll @Size(max = 5) List<@Size(max = 8) List<@AlphaChars @StringLength(max = 9) String>> pages,
            @ForAll @IntRange(min = 1, max = 6) int most) {
        List<Slices> raw = new ArrayList<>();
        pages.forEach(page -> raw.add(TestSlices.of(page.toArray(String[]::new))));

        List<Slices> packed = Slices.packed(raw, most);

        List<String> values = pages.stream().flatMap(List::stream).toList();
        assertThat(TestSlices.texts(packed)).isEqualTo(values);
        assertThat(packed.stream().map(SlicesTest::text).collect(Collectors.joining()))
                .isEqualTo(String.join(",", values));
        assertThat(packed).hasSize((values.size() + most - 1) / most);
        assertThat(packed).allSatisfy(segment -> assertThat(segment.count()).isBetween(1, most));
    }

    @Test
    void areTheSameIfTheyAreTheSameValuesAtTheSamePlaces() {
        assertThat(TestSlices.of("1", "2"))
                .isEqualTo(TestSlices.of("1", "2"))
                .hasSameHashCodeAs(TestSlices.of("1", "2"));
        assertThat(TestSlices.of("12"))
                .isNotEqualTo(new Slices(TestSlices.of("12").bytes(), new int[0]));
        assertThat(TestSlices.of("1")).isNotEqualTo(TestSlices.of("2"));
    }

    private static String text(Slices segment) {
        return new String(segment.bytes(), StandardCharsets.UTF_8);
    }
}
