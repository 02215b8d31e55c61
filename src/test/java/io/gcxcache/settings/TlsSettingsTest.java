package io.gcxcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.Gateway;
import io.gcxcache.LogCapture;
import io.gcxcache.RawServer;
import io.gcxcache.http.Certificates;
import io.gcxcache.http.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway with a certificate: who comes by TLS is served as anybody, and what is wrong with the settings ends the start. */
class TlsSettingsTest {
    @TempDir
    static Path shared;

    private static Certificates certificates;

    @TempDir
    Path folder;

    @BeforeAll
    static void certify() throws Exception {
        certificates = new Certificates(shared);
        certificates.ca("ca");
        certificates.issue("ca", "localhost");
        Files.writeString(shared.resolve("cert.pem"), certificates.chainPem("ca", "localhost"));
        Files.writeString(shared.resolve("key.pem"), certificates.keyPem("ca", "localhost"));
    }

    private static Settings settings(Map<String, String> settings) {
        Map<String, String> given =
                new HashMap<>(Map.of("gcx.genesys.client-id", "x", "gcx.genesys.client-secret", "y"));
        settings.forEach((name, value) -> given.put("gcx.http.tls." + name, value));
        return Settings.of(given, Map.of());
    }

    private static String file(String name) {
        return shared.resolve(name).toString();
    }

    @Test
    void clientsOfTlsAreServedAsOthersAndThePasswordIsToldToNobody() throws Exception {
        Certificates issued = new Certificates(folder);
        issued.ca("ca");
        issued.issue("ca", "gateway");
        Path store = issued.storeOf("ca", "gateway", folder.resolve("gateway.p12"));
        try (LogCapture log = LogCapture.attach();
                Gateway gateway = Gateway.start(
                        folder,
                        Map.of(TlsFiles.KEYSTORE, store.toString(), TlsFiles.PASSWORD, Certificates.PASSWORD))) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(issued.client("ca", null, null))
                    .build();
            String at = "https://localhost:" + gateway.url("/").getPort();
            HttpResponse<String> directory = get(client, at + "/gcx/directories/internal_agents");
            HttpResponse<String> login = client.send(
                    HttpRequest.newBuilder(URI.create(at + "/login/oauth/token"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "grant_type=client_credentials&client_id=me&client_secret=any"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> read = get(
                    client,
                    at + "/api/v2/routing/queues?pageNumber=1",
                    "Authorization",
                    "Bearer " + Gateway.json(login).path("access_token").asText());

            assertThat(directory.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(directory.statusCode()).isEqualTo(200);
            assertThat(Gateway.json(directory).path("entry_count").asInt()).isPositive();
            assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
            assertThat(get(client, at + "/gcx/entries").statusCode())
                    .as("management, which is for who is on this machine")
                    .isEqualTo(200);
            assertThat(log.lines()).noneMatch(line -> line.contains(Certificates.PASSWORD));
            assertThatThrownBy(() -> gateway.camel.resolvePropertyPlaceholders("{{gcx.http.tls.password}}"))
                    .hasMessageContaining("gcx.http.tls.password");
        }
    }

    @Test
    void anAnswerOfGenesysThatBreaksOffIsNotTakenForWhole() throws Exception {
        try (RawServer genesys = new RawServer()) {
            genesys.on(
                    "/oauth/token",
                    RawServer.status(200, "{\"access_token\":\"t\",\"expires_in\":86400,\"token_type\":\"bearer\"}"));
            genesys.on("GET /api/v2/short/x", out -> {
                out.write("HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
                throw new IOException("cut");
            });
            try (Gateway gateway = Gateway.start(
                    folder,
                    Map.of(
                            "gcx.genesys.api-url",
                            genesys.url().toString(),
                            "gcx.genesys.login-url",
                            genesys.url().toString(),
                            TlsFiles.CERTIFICATE,
                            file("cert.pem"),
                            TlsFiles.KEY,
                            file("key.pem")))) {
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(certificates.client("ca", null, null))
                        .build();
                String at = "https://localhost:" + gateway.url("/").getPort();
                HttpResponse<String> login = client.send(
                        HttpRequest.newBuilder(URI.create(at + "/login/oauth/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "grant_type=client_credentials&client_id=me&client_secret=any"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                String token =
                        "Bearer " + Gateway.json(login).path("access_token").asText();

                assertThat(login.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThatThrownBy(() -> get(client, at + "/api/v2/short/x", "Authorization", token))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("RST_STREAM");
                assertThat(get(client, at + "/gcx/metrics").statusCode()).isEqualTo(200);
            }
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void withoutFilesItSpeaksInClear() {
        assertThat(settings(Map.of()).http().tls()).isNull();
        assertThat(settings(Map.of("certificate", file("cert.pem"), "key", file("key.pem")))
                        .http()
                        .tls())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "certificate, key, gcx.http.tls.key is required and not set",
        "key, certificate, gcx.http.tls.certificate is required and not set",
        "client-ca, certificate, gcx.http.tls.certificate is required and not set",
        "keystore, password, gcx.http.tls.password is required and not set",
        "password, keystore, gcx.http.tls.keystore is required and not set"
    })
    void oneDoesNotGoWithoutTheOther(String set, String missing, String told) {
        assertThatThrownBy(() -> settings(Map.of(set, file("cert.pem"))))
                .isInstanceOf(SettingException.class)
                .hasMessage(told);
    }

    @Test
    void refusesTwoCertificates() {
        assertThatThrownBy(() -> settings(Map.of("certificate", "a", "key", "b", "keystore", "c", "password", "d")))
                .isInstanceOf(SettingException.class)
                .hasMessage("gcx.http.tls.certificate with gcx.http.tls.key is allowed, or gcx.http.tls.keystore with"
                        + " gcx.http.tls.password, and not both");
    }

    @Test
    void whatIsWrongWithAFileEndsTheStartWithOneLine() {
        assertThatThrownBy(() -> settings(Map.of("keystore", file("cert.pem"), "password", "wrong-4712")))
                .isInstanceOf(SettingException.class)
                .hasMessage("gcx.http.tls.keystore is " + file("cert.pem")
                        + ", which is no PKCS #12 that gcx.http.tls.password opens");
        assertThatThrownBy(() -> settings(Map.of("certificate", file("gone.pem"), "key", file("key.pem"))))
                .isInstanceOf(SettingException.class)
                .hasMessage("gcx.http.tls.certificate is " + file("gone.pem") + ", which is not there");
    }

    @Test
    void pathsBeginAtTheFolderOfTheDistribution() {
        Map<String, String> over = Map.of(
                "gcx.genesys.client-id",
                "x",
                "gcx.genesys.client-secret",
                "y",
                TlsFiles.CERTIFICATE,
                "cert.pem",
                TlsFiles.KEY,
                "key.pem");

        assertThat(Settings.load(shared, Map.of(), new Properties(), over)
                        .http()
                        .tls())
                .isNotNull();
    }
}
