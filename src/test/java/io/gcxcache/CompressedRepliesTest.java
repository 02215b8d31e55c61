package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is cached goes over HTTP as gzip to who takes it, and as it is to everybody else. */
class CompressedRepliesTest {
    private static final String DIRECTORY = "/gcx/directories/internal_agents";
    private static final String REPORT = "/gcx/reports/queue-performance";
    private static final String QUERY = """
            {"interval": "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z", "metrics": ["tHandle", "nOffered"]}""";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(folder, Map.of("gcx.budget.limit", "1000000"));
        gateway.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("gcx-http:/own/with-origin")
                        .setHeader("GcxDirectoryId", constant("internal_agents"))
                        .to("direct:gcx-directory?block=false")
                        .setHeader("Vary", constant("Origin"));
                from("gcx-http:/own/text")
                        .setHeader("GcxDirectoryId", constant("internal_agents"))
                        .to("direct:gcx-directory?block=false")
                        .setBody(exchange -> exchange.getMessage().getBody(String.class));
            }
        });
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/gcx/lists/wrapupcodes",
                "/gcx/directories/internal_agents",
                "/api/v2/users?pageSize=100",
                "/api/v2/users?pageSize=50&pageNumber=2",
                "/api/v2/routing/queues"
            })
    void aLongAnswerIsSentAsGzipToWhoTakesIt(String path) throws Exception {
        HttpResponse<byte[]> plain = get(path, "identity");
        HttpResponse<byte[]> gzip = get(path, "gzip, compress, deflate, br");

        assertThat(plain.body()).hasSizeGreaterThan(1_024);
        assertThat(gunzipped(gzip)).isEqualTo(plain.body());
        assertThat(gzip.body().length).isLessThan(plain.body().length / 2);
        assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(vary(gzip)).isEqualTo("Accept-Encoding");
        assertThat(vary(plain)).isEqualTo("Accept-Encoding");
        assertThat(header(gzip, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    void aMissIsSentAsGzipToo() throws Exception {
        HttpResponse<byte[]> miss = get("/gcx/directories/external_vendors", "gzip");

        assertThat(header(miss, "Cache-Status")).startsWith("gcx; fwd=uri-miss");
        assertThat(header(miss, "Content-Encoding")).isEqualTo("gzip");
        assertThat(gunzipped(miss)).startsWith('{').endsWith('}');
    }

    @Test
    void aShortAnswerHasOneForm() throws Exception {
        String page = "/api/v2/users?pageSize=1";

        HttpResponse<byte[]> reply = get(page, "gzip");

        assertThat(reply.body()).hasSizeLessThanOrEqualTo(1_024);
        assertThat(header(reply, "Content-Encoding")).isEmpty();
        assertThat(vary(reply)).isEmpty();
        assertThat(header(reply, "ETag")).isEqualTo(header(get(page, "identity"), "ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity;q=0", "br", "gzip;q=0", "gzip;q=7"})
    void whoCannotBeGivenGzipIsGivenTheBodyAsItIs(String accepted) throws Exception {
        HttpResponse<byte[]> reply = get(DIRECTORY, accepted);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "Content-Encoding")).isEmpty();
        assertThat(reply.body()).startsWith('{');
    }

    @Test
    void severalLinesAreOneList() throws Exception {
        HttpResponse<byte[]> reply = send("GET", DIRECTORY, null, "Accept-Encoding", "br", "Accept-Encoding", "gzip");

        assertThat(header(reply, "Content-Encoding")).isEqualTo("gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity"})
    void headTellsOfTheFormThatGetSends(String accepted) throws Exception {
        HttpResponse<byte[]> get = get("/gcx/lists/wrapupcodes", accepted);

        HttpResponse<byte[]> head = send("HEAD", "/gcx/lists/wrapupcodes", null, "Accept-Encoding", accepted);

        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(get.body().length));
        for (String name : new String[] {"Content-Encoding", "ETag", "Vary"}) {
            assertThat(header(head, name)).as(name).isEqualTo(header(get, name));
        }
    }

    @Test
    void eachFormHasAStrongTagOfItsOwn() throws Exception {
        String page = "/api/v2/users?pageSize=100";
        String plain = header(get(page, "identity"), "ETag");
        String gzip = header(get(page, "gzip"), "ETag");

        assertThat(plain).startsWith("\"").doesNotContain(".gz");
        assertThat(gzip).isEqualTo(plain.substring(0, plain.length() - 1) + ".gz\"");
        assertNotModified(conditional(page, "gzip", gzip), gzip);
        assertNotModified(conditional(page, "gzip", "\"other\", W/" + gzip), gzip);
        assertNotModified(conditional(page, "gzip", "*"), gzip);
        assertNotModified(conditional(page, "identity", plain), plain);
        assertThat(conditional(page, "gzip", plain).statusCode()).isEqualTo(200);
        assertThat(conditional(page, "identity", gzip).statusCode()).isEqualTo(200);
    }

    @Test
    void bothFormsShareAWeakTag() throws Exception {
        String tag = header(get(DIRECTORY, "gzip"), "ETag");

        assertThat(tag).startsWith("W/");
        assertNotModified(conditional(DIRECTORY, "gzip", tag), tag);
        assertNotModified(conditional(DIRECTORY, "identity", tag), tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "QUERY"})
    void aReportIsSentAsGzipAndVariesByTheLanguageToo(String method) throws Exception {
        HttpResponse<byte[]> plain = send(method, REPORT, QUERY, "Accept-Language", "de");
        HttpResponse<byte[]> gzip = send(method, REPORT, QUERY, "Accept-Language", "de", "Accept-Encoding", "gzip");

        assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
        assertThat(gunzipped(gzip)).isEqualTo(plain.body());
        assertThat(vary(gzip)).isEqualTo("Accept-Language, Accept-Encoding");
        assertThat(vary(plain)).isEqualTo("Accept-Language, Accept-Encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/gcx/entries", "/gcx/metrics", "/observe/metrics", "/gcx/budget"})
    void whatIsNotFromTheCacheHasOneForm(String path) throws Exception {
        get(DIRECTORY, "gzip");

        HttpResponse<byte[]> reply = get(path, "gzip");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "Content-Encoding")).isEmpty();
        assertThat(vary(reply)).isEmpty();
    }

    @Test
    void aRouteThatVariesItsReplyBySomethingElseStillVariesByTheCoding() throws Exception {
        HttpResponse<byte[]> reply = get("/own/with-origin", "gzip");

        assertThat(header(reply, "Content-Encoding")).isEqualTo("gzip");
        assertThat(vary(reply)).isEqualTo("Origin, Accept-Encoding");
    }

    @Test
    void aRouteReadsTheBodyAsItIsAndWhatItMakesOfItIsSentAsItIs() throws Exception {
        HttpResponse<byte[]> reply = get("/own/text", "gzip");

        assertThat(header(reply, "Content-Encoding")).isEmpty();
        assertThat(reply.body()).isEqualTo(get(DIRECTORY, "identity").body());
    }

    @Test
    void insideTheContextNothingIsCompressedWhateverTheHeadersSay() throws Exception {
        Exchange asked = gateway.template().request("direct:gcx-directory", exchange -> {
            exchange.getMessage().setHeader("GcxDirectoryId", "internal_agents");
            exchange.getMessage().setHeader("Accept-Encoding", "gzip");
        });

        assertThat(asked.getMessage().getBody(byte[].class))
                .isEqualTo(get(DIRECTORY, "identity").body());
        assertThat(asked.getMessage().getHeader("Vary")).isNull();
        assertThat(asked.getMessage().getHeader("Content-Encoding")).isNull();
    }

    private static void assertNotModified(HttpResponse<byte[]> reply, String tag) {
        assertThat(reply.statusCode()).isEqualTo(304);
        assertThat(header(reply, "ETag")).isEqualTo(tag);
        assertThat(vary(reply)).isEqualTo("Accept-Encoding");
        assertThat(header(reply, "Content-Encoding")).isEmpty();
    }

    private static String vary(HttpResponse<?> reply) {
        return String.join(" | ", reply.headers().allValues("Vary"));
    }

    private static HttpResponse<byte[]> conditional(String path, String accepted, String tags) throws Exception {
        return send("GET", path, null, "Accept-Encoding", accepted, "If-None-Match", tags);
    }

    private static HttpResponse<byte[]> get(String path, String accepted) throws Exception {
        return send("GET", path, null, "Accept-Encoding", accepted);
    }

    private static HttpResponse<byte[]> send(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.url(path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] gunzipped(HttpResponse<byte[]> reply) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes();
    }
}
