package io.gcxcache.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    private static final String NOT_JSON = "it is not JSON";
    private static final CanonicalForm METRICS = CanonicalForm.of(Set.of("..metrics"), Map.of(), Set.of());

    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "1, 1e0",
        "1, 10E-1",
        "1, 0.1e+1",
        "100, 1e2",
        "0, -0",
        "0, -0.0",
        "0, 0e99",
        "0.1, 0.10",
        "-1.5, -15e-1",
        "1e400, 10e399",
        "9007199254740993, 9007199254740993.0",
    })
    void oneNumberHasOneSpelling(String one, String other) {
        assertThat(canonical(one)).isEqualTo(canonical(other));
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740992, 9007199254740993",
        "0.1, 0.1000000000000000055511151231257827",
        "1e400, 1e401",
        "1e400, 1e-400",
        "1e-400, 0",
        "1, -1",
        "12, 1e2",
        "18446744073709551616, 0",
    })
    void differentNumbersStayDifferent(String one, String other) {
        assertThat(canonical(one)).isNotEqualTo(canonical(other));
    }

    @ParameterizedTest
    @CsvSource({"1, '\"1\"'", "true, '\"true\"'", "null, '\"null\"'", "[], {}", "[], '\"\"'", "[], [[]]", "false, 0"})
    void valuesOfDifferentTypesStayDifferent(String one, String other) {
        assertThat(canonical("[" + one + "]")).isNotEqualTo(canonical("[" + other + "]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e999999999", "-1e-999999999", "123456789e999999990", "[1e999999999,1e-999999999,2e999999999]"})
    void aHugeExponentCostsNothing(String number) {
        String spelled = assertTimeoutPreemptively(Duration.ofSeconds(2), () -> canonical(number));

        assertThat(spelled).hasSizeLessThan(50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100e2147483647",
                "1e2147483648",
                "1e-2147483648",
                "1.5e-2147483647",
                "1e99999999999",
                "-1e-99999999999",
                "0e99999999999"
            })
    void anExponentThatCannotBeKeptIsRefusedWithoutQuotingIt(String number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> canonical("{\"a\":[" + number + "]}"))
                .withMessageContaining("exponent")
                .withMessageNotContaining(number)
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aThousandDigitsAreExactAndMoreAreRefused() {
        String digits = "9".repeat(1000);

        assertThat(canonical(digits)).isEqualTo(digits);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> canonical(digits + "9"))
                .withMessage(NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\u0041\"", "\"A\"", " \"A\"\n"})
    void anEscapedCharacterIsThatCharacter(String text) {
        assertThat(canonical(text)).isEqualTo("\"A\"");
    }

    @Test
    void anEscapedPairIsItsCharacter() {
        assertThat(canonical("\"\\ud83d\\uDE00 \\/ \\u000a\"")).isEqualTo(canonical("\"😀 / \\n\""));
    }

    @Test
    void quotesAndBackslashesCannotForgeStructure() {
        assertThat(canonical("{\"a\":\"1\\\",\\\"b\\\":\\\"2\"}")).isNotEqualTo(canonical("{\"a\":\"1\",\"b\":\"2\"}"));
        assertThat(canonical("[\"a\\\",\\\"b\"]")).isNotEqualTo(canonical("[\"a\",\"b\"]"));
        assertThat(canonical("[\"a\\\\\"]")).isEqualTo("[\"a\\\\\"]");
    }

    @Test
    void composedAndDecomposedCharactersAreDifferentTexts() {
        assertThat(canonical("\"\\u00fc\"")).isNotEqualTo(canonical("\"u\\u0308\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\udc00\\ud800\"",
                "[\"a\",[\"\\ud83d\"]]",
                "{\"\\ud800\":1}",
                "\"\\ud83d\\ud83d\\ude00\"",
                "\"😀\\ude00\"",
                "{\"a\":{\"b\\udfff\":null}}"
            })
    void halfASurrogatePairIsRefusedInNamesAndValues(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text))
                .withMessageContaining("half a surrogate pair");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"a\":null,\"a\":1}",
                "[{\"x\":{\"nesting depth\":1,\"nesting depth\":2}}]"
            })
    void aNameThatStandsTwiceIsRefusedHoweverItIsSpelled(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(text)).withMessage("an object has a name twice");
    }

    @Test
    void oneNameInTwoObjectsIsNoDuplicate() {
        assertThat(canonical("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}]}"))
                .isEqualTo("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}]}");
    }

    @ParameterizedTest
    @CsvSource({"[, ]", "'{\"a\":', }", "'[{\"a\":', }]"})
    void sixtyFourLevelsAreReadAndOneMoreIsRefused(String open, String close) {
        int each = open.startsWith("[{") ? 2 : 1;
        String deepest = open.repeat(64 / each) + "1" + close.repeat(64 / each);

        assertThat(canonical(deepest)).isEqualTo(deepest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("[" + deepest + "]"))
                .withMessage("it is nested deeper than 64");
    }

    @Test
    void absurdNestingIsRefusedBeforeItCostsTheStack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("[".repeat(500_000)))
                .withMessage("it is nested deeper than 64");
    }

    @Test
    void namesAreSortedByUtf16CodeUnitsAtEveryDepth() {
        String text = "{\"\uFF5E\":1,\"😀\":2,\"b\":{\"z\":1,\"B\":2},\"a\":3,\"\":4,\"aa\":5}";

        assertThat(canonical(text))
                .isEqualTo("{\"\":4,\"a\":3,\"aa\":5,\"b\":{\"B\":2,\"z\":1},\"😀\":2,\"\uFF5E\":1}");
    }

    @Test
    void nullsAreDroppedFromObjectsAndKeptInArrays() {
        assertThat(canonical("{\"a\":null,\"b\":[null,{\"c\":null}],\"d\":{\"e\":null}}"))
                .isEqualTo("{\"b\":[null,{}],\"d\":{}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "\"\"", "0", "false"})
    void whatIsEmptyIsNotMissing(String empty) {
        assertThat(canonical("{\"a\":" + empty + "}")).isNotEqualTo(canonical("{}"));
    }

    @Test
    void orderAndRepetitionCountInAnArray() {
        assertThat(canonical("[2,1]")).isNotEqualTo(canonical("[1,2]"));
        assertThat(canonical("[1,1]")).isNotEqualTo(canonical("[1]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metrics\":[\"a\",\"b\"],\"in\":[{\"metrics\":[{\"x\":1,\"y\":2},1]}]}",
                "{\"in\":[{\"metrics\":[1,{\"y\":2.0,\"x\":1}]}],\"metrics\":[\"b\",\"a\"]}",
                "{\"metrics\":[\"b\",\"a\",\"\\u0062\"],\"in\":[{\"metrics\":[1.0,{\"x\":1,\"y\":2,\"z\":null},1e0]}]}"
            })
    void neitherOrderNorRepetitionCountsInASetAtAnyDepth(String text) {
        assertThat(canonical(text))
                .isEqualTo("{\"in\":[{\"metrics\":[1,{\"x\":1,\"y\":2}]}],\"metrics\":[\"a\",\"b\"]}");
    }

    @Test
    void aSetsElementsAreOnlyTheSameIfTheyAreEqual() {
        assertThat(canonical("{\"metrics\":[1,\"1\",[1],null]}")).isEqualTo("{\"metrics\":[\"1\",1,[1],null]}");
    }

    @Test
    void anArrayInsideASetKeepsItsOrder() {
        assertThat(canonical("{\"metrics\":[[2,1],[1,2]]}")).isEqualTo("{\"metrics\":[[1,2],[2,1]]}");
        assertThat(canonical("{\"metrics\":{\"other\":[2,1]}}")).isEqualTo("{\"metrics\":{\"other\":[2,1]}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{} {}",
                "{},",
                "{}x",
                "{}]",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "// c\n{}",
                "01",
                "+1",
                ".5",
                "1.",
                "0x1",
                "NaN",
                "-Infinity",
                "nul",
                "\"a\tb\"",
                "\"\\x\"",
                "\"a",
                "{\"a\"",
                "top-secret"
            })
    void whatIsNotExactlyOneJsonTextIsRefusedWithoutQuotingIt(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(text)).withMessage(NOT_JSON);
    }

    /** In hex: too many bytes for one character, half a pair, beyond the last character, and what is cut off or alone. */
    @ParameterizedTest
    @ValueSource(strings = {"c080", "e08080", "c1a1", "eda080", "f4908080", "f8888080", "c3", "80", "e4"})
    void bytesThatAreNoUtf8AreRefusedInNamesAndValues(String bytes) {
        for (String text : List.of("{\"a\":\"%s\"}", "{\"%s\":1}", "\"%s")) {
            byte[] json = text.formatted(new String(HexFormat.of().parseHex(bytes), StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CanonicalJson.read(json))
                    .withMessage("it is not in UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r "})
    void nothingIsRefusedAsEmpty(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(text)).withMessage("empty");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() {
        assertThat(canonical("\uFEFF{\"a\":1}")).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
    void otherEncodingsThanUtf8AreRefused(String charset) {
        for (String text : new String[] {"{\"a\":1}", "1", "\uFEFF{}"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CanonicalJson.read(text.getBytes(Charset.forName(charset))))
                    .withMessage("it is not in UTF-8");
        }
    }

    @Test
    void theCanonicalSpellingIsJsonThatSpellsItself() {
        String canonical = canonical("{ \"b\": [1.50, \"\\u0001\\\"\\\\\", null, true], \"a\": {\"ü\": 12e3} }");

        assertThat(canonical(canonical)).isEqualTo(canonical);
    }

    private static void read(String text) {
        CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String canonical(String text) {
        return CanonicalJson.write(CanonicalJson.read(text.getBytes(StandardCharsets.UTF_8)), METRICS);
    }
}
