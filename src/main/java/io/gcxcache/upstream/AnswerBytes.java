package io.gcxcache.upstream;

import java.io.ByteArrayInputStream;
import org.apache.camel.Exchange;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.TypeConverterSupport;

/** An answer that is read, as a stream; as bytes it is the very array that was read into. */
final class AnswerBytes extends ByteArrayInputStream {
    AnswerBytes(byte[] bytes) {
        super(bytes);
    }

    /** Teaches a context to take the array. */
    static void register(TypeConverterRegistry converters) {
        converters.addTypeConverter(byte[].class, AnswerBytes.class, new TypeConverterSupport() {
            @Override
            public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
                return type.cast(((AnswerBytes) value).buf);
            }
        });
    }

    static void unregister(TypeConverterRegistry converters) {
        converters.removeTypeConverter(byte[].class, AnswerBytes.class);
    }
}
