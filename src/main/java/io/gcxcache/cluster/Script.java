package io.gcxcache.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * What Redis does as one step. Each is sent as a whole: it is a kilobyte, Redis compiles it once, and no server has to know it already,
 * so that the order in which scripts are sent is that in which they run.
 */
enum Script {
    TRY,
    JOIN,
    BEAT,
    MARK,
    BOARD,
    LAND,
    LEAVE;

    private final Buffer text = read();

    Request of(List<String> keys, Object... arguments) {
        Request request = Request.cmd(Command.EVAL).arg(text).arg(keys.size());
        keys.forEach(request::arg);
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes) {
                request.arg(bytes);
            } else {
                request.arg(String.valueOf(argument));
            }
        }
        return request;
    }

    private Buffer read() {
        String file = name().toLowerCase(Locale.ROOT) + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
