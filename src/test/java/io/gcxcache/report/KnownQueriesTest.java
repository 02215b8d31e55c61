package io.gcxcache.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gcxcache.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownQueriesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");

    private final KnownQueries known = new KnownQueries(() -> NOW);
    private final Function<byte[], KnownQuery> reader = known.of(0, QueryReader::read);

    @Test
    void aBodyThatComesAgainIsNotReadAgain() {
        assertThat(reader.apply(body("{'a':'ü'}"))).isSameAs(reader.apply(body("{'a':'ü'}")));
        assertThat(reader.apply(body("{'a':'ü'} "))).isNotSameAs(reader.apply(body("{'a':'ü'}")));
    }

    @Test
    void declarationsDoNotShareWhatTheyKnow() {
        assertThat(known.of(1, QueryReader::read).apply(body("{}"))).isNotSameAs(reader.apply(body("{}")));
    }

    @Test
    void aLargeBodyIsReadAgain() {
        String large = "{'a':'" + "x".repeat(KnownQueries.LONGEST) + "'}";

        assertThat(reader.apply(body(large))).isNotSameAs(reader.apply(body(large)));
    }

    @Test
    void aFewLargeBodiesAreRememberedAndNotAll() {
        List<byte[]> bodies = IntStream.range(100, 200)
                .mapToObj(number -> body("{'a':'" + number + "x".repeat(KnownQueries.LONGEST - 100) + "'}"))
                .toList();
        List<KnownQuery> read = bodies.stream().map(reader).toList();

        long known = IntStream.range(0, 100)
                .filter(i -> reader.apply(bodies.get(i)) == read.get(i))
                .count();

        assertThat(known).isLessThanOrEqualTo(32);
    }

    @Test
    void whatCannotBeReadIsRefusedEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> reader.apply(body("[]")));
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> reader.apply(null));
        }
    }

    @Test
    void aNameOfALongVersionIsNotRemembered() {
        KnownQuery query = reader.apply(body("{}"));

        query.remember(name("1"));
        query.remember(name("1".repeat(101)));

        assertThat(query.name().version()).isEqualTo("1");
    }

    private static KnownQuery.Name name(String version) {
        return new KnownQuery.Name("UTC", version, null, new Spelling(Spelling.Rule.UNDATED, null, null), "", "");
    }

    private static byte[] body(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
