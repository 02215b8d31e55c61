package io.gcxcache.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gcxcache.cache.Body;
import io.gcxcache.cache.Envelope;
import io.gcxcache.json.Slices;
import io.gcxcache.json.TestSlices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ReplyBodyTest {
    private static final String TEXT = "{\"list\":[\"é\",2,3]}";

    private final ReplyBody reply = new ReplyBody(Body.document(
            new Envelope(JsonNodeFactory.instance.objectNode(), "list", JsonNodeFactory.instance.objectNode()),
            Slices.packed(List.of(TestSlices.of("\"é\"", "2", "3")), 2)));

    @Property(tries = 50)
    void readsTheSameHoweverMuchIsReadAtOnce(@ForAll @IntRange(min = 1, max = 30) int most) throws IOException {
        reply.reset();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] some = new byte[most + 2];
        for (int length = 0; length >= 0; length = reply.read(some, 2, most)) {
            read.write(some, 2, length);
        }

        assertThat(read.toString(StandardCharsets.UTF_8)).isEqualTo(TEXT);
        assertThat(reply.read(some, 0, 0)).isZero();
    }

    @Test
    void readsByteAfterByte() {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int next = reply.read(); next >= 0; next = reply.read()) {
            read.write(next);
        }

        assertThat(read.toString(StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }

    @Test
    void isReadAgainOnceItIsReset() throws IOException {
        reply.readAllBytes();
        assertThat(reply.readAllBytes()).isEmpty();

        reply.reset();

        assertThat(reply.readAllBytes()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aCopyIsReadByItself() throws IOException {
        assertThat(reply.readNBytes(5)).hasSize(5);

        InputStream copy = (InputStream) reply.copy(null);

        assertThat(copy.readAllBytes()).hasSize((int) reply.length());
        assertThat(new String(reply.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(TEXT.substring(5));
    }

    @Test
    void isWrittenAsAWhole() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        reply.writeTo(out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }

    @Test
    void isBytesOrATextForWhoeverAsksHoweverOften() throws Exception {
        CamelContext camel = new DefaultCamelContext();
        ReplyBody.register(camel);
        Message message = new DefaultExchange(camel).getMessage();
        message.setBody(reply);

        assertThat(message.getBody(String.class)).isEqualTo(TEXT);
        assertThat(message.getBody(byte[].class)).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
        assertThat(message.getBody(String.class)).isEqualTo(TEXT);
        assertThat(message.getBody(InputStream.class)).isSameAs(reply);
    }
}
