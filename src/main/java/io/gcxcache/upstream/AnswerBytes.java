package io.gcxcache.upstream;

import io.gcxcache.context.OwnConverter;
import java.io.ByteArrayInputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.TypeConverterSupport;

/** An answer that is read, as a stream; as bytes it is the very array that was read into. */
final class AnswerBytes extends ByteArrayInputStream {
    AnswerBytes(byte[] bytes) {
        super(bytes);
    }

    /** Teaches a context to take the array. */
    static void register(CamelContext context) throws Exception {
        OwnConverter.add(context, byte[].class, AnswerBytes.class, new TypeConverterSupport() {
            @Override
            public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
                return type.cast(((AnswerBytes) value).buf);
            }
        });
    }
}
