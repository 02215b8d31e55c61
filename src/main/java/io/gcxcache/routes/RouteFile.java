package io.gcxcache.routes;

import io.gcxcache.http.GcxHttpComponent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.camel.spi.Resource;

/**
 * A file of routes.
 *
 * @param name without its folder
 * @param servesHttp whether a route of it is served by the gateway's HTTP, and has to wait for that
 */
public record RouteFile(String name, boolean servesHttp) {
    private static final String HTTP = GcxHttpComponent.SCHEME + ':';

    public static RouteFile of(Resource file) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(file.getInputStream().readAllBytes());
        return of(RouteFiles.name(file), content);
    }

    public static RouteFile of(String name, ByteBuffer content) {
        return new RouteFile(name, servesHttp(content));
    }

    static boolean servesHttp(ByteBuffer content) {
        return StandardCharsets.UTF_8
                .decode(content.duplicate())
                .toString()
                .lines()
                .anyMatch(line -> line.contains(HTTP) && !line.stripLeading().startsWith("#"));
    }
}
