package io.gcxcache.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.RawServer;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.junit.jupiter.api.Test;

class EnduringConnectionsTest {
    @Test
    void theNextCallWorksAfterAnErrorInTheClient() throws Exception {
        try (RawServer server = new RawServer();
                EnduringConnections connections = new EnduringConnections(new PoolingHttpClientConnectionManager());
                CloseableHttpClient client = HttpClients.custom()
                        .setConnectionManager(connections)
                        .setConnectionManagerShared(true)
                        .build()) {
            URI good = server.url().resolve("/good");
            server.on("/good", RawServer.json("{}"));
            HttpPost failing = new HttpPost(good);
            failing.setEntity(
                    new EntityTemplate(-1, ContentType.APPLICATION_JSON, null, EnduringConnectionsTest::withoutMemory));

            assertThatThrownBy(() -> client.execute(failing, answer -> answer.getCode()))
                    .isInstanceOf(OutOfMemoryError.class);
            int status = client.execute(new HttpGet(good), answer -> answer.getCode());

            assertThat(status).isEqualTo(200);
        }
    }

    private static void withoutMemory(OutputStream out) {
        throw new OutOfMemoryError("for a test");
    }
}
