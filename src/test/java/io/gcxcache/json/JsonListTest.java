package io.gcxcache.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonListTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property(tries = 500)
    void findsEveryValueByteForByte(@ForAll("values") List<String> values, @ForAll("gaps") String gap)
            throws IOException {
        String text = gap + "{" + gap + "\"a\":[1]," + gap + "\"list\":" + gap + "[" + gap
                + String.join(gap + "," + gap, values) + gap + "]," + gap + "\"b\":{\"list\":[9]}" + gap + "}" + gap;

        JsonList read = JsonList.read(text.getBytes(StandardCharsets.UTF_8), "list");

        assertThat(TestSlices.texts(read.values())).isEqualTo(values);
        assertThat(read.envelope().toString()).isEqualTo("{\"a\":[1],\"b\":{\"list\":[9]}}");
    }

    @Provide
    Arbitrary<List<String>> values() {
        return Arbitraries.of(
                        "0",
                        "-1.50",
                        "1e99999999999",
                        "12345678901234567890123456789",
                        "true",
                        "null",
                        "\"\"",
                        "\"a\\\"]},\\u00e9\"",
                        "\"\\ud800\"",
                        "\"Zoë 日本 😀\"",
                        "{}",
                        "[]",
                        "[ [1 ] , {\"x\":[ ] }]",
                        "{\"name\" : \"ü\", \"n\":1.0 , \"list\":[1,2]}")
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<String> gaps() {
        return Arbitraries.of("", " ", "\n\t", "\r\n  ");
    }

    @Test
    void readsBehindAByteOrderMark() throws IOException {
        JsonList read = JsonList.read("\ufeff{\"list\":[\"é\",2]}".getBytes(StandardCharsets.UTF_8), "list");

        assertThat(TestSlices.texts(read.values())).containsExactly("\"é\"", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1E-99999999999", "[1e99999999999]", "{\"a\":[1,{\"b\":1e99999999999}]}"})
    void keepsNumbersBeyondEveryTypeAsTheyAreWritten(String value) throws IOException {
        String document = "{\"n\":" + value + ",\"m\":1.50,\"list\":[1]}";

        assertThat(JSON.writeValueAsString(read(document).envelope())).isEqualTo("{\"n\":" + value + ",\"m\":1.50}");
    }

    @Test
    void keepsTheNumbersOfTheEnvelopeAsTheyAre() throws IOException {
        JsonList read = read("{\"total\":1.10,\"exact\":9007199254740993.25,\"list\":[]}");

        assertThat(read.envelope().toString()).isEqualTo("{\"total\":1.10,\"exact\":9007199254740993.25}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "7", "{\"list\":null}", "{\"list\":{}}", "{\"List\":[]}"})
    void saysWhereThereIsNoSuchList(String document) throws IOException {
        assertThat(read(document).values()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<html>",
                "{\"list\":[1,2",
                "{\"list\":[1,2}",
                "{\"list\":[\"half",
                "{\"list\":[]} {}",
                "{\"list\":[]}]",
                "{\"list\":[],\"list\":[]}",
                "{\"list\":[{\"id\":1,\"id\":2}]}",
                "{\"list\":[NaN]}",
                "{\"list\":[01]}",
                "{\"list\":[1,]}"
            })
    void refusesWhatIsNotStrictlyJson(String document) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE"})
    void refusesAnotherEncoding(String charset) {
        byte[] document = "{\"list\":[1]}".getBytes(Charset.forName(charset));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> JsonList.read(document, "list"));
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[] document = "{\"list\":[\"\u00e9\"]}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> JsonList.read(document, "list"));
    }

    @Test
    void refusesBytesThatAreNoTextInWhatIsSkippedToo() {
        byte[] document = "{\"list\":[{\"a\":\"xx\"}]}".getBytes(StandardCharsets.UTF_8);
        document[15] = (byte) 0xC1;
        document[16] = (byte) 0x81;

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> JsonList.read(document, "list"));
    }

    @Test
    void keepsNothingBesideTheListThatIsNotAskedForOrNestedDeep() throws IOException {
        String document = "{\"x\":[[[1]]],\"total\":1.10,\"next\":{\"n\":null,\"page\":2,\"a\":[[]],\"o\":{}},"
                + "\"list\":[{\"next\":[1]}],\"after\":[{}],\"n\":1e99999999999,\"last\":\"x\"}";

        JsonList read = JsonList.read(
                document.getBytes(StandardCharsets.UTF_8), "list", Set.of("total", "next", "after", "last"), null);

        assertThat(TestSlices.texts(read.values())).containsExactly("{\"next\":[1]}");
        assertThat(read.envelope().toString())
                .isEqualTo("{\"total\":1.10,\"next\":{\"n\":null,\"page\":2},\"last\":\"x\"}");
    }

    @Test
    void everyValueOfALongListIsADocumentByItself() throws IOException {
        StringBuilder document = new StringBuilder("{\"list\":[0");
        for (int i = 1; i < 5_000; i++) {
            document.append(" ,{\"id\":").append(i).append('}');
        }

        Slices values = read(document.append("]}").toString()).values();

        JsonNode last = JSON.readTree(values.bytes(), values.start(4_999), values.length(4_999));
        assertThat(values.count()).isEqualTo(5_000);
        assertThat(last.path("id").asInt()).isEqualTo(4_999);
    }

    private static JsonList read(String document) throws IOException {
        return JsonList.read(document.getBytes(StandardCharsets.UTF_8), "list");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':'a'},{'id':'b','x':{'id':'c'}} | a,b",
                "{'x':[{'id':'c'}],'id':7},{'id':9007199254740993} | 7,9007199254740993",
                "{'id':null},{'id':''},{'id':{}},{'id':['a']},{'id':true},{'ID':'a'},{},[{'id':'a'}],'id',1 | ``"
            })
    void tellsTheIdsOfThoseThatHaveOne(String values, String ids) throws IOException {
        String document = "{\"id\":\"no\",\"list\":[" + values.replace('\'', '"') + "]}";

        JsonList read = JsonList.read(document.getBytes(StandardCharsets.UTF_8), "list", Set.of(), "id");

        assertThat(String.join(",", read.ids())).isEqualTo(ids);
        assertThat(read.values()).isEqualTo(read(document).values());
    }
}
