package io.gcxcache.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalFormTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a               | {'a':[2,1]}                          | {'a':[1,2]}",
                "a               | {'a':[2,1,2.0]}                      | {'a':[1,2]}",
                "a               | {'in':{'a':[2,1]}}                   | {'in':{'a':[2,1]}}",
                "a               | {'a':[[2,1]]}                        | {'a':[[2,1]]}",
                "a               | {'a':{'a':[2,1]}}                    | {'a':{'a':[2,1]}}",
                "in.a            | {'a':[2,1],'in':{'a':[2,1]}}         | {'a':[2,1],'in':{'a':[1,2]}}",
                "in.a            | {'in':[{'a':[2,1]}]}                 | {'in':[{'a':[2,1]}]}",
                "in.a            | {'x':{'in':{'a':[2,1]}}}             | {'x':{'in':{'a':[2,1]}}}",
                "in[].a          | {'in':[{'a':[2,1]},{'a':[4,3]}]}     | {'in':[{'a':[1,2]},{'a':[3,4]}]}",
                "in[].a          | {'in':{'a':[2,1]}}                   | {'in':{'a':[2,1]}}",
                "in[].a          | {'in':[[{'a':[2,1]}]]}               | {'in':[[{'a':[2,1]}]]}",
                "..a             | {'a':[2,1],'in':[[{'a':[4,3]}]]}     | {'a':[1,2],'in':[[{'a':[3,4]}]]}",
                "..a             | {'a':[[2,1],{'a':[4,3]}]}            | {'a':[[2,1],{'a':[3,4]}]}",
                "..in.a          | {'in':{'in':{'a':[2,1]}},'a':[2,1]}  | {'a':[2,1],'in':{'in':{'a':[1,2]}}}",
                "..in[].a        | {'x':{'in':[{'a':[2,1]}]}}           | {'x':{'in':[{'a':[1,2]}]}}",
                "a               | {'a':{'y':1,'x':[2,1]}}              | {'a':{'x':[2,1],'y':1}}",
            })
    void anArrayIsASetWhereItsPathSaysSo(String path, String json, String canonical) {
        CanonicalForm spelling = CanonicalForm.of(Set.of(path), Map.of(), Set.of());

        assertThat(CanonicalJson.write(read(json), spelling)).isEqualTo(canonical.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a         | 'x'   | {'a':'x','b':1}                 | {'b':1}",
                "a         | 'x'   | {'a':'X','b':1}                 | {'a':'X','b':1}",
                "a         | 'x'   | {'a':['x']}                     | {'a':['x']}",
                "a         | 1     | {'a':1.0}                       | {}",
                "a         | 1     | {'a':'1'}                       | {'a':'1'}",
                "a         | false | {'a':false}                     | {}",
                "a         | [2,1] | {'a':[2,1]}                     | {}",
                "a         | [2,1] | {'a':[1,2]}                     | {'a':[1,2]}",
                "a         | 'x'   | {'in':{'a':'x'}}                | {'in':{'a':'x'}}",
                "in.a      | 'x'   | {'in':{'a':'x'}}                | {'in':{}}",
                "in.a      | 'x'   | {'in':[{'a':'x'}]}              | {'in':[{'a':'x'}]}",
                "in[].a    | 'x'   | {'in':[{'a':'x'},{'a':'y'}]}    | {'in':[{},{'a':'y'}]}",
                "..a       | 'x'   | {'a':'x','in':[{'a':'x'},'x']}  | {'in':[{},'x']}",
                "a         | {}    | {'a':{'b':null}}                | {}",
                "a         | {}    | {'a':{'b':{}}}                  | {'a':{'b':{}}}",
                "a         | {}    | {'a':[]}                        | {'a':[]}",
                "a         | ''    | {'a':'','b':'a'}                | {'b':'a'}",
            })
    void aDefaultMeansTheSameAsNoField(String path, String value, String json, String canonical) {
        CanonicalForm spelling = CanonicalForm.of(Set.of(), Map.of(path, read(value)), Set.of());

        assertThat(CanonicalJson.write(read(json), spelling)).isEqualTo(canonical.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a      | {'a':[],'b':[]}          | {'b':[]}",
                "a      | {'a':[null]}             | {'a':[null]}",
                "a      | {'a':{}}                 | {'a':{}}",
                "a      | {'a':''}                 | {'a':''}",
                "in.a   | {'a':[],'in':{'a':[]}}   | {'a':[],'in':{}}",
                "in[].a | {'in':[{'a':[]},[]]}     | {'in':[{},[]]}",
                "..a    | {'in':[[{'a':[]}]]}      | {'in':[[{}]]}",
            })
    void anEmptyArrayMeansTheSameAsNoFieldWhereItsPathSaysSo(String path, String json, String canonical) {
        CanonicalForm spelling = CanonicalForm.of(Set.of(), Map.of(), Set.of(path));

        assertThat(CanonicalJson.write(read(json), spelling)).isEqualTo(canonical.replace('\'', '"'));
    }

    @Test
    void elementsOfASetAreTheSameIfTheyAreWithoutTheirDefaults() {
        CanonicalForm spelling = CanonicalForm.of(
                Set.of("filter.predicates"), Map.of("..predicates[].operator", read("'matches'")), Set.of());

        assertThat(CanonicalJson.write(
                        read(
                                "{'filter':{'predicates':[{'v':2},{'v':1,'operator':'matches'},{'operator':null,'v':1}]}}"),
                        spelling))
                .isEqualTo("{\"filter\":{\"predicates\":[{\"v\":1},{\"v\":2}]}}");
    }

    @Test
    void anObjectThatSaysNothingButDefaultsSaysNothingIfThatIsItsDefault() {
        CanonicalForm spelling = CanonicalForm.of(
                Set.of(),
                Map.of("paging", read("{}"), "paging.size", read("25"), "paging.number", read("1")),
                Set.of());

        for (String nothing : new String[] {
            "{}", "{'paging':null}", "{'paging':{}}", "{'paging':{'size':25}}", "{'paging':{'number':1,'size':25.0}}"
        }) {
            assertThat(CanonicalJson.write(read(nothing), spelling)).isEqualTo("{}");
        }
        assertThat(CanonicalJson.write(read("{'paging':{'size':25,'number':2}}"), spelling))
                .isEqualTo("{\"paging\":{\"number\":2}}");
    }

    @Test
    void theDefaultFromTheTopGoesBeforeThatAtAnyDepthAndTheLongerPathBeforeTheShorter() {
        CanonicalForm spelling = CanonicalForm.of(
                Set.of(), Map.of("in.a", read("'top'"), "..a", read("'any'"), "..in.a", read("'longer'")), Set.of());

        assertThat(CanonicalJson.write(read("{'in':{'a':'top'},'x':{'in':{'a':'longer'}},'a':'any'}"), spelling))
                .isEqualTo("{\"in\":{},\"x\":{\"in\":{}}}");
        for (String other : new String[] {
            "{'in':{'a':'any'}}", "{'in':{'a':'longer'}}", "{'x':{'in':{'a':'any'}}}", "{'x':{'a':'longer'}}"
        }) {
            assertThat(CanonicalJson.write(read(other), spelling)).isEqualTo(other.replace('\'', '"'));
        }
    }

    @Test
    void aDefaultIsSpelledWithoutOtherDefaultsWhicheverComesFirst() {
        for (int i = 0; i < 100; i++) {
            CanonicalForm form = CanonicalForm.of(Set.of(), Map.of("a", read("[{'a':1}]"), "..a", read("1")), Set.of());

            assertThat(CanonicalJson.write(read("{'a':[{'a':1}],'b':{'a':1}}"), form))
                    .isEqualTo("{\"a\":[{}],\"b\":{}}");
        }
    }

    @Test
    void aLeftOutFieldLeavesNoTraceWhereverItStood() {
        CanonicalForm spelling = CanonicalForm.of(Set.of("s"), Map.of("b", read("1")), Set.of("e"));

        assertThat(CanonicalJson.write(read("{'a':2,'b':1,'c':3,'e':[],'s':[{'x':1},{}]}"), spelling))
                .isEqualTo("{\"a\":2,\"c\":3,\"s\":[{\"x\":1},{}]}");
        assertThat(CanonicalJson.write(read("{'b':1,'e':[]}"), spelling)).isEqualTo("{}");
    }

    @Test
    void aThousandPathsAreOneTable() {
        Map<String, JsonNode> defaults = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            defaults.put("..a" + i % 10 + ".b" + i % 100 + "[].c" + i, read("1"));
        }
        CanonicalForm spelling = CanonicalForm.of(Set.of("..a1"), defaults, Set.of());

        assertThat(CanonicalJson.write(read("{'a1':{'b1':[{'c1':1,'c2':1}]}}"), spelling))
                .isEqualTo("{\"a1\":{\"b1\":[{\"c2\":1}]}}");
    }

    private static JsonNode read(String json) {
        return CanonicalJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
