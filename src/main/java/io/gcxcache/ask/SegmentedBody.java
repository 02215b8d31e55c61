package io.gcxcache.ask;

import io.gcxcache.cache.Segments;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.TypeConverterSupport;

/**
 * The body of a reply in several pieces, for whoever writes them as they lie. To everybody else it is bytes, a stream or a
 * text. Nobody writes to the pieces.
 *
 * @param segments in the order in which they follow each other
 */
public record SegmentedBody(List<byte[]> segments) {
    public SegmentedBody {
        segments = List.copyOf(segments);
    }

    /** Teaches a context to read it. */
    static void register(TypeConverterRegistry converters) {
        TypeConverterSupport converter = new TypeConverterSupport() {
            @Override
            public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
                return type.cast(((SegmentedBody) value).as(type));
            }
        };
        for (Class<?> type : List.of(byte[].class, InputStream.class, String.class)) {
            converters.addTypeConverter(type, SegmentedBody.class, converter);
        }
    }

    private Object as(Class<?> type) {
        if (type == InputStream.class) {
            return new SequenceInputStream(Collections.enumeration(
                    segments.stream().map(ByteArrayInputStream::new).toList()));
        }
        byte[] joined = Segments.join(segments);
        return type == String.class ? new String(joined, StandardCharsets.UTF_8) : joined;
    }
}
