package io.gcxcache.json;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Values of a JSON array where they lie, byte for byte as they came: in the document that brought them, or packed side by
 * side in a segment of what is kept. Nobody writes to the arrays.
 *
 * @param bytes what they lie in
 * @param bounds where each begins, and where it ends: two numbers a value
 */
public record Slices(byte[] bytes, int[] bounds) {

    /** A document that is not taken apart. */
    public static Slices whole(byte[] bytes) {
        return new Slices(bytes, new int[0]);
    }

    /** How many values there are. */
    public int count() {
        return bounds.length / 2;
    }

    /** Where a value begins. */
    public int start(int index) {
        return bounds[2 * index];
    }

    /** How many bytes long a value is. */
    public int length(int index) {
        return bounds[2 * index + 1] - bounds[2 * index];
    }

    /**
     * The same values with a comma between any two and nothing else, in segments of at most so many; a segment that another
     * one follows ends with a comma too.
     *
     * @param most at least 1
     */
    public static List<Slices> packed(List<Slices> values, int most) {
        List<Slices> segments = new ArrayList<>();
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        int left = values.stream().mapToInt(Slices::count).sum();
        int[] bounds = new int[0];
        int bound = 0;
        for (Slices some : values) {
            for (int i = 0; i < some.count(); i++) {
                if (bound == 0) {
                    bounds = new int[2 * Math.min(most, left)];
                }
                bounds[bound++] = segment.size();
                segment.write(some.bytes, some.start(i), some.length(i));
                bounds[bound++] = segment.size();
                if (--left > 0) {
                    segment.write(',');
                }
                if (bound == bounds.length) {
                    segments.add(new Slices(segment.toByteArray(), bounds));
                    segment.reset();
                    bound = 0;
                }
            }
        }
        return segments;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slices slices
                && Arrays.equals(bytes, slices.bytes)
                && Arrays.equals(bounds, slices.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
