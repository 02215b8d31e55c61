package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.header;
import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that are too long for an answer, and so lie on another host. */
class DownloadsTest {
    private static final int BYTES = 1_000_003;

    private final HttpClient anybody = HttpClient.newHttpClient();
    private GenesysSimulator simulator;
    private SimulatorClient client;
    private String id;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().start();
        client = new SimulatorClient(simulator).login();
        id = simulator.addFile(BYTES);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private HttpResponse<String> open(String address) throws Exception {
        return anybody.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aDownloadLeadsToAnotherPortWhereTheFileIs() throws Exception {
        HttpResponse<String> redirect = client.get("/api/v2/downloads/" + id);
        String address = header(redirect, "Location");

        HttpResponse<String> file = open(address);

        assertThat(redirect.statusCode()).isEqualTo(303);
        assertThat(URI.create(address).getPort()).isNotEqualTo(simulator.url().getPort());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).hasSize(BYTES).startsWith("000000000000000\n000000000000001\n");
        assertThat(header(file, "Content-Type")).isEqualTo("text/csv");
        assertThat(simulator.calls().count("GET", "/" + id)).isEqualTo(1);
    }

    @Test
    void theAddressIsToldInABodyWhereNoRedirectIsWanted() throws Exception {
        HttpResponse<String> told = client.get("/api/v2/downloads/" + id + "?issueRedirect=false");

        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(open(json(told).path("url").asText()).body()).hasSize(BYTES);
    }

    @Test
    void theResultsOfAnAuditQueryTellTheirAddressTwice() throws Exception {
        HttpResponse<String> results = client.get("/api/v2/audits/query/" + id + "/results");

        assertThat(results.statusCode()).isEqualTo(303);
        assertThat(json(results).path("downloadUrl").asText()).isEqualTo(header(results, "Location"));
    }

    @Test
    void aFileOpensByItsSignatureAndTakesNoToken() throws Exception {
        String address = header(client.get("/api/v2/downloads/" + id), "Location");

        assertThat(client.get(address).statusCode()).isEqualTo(400);
        assertThat(open(address + "x").statusCode()).isEqualTo(403);
        assertThat(open(address.replace(id, "none")).statusCode()).isEqualTo(404);
        assertThat(client.get("/api/v2/downloads/none").statusCode()).isEqualTo(404);
    }
}
