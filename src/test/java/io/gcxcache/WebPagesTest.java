package io.gcxcache;

import static io.gcxcache.Gateway.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that a colleague opens, and that would use the colleague's way to a gateway whose clients need not say who they are. */
class WebPagesTest {
    @TempDir
    static Path audit;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(
                audit,
                Map.of(
                        "gcx.http.host", "0.0.0.0",
                        "gcx.http.allow-unauthenticated", "true",
                        "gcx.http.hosts", "gcx-cache, cache.example.org"));
        gateway.get("/gcx/directories/emergency_contacts");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void aPageOfAnotherSiteVerifiesNothing() throws Exception {
        int before = gateway.genesys.calls().count();

        HttpResponse<String> refused = gateway.send(
                "POST", "/gcx/directories/emergency_contacts/verification", "Sec-Fetch-Site", "cross-site");

        assertThat(problem(refused, 403)).contains("Sec-Fetch-Site");
        assertThat(gateway.genesys.calls().count()).isEqualTo(before);
    }

    @Test
    void aPageOfAnotherSiteCostsNoCall() throws Exception {
        int before = gateway.genesys.calls().count();

        for (String path : List.of("/gcx/directories/internal_agents", "/gcx/lists/routing-queues")) {
            problem(gateway.get(path, "Sec-Fetch-Site", "cross-site"), 403);
        }

        assertThat(gateway.genesys.calls().count()).isEqualTo(before);
    }

    @Test
    void aPageWhoseNameLeadsHereAsksForAnotherHost() throws Exception {
        int before = gateway.genesys.calls().count();

        String refused = asked("GET /gcx/directories/internal_agents", "evil.example:8080");

        assertThat(refused)
                .startsWith("HTTP/1.1 421 Misdirected Request")
                .contains("application/problem+json", "gcx.http.hosts");
        assertThat(gateway.genesys.calls().count()).isEqualTo(before);
    }

    @Test
    void clientsComeByTheNamesThatAreSet() throws Exception {
        for (String host : List.of("gcx-cache:8080", "Cache.Example.ORG.", "localhost", "127.0.0.1:1")) {
            assertThat(asked("GET /gcx/directories/emergency_contacts", host))
                    .as(host)
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private static String asked(String request, String host) throws IOException {
        int port = gateway.url("/").getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
