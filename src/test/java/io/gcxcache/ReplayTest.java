package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route has answered out of the cache is answered again without it, as the route would. */
class ReplayTest {
    private static final String DIRECTORY = "/gcx/directories/emergency_contacts";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

    @TempDir
    Path folder;

    private Gateway gateway;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.start(folder, Map.of(), GenesysSimulator.builder());
        gateway.genesys.directory("emergency_contacts").entries(12);
        gateway.clock.stop();
        wire = new Wire(gateway.url("/").getPort());
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
        gateway.close();
    }

    /** One connection, on which bytes are looked at as they come. */
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Wire(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(30_000);
            in = socket.getInputStream();
        }

        String get(String target, String... fields) throws IOException {
            StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
            for (String field : fields) {
                request.append(field).append("\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            return reply();
        }

        String reply() throws IOException {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            String text = "";
            while (!text.endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("ended after: " + text);
                }
                read.write(next);
                text = read.toString(StandardCharsets.ISO_8859_1);
            }
            Matcher length = LENGTH.matcher(text);
            return length.find()
                    ? text + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1)
                    : text;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String comparable(String reply) {
        return reply.replaceAll("(?m)^date: .*$", "date: -")
                .replaceAll("(?m)^ININ-Correlation-Id: .*$", "ININ-Correlation-Id: -");
    }

    private JsonNode route(String id) throws Exception {
        for (JsonNode route : Gateway.json(gateway.get("/gcx/routes")).path("routes")) {
            if (route.path("route").asText().equals(id)) {
                return route;
            }
        }
        throw new AssertionError(id);
    }

    @Test
    void theRepliesAreTheSameToTheByte() throws Exception {
        wire.get(DIRECTORY);
        String byRoute = wire.get(DIRECTORY);
        wire.get(DIRECTORY);
        long before = route("gateway-directory").path("replayed").asLong();

        String again = wire.get(DIRECTORY);

        assertThat(route("gateway-directory").path("replayed").asLong()).isEqualTo(before + 1);
        assertThat(comparable(again)).isEqualTo(comparable(byRoute)).contains("Cache-Status: gcx; hit; ttl=60");
    }
}
