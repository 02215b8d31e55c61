package io.gcxcache.upstream;

import io.gcxcache.RawServer;
import io.gcxcache.context.GcxHeaders;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.AfterEach;

/** The way to a Genesys that writes whatever bytes a test likes. */
abstract class RawGenesysRouteTest extends UpstreamRoomRouteTest {
    static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    static final String GOOD = "/api/v2/good";
    static final String BAD = "/api/v2/bad";

    private final Duration deadline;
    private final int mostBytes;
    RawServer genesys;

    RawGenesysRouteTest(Duration deadline, int mostBytes) {
        this.deadline = deadline;
        this.mostBytes = mostBytes;
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        try {
            genesys = new RawServer();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        genesys.on(GOOD, RawServer.json("{\"good\":true}"));
        return super.createRouteBuilders();
    }

    @Override
    GenesysAccess access() {
        return new GenesysAccess(
                genesys.url(),
                genesys.url(),
                "id",
                "secret",
                GenesysAccess.ClientAuth.BASIC,
                Duration.ofSeconds(1),
                deadline,
                mostBytes,
                WayOut.DIRECT);
    }

    @AfterEach
    void stopGenesys() throws Exception {
        genesys.close();
    }

    /** Makes an exchange the question for a path. */
    static Processor question(String path) {
        return exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.PATH, path);
            exchange.getMessage().setHeader(GcxHeaders.FAMILY, "any");
        };
    }
}
