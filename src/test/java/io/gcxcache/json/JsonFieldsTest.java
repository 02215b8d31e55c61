package io.gcxcache.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
    private static final String DOCUMENT = "{'a':{'c':[1]},'b':[{'a':2}],'c':'x'}";

    @Test
    void readsTheFieldsThatAreAskedForAndNoneWithin() throws IOException {
        assertThat(JsonFields.read(bytes(DOCUMENT), Set.of("a", "c", "d")).toString())
                .isEqualTo("{'a':{'c':[1]},'c':'x'}".replace('\'', '"'));
    }

    @Test
    void namesAllFieldsAndNoneWithin() throws IOException {
        assertThat(JsonFields.names(bytes(DOCUMENT))).containsExactlyInAnyOrder("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{'a':1}]", "7", "'a'", "null"})
    void whatIsNoObjectHasNone(String document) throws IOException {
        assertThat(JsonFields.names(bytes(document))).isEmpty();
        assertThat(JsonFields.read(bytes(document), Set.of("a"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{'a':1} {}", "{'a':1,'a':1}", "{'b':{'a':1,'a':1}}"})
    void whatIsNoStrictJsonIsRefused(String document) {
        assertThatThrownBy(() -> JsonFields.names(bytes(document))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> JsonFields.read(bytes(document), Set.of("a"))).isInstanceOf(IOException.class);
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
