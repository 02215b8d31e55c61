package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenesysWordsTest {
    @Test
    void theMessageOfAnErrorIsToldAndNothingElseOfIt() {
        assertThat(behind("{\"message\":\"too many rows\",\"code\":\"c\",\"details\":[{\"password\":\"p\"}]}"))
                .isEqualTo(": too many rows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>denied</html>",
                "[]",
                "null",
                "\"denied\"",
                "{}",
                "{\"message\":null}",
                "{\"message\":\" \\n\"}",
                "{\"message\":{\"a\":1}}",
                "{\"message\":\"a\",\"message\":\"b\"}",
                "{\"message\":"
            })
    void whatHasNoMessageIsNotToldOf(String body) {
        assertThat(behind(body)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`a\\nb\\r\\n\\tc`, `a b c`",
                "`a\\u0000\\u001b[31mb`, `a [31mb`",
                "`a\\u202eb\\u2028c`, `a b c`",
                "`a\\ud800b`, `a b`",
                "`ä 漢 \\ud83d\\ude00`, `ä 漢 😀`"
            })
    void itIsOneLineOfWhatCanBeSeen(String message, String told) {
        assertThat(behind("{\"message\":\"" + message + "\"}")).isEqualTo(": " + told);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer abc.def is over, Bearer *** is over",
        "the header Authorization: Basic aWQ6c2VjcmV0, the header Authorization: Basic ***",
        "access_token=abc&x=1 fails, access_token= *** fails",
        "client_secret: abc, client_secret: ***",
        "at t0ken-1 and t0ken-1, at *** and ***",
        "a token is needed, a token is needed"
    })
    void secretsAreNotTold(String message, String told) {
        assertThat(behind("{\"message\":\"" + message + "\"}")).isEqualTo(": " + told);
    }

    @Test
    void itIsShort() {
        assertThat(GenesysWords.fit("😀".repeat(GenesysWords.LONGEST))).isEqualTo("😀".repeat(GenesysWords.LONGEST));
        assertThat(GenesysWords.fit("😀".repeat(5_000))).isEqualTo("😀".repeat(GenesysWords.LONGEST) + "…");
    }

    private static String behind(String body) {
        Message answer = new DefaultMessage(new DefaultCamelContext());
        answer.setBody(body.getBytes(StandardCharsets.UTF_8));
        return GenesysWords.behind(answer, "t0ken-1");
    }
}
