package io.gcxcache.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPatternTest {
    @ParameterizedTest
    @CsvSource({
        "gcx:x:{id},     gcx:x:all",
        "gcx:x:{id},     gcx:x:{other}",
        "gcx:{id}:x,     gcx:y:{id}",
        "gcx:x-{id},     gcx:x-a",
        "gcx:x-{id},     gcx:{id}-y",
        "gcx:{id}-y,     gcx:x-{id}-y",
        "gcx:{id},       gcx:x{id}y",
        "gcx:x,          gcx:x",
        "gcx:{a}-{b},    gcx:x-y",
    })
    void keysThatCanBeEqualOverlap(String one, String two) {
        assertThat(overlap(one, two)).isTrue();
        assertThat(overlap(two, one)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "gcx:x:{id},     gcx:y:{id}",
        "gcx:x:{id},     gcx:x",
        "gcx:x:{id},     gcx:x:a:b",
        "gcx:x:{id},     'gcx:x:'",
        "gcx:x-{id},     gcx:x-",
        "gcx:x-{id},     gcx:x",
        "gcx:x-{id},     gcx:y-{id}",
        "gcx:{id}-x,     gcx:{id}-y",
        "gcx:a{id}a,     gcx:a",
        "gcx:ab{id}bc,   gcx:abc",
        "gcx:x,          gcx:y",
        "gcx:x,          GCX:x",
        "gcx:x.{id},     gcx:xyz",
    })
    void keysThatCannotBeEqualDoNot(String one, String two) {
        assertThat(overlap(one, two)).isFalse();
        assertThat(overlap(two, one)).isFalse();
    }

    private static boolean overlap(String one, String two) {
        return new KeyPattern(Template.of(one)).overlaps(new KeyPattern(Template.of(two)));
    }
}
