package io.gcxcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gcxcache.LogCapture;
import io.gcxcache.MutableClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.camel.builder.RouteBuilder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients come by TLS, in HTTP/2 or HTTP/1.1; certificates are changed while they are served. */
class TlsTest {
    private static final int LONG = 20_000_000;

    @TempDir
    static Path shared;

    private static Certificates certificates;
    private static Path ca;
    private TlsFiles files;

    @BeforeAll
    static void certify() throws Exception {
        certificates = new Certificates(shared);
        ca = certificates.ca("ca");
        certificates.issue("ca", "gateway");
        certificates.issue("ca", "renewed");
        certificates.issue("ca", "older", "-keyalg", "EC", "-startdate", "-3d");
        certificates.issue("ca", "client");
        certificates.ca("stranger");
        certificates.issue("stranger", "client");
    }

    @BeforeEach
    void write() throws Exception {
        files = certificates.files("ca", "gateway", null);
    }

    private static Served serve(Tls tls) throws Exception {
        return Served.by(tls, Served.LIMITS, new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/a").setBody(constant("served"));
                from("gcx-http:/echo").convertBodyTo(String.class);
                from("gcx-http:/long").process(exchange -> exchange.getMessage().setBody(new byte[LONG]));
            }
        });
    }

    private static HttpClient client(SSLContext context, HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }

    private static HttpRequest.Builder request(Served served, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + served.port() + path));
    }

    /** Whom a new connection is told of. */
    private static String certified(Served served) throws Exception {
        try (SSLSocket socket = (SSLSocket)
                certificates.client("ca", null, null).getSocketFactory().createSocket("localhost", served.port())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersInTheVersionThatTheClientSpeaks(HttpClient.Version version) throws Exception {
        try (Served served = serve(new Tls(files, InstantSource.system()))) {
            HttpClient client = client(certificates.client("ca", null, null), version);
            HttpResponse<String> got = client.send(request(served, "/a").build(), HttpResponse.BodyHandlers.ofString());
            HttpResponse<byte[]> whole =
                    client.send(request(served, "/long").build(), HttpResponse.BodyHandlers.ofByteArray());
            HttpResponse<String> posted = client.send(
                    request(served, "/echo")
                            .POST(HttpRequest.BodyPublishers.ofString("x".repeat(512_000)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(got.version()).isEqualTo(version);
            assertThat(got.body()).isEqualTo("served");
            assertThat(got.headers().firstValue("Date")).isPresent();
            assertThat(whole.body()).hasSize(LONG);
            assertThat(posted.body()).hasSize(512_000);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void refusesABodyThatIsTooLong(HttpClient.Version version) throws Exception {
        try (Served served = serve(new Tls(files, InstantSource.system()))) {
            HttpResponse<String> refused = client(certificates.client("ca", null, null), version)
                    .send(
                            request(served, "/echo")
                                    .POST(HttpRequest.BodyPublishers.ofString("x".repeat(512_001)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(refused.statusCode()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksTls12And13(String protocol) throws Exception {
        try (Served served = serve(new Tls(files, InstantSource.system()));
                SSLSocket socket = (SSLSocket) certificates
                        .client("ca", null, null)
                        .getSocketFactory()
                        .createSocket("localhost", served.port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            socket.getOutputStream().write("GET /a HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void requestsThatFollowOneAnotherWithoutWaitingAreAnsweredInTurn() throws Exception {
        try (Served served = serve(new Tls(files, InstantSource.system()));
                Served.Connection client = new Served.Connection(certificates
                        .client("ca", null, null)
                        .getSocketFactory()
                        .createSocket("localhost", served.port()))) {
            client.write("GET /long HTTP/1.1\r\nHost: x\r\n\r\n" + "GET /a HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50));

            assertThat(client.readBody()).hasSize(LONG);
            for (int i = 0; i < 50; i++) {
                assertThat(client.readBody()).isEqualTo("served");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void letsInClientsOfTheCaAndNobodyElse(HttpClient.Version version) throws Exception {
        TlsFiles mutual = certificates.files("ca", "gateway", ca);
        try (Served served = serve(new Tls(mutual, InstantSource.system()))) {
            HttpRequest asked = request(served, "/a").build();

            assertThat(client(certificates.client("ca", "ca", "client"), version)
                            .send(asked, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("served");
            assertThatThrownBy(() -> client(certificates.client("ca", "stranger", "client"), version)
                            .send(asked, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> client(certificates.client("ca", null, null), version)
                            .send(asked, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void newConnectionsGetTheNewCertificateWhileADownloadGoesOn(HttpClient.Version version) throws Exception {
        Tls tls = new Tls(files, InstantSource.system());
        try (Served served = serve(tls)) {
            String before = certified(served);
            HttpResponse<InputStream> download = client(certificates.client("ca", null, null), version)
                    .send(request(served, "/long").build(), HttpResponse.BodyHandlers.ofInputStream());
            certificates.files("ca", "renewed", null);
            tls.readIfChanged();

            assertThat(before).isEqualTo("CN=gateway");
            assertThat(certified(served)).isEqualTo("CN=renewed");
            assertThat(download.body().readAllBytes()).hasSize(LONG);
        }
    }

    @Test
    void whoDoesNotShakeHandsIsNotWaitedFor() throws Exception {
        HttpLimits limits = new HttpLimits(
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                1_000_000);
        try (Served served = Served.by(new Tls(files, InstantSource.system()), limits);
                Served.Connection silent = served.connect()) {
            assertThat(silent.rest()).isEmpty();
        }
    }

    @Test
    void oneConnectionTooManyIsClosedBeforeItSaysAnything() throws Exception {
        Connections connections = new Connections(2, 2, Proxies.NONE);
        HttpLimits limits = new HttpLimits(
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                1_000_000);
        try (Served served = Served.by(new Tls(files, InstantSource.system()), connections, limits)) {
            try (Socket first = new Socket("localhost", served.port());
                    Socket second = new Socket("localhost", served.port())) {
                await().until(() -> connections.open() == 2);
                try (Served.Connection third = served.connect()) {
                    assertThat(third.rest()).isEmpty();
                }
                assertThat(first.isConnected() && second.isConnected()).isTrue();
            }
            await().until(() -> connections.open() == 0);

            assertThat(certified(served)).isEqualTo("CN=gateway");
        }
    }

    @Test
    void theLogIsToldOnceADayThatACertificateEnds() throws Exception {
        MutableClock clock = new MutableClock();
        Tls tls = new Tls(files, clock);
        Instant end = files.served(files.read(), clock.instant()).until();
        try (LogCapture log = LogCapture.attach()) {
            clock.advance(Duration.between(clock.instant(), end.minus(Duration.ofDays(15))));
            tls.readIfChanged();
            assertThat(log.lines()).isEmpty();

            clock.advance(Duration.ofDays(2));
            tls.readIfChanged();
            tls.readIfChanged();
            assertThat(log.lines()).singleElement().asString().contains("ends at " + end);

            clock.advance(Duration.ofDays(2));
            tls.readIfChanged();
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void nobodyIsRefusedWhileTheCertificateChanges() throws Exception {
        Tls tls = new Tls(files, InstantSource.system());
        AtomicBoolean done = new AtomicBoolean();
        try (Served served = serve(tls)) {
            Thread changes = new Thread(() -> {
                for (int i = 0; !done.get(); i++) {
                    try {
                        certificates.files("ca", i % 2 == 0 ? "renewed" : "gateway", null);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    tls.readIfChanged();
                }
            });
            changes.start();
            for (int i = 0; i < 50; i++) {
                assertThat(certified(served)).isIn("CN=gateway", "CN=renewed");
            }
            done.set(true);
            changes.join();
        }
    }

    @Test
    void aCertificateThatComesBeforeItsTimeIsServedFromThenOn() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now().minus(1, ChronoUnit.DAYS));
        Tls tls = new Tls(certificates.files("ca", "older", null), now::get);
        try (Served served = serve(tls);
                LogCapture log = LogCapture.attach()) {
            certificates.files("ca", "renewed", null);
            tls.readIfChanged();
            tls.readIfChanged();
            assertThat(certified(served)).isEqualTo("CN=older");
            assertThat(log.lines())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("is not valid before");

            now.set(Instant.now());
            tls.readIfChanged();

            assertThat(certified(served)).isEqualTo("CN=renewed");
        }
    }

    @Test
    void whatIsOfNoUseChangesNothingAndIsToldOnce() throws Exception {
        Tls tls = new Tls(files, InstantSource.system());
        try (Served served = serve(tls);
                LogCapture log = LogCapture.attach()) {
            Files.writeString(shared.resolve("served.key"), certificates.keyPem("ca", "renewed"));
            tls.readIfChanged();
            tls.readIfChanged();
            Files.delete(shared.resolve("served.pem"));
            tls.readIfChanged();
            tls.readIfChanged();

            assertThat(certified(served)).isEqualTo("CN=gateway");
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("The certificate before"))
                    .containsExactly(
                            "The certificate before is served on: gcx.http.tls.key is " + shared.resolve("served.key")
                                    + ", which is not the key of the first certificate in "
                                    + shared.resolve("served.pem"),
                            "The certificate before is served on: gcx.http.tls.certificate is "
                                    + shared.resolve("served.pem") + ", which is not there");
            certificates.files("ca", "renewed", null);
            tls.readIfChanged();
            assertThat(certified(served)).isEqualTo("CN=renewed");
        }
    }
}
