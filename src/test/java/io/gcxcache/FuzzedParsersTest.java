package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.fuzz.ParserFuzz;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FuzzedParsersTest {
    private static final long SEED = 20_260_302;
    private static final long INPUTS = 20_000;

    static Stream<Arguments> parsers() {
        return FuzzedParsers.ALL.stream().map(parser -> Arguments.argumentSet(parser.name(), parser));
    }

    @ParameterizedTest
    @MethodSource("parsers")
    void everyMutatedInputIsReadOrRefused(FuzzedParser parser) throws Exception {
        ParserFuzz.Outcome outcome = new ParserFuzz(parser, SEED).play(INPUTS);

        assertThat(outcome.complaints()).as("%s", outcome.ends()).isEmpty();
        assertThat(outcome.ends()).hasSizeGreaterThan(1);
    }
}
