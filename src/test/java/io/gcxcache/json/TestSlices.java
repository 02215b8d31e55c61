package io.gcxcache.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Makes slices of texts, and texts of slices. */
public final class TestSlices {
    private TestSlices() {}

    /** Values as they lie in a page that somebody indented. */
    public static Slices of(String... values) {
        StringBuilder page = new StringBuilder("{ \"entities\" : [\n");
        int[] bounds = new int[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            bounds[2 * i] = page.toString().getBytes(StandardCharsets.UTF_8).length;
            page.append(values[i]);
            bounds[2 * i + 1] = page.toString().getBytes(StandardCharsets.UTF_8).length;
            page.append(" ,\n");
        }
        return new Slices(page.append("] }").toString().getBytes(StandardCharsets.UTF_8), bounds);
    }

    /** Every value by itself. */
    public static List<String> texts(List<Slices> slices) {
        return slices.stream().flatMap(some -> texts(some).stream()).toList();
    }

    /** Every value by itself. */
    public static List<String> texts(Slices slices) {
        return IntStream.range(0, slices.count())
                .mapToObj(i -> new String(slices.bytes(), slices.start(i), slices.length(i), StandardCharsets.UTF_8))
                .toList();
    }
}
