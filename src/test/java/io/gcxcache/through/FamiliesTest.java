package io.gcxcache.through;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamiliesTest {
    private final Families families = new Families();

    @ParameterizedTest
    @CsvSource({
        "/api/v2/users, users",
        "/api/v2/users/6e3f-1/queues, users",
        "/api/v2/routing/queues/q1/members, routing-queues",
        "/api/v2/Routing/Queues, routing-queues",
        "/api/v2/routing/queues/, routing-queues",
        "/api/v2, other",
        "/api/v2/, other",
        "/api/v2/%75sers, other",
        "/api/v2/4711/things, other"
    })
    void areTheFirstTwoWordsUpToAnId(String path, String family) {
        assertThat(families.of(path)).isEqualTo(family);
    }

    @Test
    void thoseBeyondANumberAreOne() {
        for (int i = 0; i < Families.MOST; i++) {
            assertThat(families.of(path(i))).isNotEqualTo("other");
        }

        assertThat(families.of(path(Families.MOST))).isEqualTo("other");
        assertThat(families.of(path(0))).isNotEqualTo("other");
    }

    /** Of letters alone. */
    private static String path(int number) {
        return "/api/v2/x"
                + Integer.toString(number)
                        .chars()
                        .mapToObj(digit -> Character.toString('a' + digit - '0'))
                        .reduce("", String::concat);
    }
}
