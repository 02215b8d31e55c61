package io.gcxcache;

import static io.gcxcache.Gateway.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of Genesys Cloud, byte by byte as they write: however they spell a question, Genesys is asked it once. */
class ClientWireFormsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUEUES = "/api/v2/routing/queues";
    private static final String AGGREGATES = "/api/v2/analytics/conversations/aggregates/query";
    private static final String GRANT = "grant_type=client_credentials";

    private static final String CLI = "User-Agent: PureCloud SDK/go-cli\r\nCache-Control: no-cache\r\n";
    private static final String GO = "User-Agent: PureCloud SDK/go\r\nAccept: application/json\r\n"
            + "Content-Type: application/json\r\npurecloud-sdk: 188.0.0\r\nAccept-Encoding: gzip\r\n";
    private static final String TERRAFORM = "User-Agent: GC Terraform Provider/1.84.1\r\nTF-Correlation-Id: 5b1c\r\n"
            + "Accept: application/json\r\nContent-Type: application/json\r\nAccept-Encoding: gzip\r\n";
    private static final String PYTHON = "User-Agent: PureCloud SDK/python\r\nAccept: application/json\r\n"
            + "Content-Type: application/json\r\npurecloud-sdk: 257.1.0\r\nAccept-Encoding: identity\r\n";
    private static final String JAVA = "User-Agent: PureCloud SDK/java\r\npurecloud-sdk: 198.1.0\r\n"
            + "Accept: application/json\r\nAccept-Encoding: gzip,deflate\r\n";
    private static final String JAVASCRIPT = "User-Agent: axios/1.21.1\r\nAccept: application/json, text/plain, */*\r\n"
            + "Content-Type: application/json\r\nAccept-Encoding: gzip, compress, deflate, br\r\n";
    private static final String SPLUNK = "User-Agent: python-requests/2.32.3\r\nAccept: */*\r\n"
            + "Content-Type: application/json\r\nAccept-Encoding: gzip, deflate\r\n";
    private static final String DOTNET = "User-Agent: PureCloud SDK/dotnet\r\npurecloud-sdk: 270.0.0\r\n"
            + "Accept: application/json\r\nContent-Type: application/json\r\n";

    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.start(folder);
        token = gateway.logIn();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void nothingIsKept() throws Exception {
        for (String tag : List.of("list", "object")) {
            gateway.post("/gcx/invalidations", "{\"tag\":\"" + tag + "\"}");
        }
        gateway.genesys.calls().clear();
    }

    @Test
    void theCommandLineClientTurnsPagesUntilOneIsEmptyAndTheSecondTimeCostsNothing() throws Exception {
        List<String> first = pagesUntilOneIsEmpty();
        int calls = gateway.genesys.calls().count(QUEUES);
        List<String> second = pagesUntilOneIsEmpty();

        assertThat(first)
                .containsExactlyElementsOf(gateway.genesys.organization().queueIds());
        assertThat(second).isEqualTo(first);
        assertThat(gateway.genesys.calls().count(QUEUES)).isEqualTo(calls);
    }

    private static List<String> pagesUntilOneIsEmpty() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int page = 1; ; page++) {
            JsonNode entities = get(QUEUES + "?pageSize=25&pageNumber=" + page, token, CLI)
                    .json()
                    .path("entities");
            if (entities.isEmpty()) {
                return ids;
            }
            entities.forEach(entity -> ids.add(entity.path("id").asText()));
        }
    }

    static Stream<Arguments> spellingsOfOneList() {
        List<String> ids = gateway.genesys.organization().queueIds();
        String a = ids.get(3);
        String b = ids.get(1);
        return Stream.of(
                Arguments.of(
                        "Go, in any order",
                        List.of(
                                GO + "hasPeer=false&name=&pageSize=100&pageNumber=1",
                                GO + "pageNumber=1&name=&hasPeer=false&pageSize=100",
                                GO + "pageSize=100&pageNumber=1&hasPeer=false&name=")),
                Arguments.of(
                        "several ids",
                        List.of(
                                GO + "pageNumber=1&id=" + a + "%2C" + b + "&pageSize=25",
                                PYTHON + "id=" + b + "%2C" + a,
                                JAVA + "pageNumber=1&pageSize=25&id=" + a + "&id=" + b,
                                JAVASCRIPT + "pageSize=25&pageNumber=1&id=" + a + "," + b)),
                Arguments.of(
                        "all",
                        List.of(
                                CLI + "pageSize=25&pageNumber=1",
                                PYTHON + "pageSize=25",
                                JAVA + "pageNumber=1&pageSize=25&sortOrder=asc")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spellingsOfOneList")
    void aListIsOneQuestionHoweverItIsSpelled(String name, List<String> spellings) throws IOException {
        List<Reply> replies = new ArrayList<>();
        for (String spelling : spellings) {
            int query = spelling.lastIndexOf("\r\n") + 2;
            replies.add(get(QUEUES + '?' + spelling.substring(query), token, spelling.substring(0, query)));
        }

        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().path("entities"))
                    .isEqualTo(replies.get(0).json().path("entities"));
        });
        assertThat(gateway.genesys.calls().count(QUEUES)).isEqualTo(1);
    }

    @Test
    void aBodyIsOneQuestionHoweverItIsSpelled() throws IOException {
        List<Reply> replies = List.of(
                post(
                        DOTNET,
                        "{\"interval\":\"2026-02-01T00:00:00.000Z/2026-02-02T00:00:00.000Z\",\"groupBy\":[\"queueId\"],"
                                + "\"filter\":{\"type\":\"and\",\"predicates\":[{\"type\":\"dimension\","
                                + "\"dimension\":\"mediaType\",\"value\":\"voice\"}]},"
                                + "\"metrics\":[\"nOffered\",\"tHandle\"],\"queryType\":\"groupBy\"}"),
                post(
                        JAVA + "Content-Type: application/json\r\n",
                        "{\"interval\":\"2026-02-01T00:00:00.000Z/2026-02-02T00:00:00.000Z\",\"groupBy\":[\"queueId\"],"
                                + "\"filter\":{\"type\":\"and\",\"clauses\":[],\"predicates\":[{\"type\":\"dimension\","
                                + "\"dimension\":\"mediaType\",\"operator\":\"matches\",\"value\":\"voice\"}]},"
                                + "\"metrics\":[\"tHandle\",\"nOffered\"],\"views\":[]}"),
                post(
                        JAVASCRIPT,
                        "{\"interval\":\"2026-02-01T00:00:00.000Z/2026-02-02T00:00:00.000Z\",\"groupBy\":[\"queueId\"],"
                                + "\"filter\":{\"type\":\"and\",\"clauses\":null,\"predicates\":[{\"type\":\"dimension\","
                                + "\"dimension\":\"mediaType\",\"operator\":null,\"value\":\"voice\",\"range\":null}]},"
                                + "\"metrics\":[\"nOffered\",\"tHandle\"],\"views\":null}"),
                post(
                        PYTHON,
                        "{\"metrics\": [\"nOffered\", \"tHandle\"], \"filter\": {\"predicates\": [{\"value\": \"voice\", "
                                + "\"dimension\": \"mediaType\", \"type\": \"dimension\"}], \"type\": \"and\"}, "
                                + "\"groupBy\": [\"queueId\"], "
                                + "\"interval\": \"2026-02-01T00:00:00Z/2026-02-02T00:00:00Z\"}"));

        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(replies.get(0).body());
        });
        assertThat(gateway.genesys.calls().count("POST", AGGREGATES)).isEqualTo(1);
    }

    /** It logs in once for every client of its pool, and each asks who it is talking to. */
    @Test
    void terraformStartsWithElevenLoginsFiveAtATime() throws Exception {
        List<List<Reply>> starts = elevenTimesFiveAtATime(number -> terraformStart());

        assertThat(starts).hasSize(11).allSatisfy(replies -> {
            assertThat(replies).extracting(Reply::status).containsExactly(200, 200, 404);
            assertThat(replies.get(1).json().path("id").asText()).isNotEmpty();
            assertThat(replies.get(2).json().path("code").asText()).isEqualTo("not.found");
        });
        assertThat(starts)
                .extracting(
                        replies -> replies.get(0).json().path("access_token").asText())
                .doesNotHaveDuplicates();
        assertThat(gateway.genesys.calls().count("/api/v2/organizations/me")).isEqualTo(1);
        assertThat(gateway.genesys.calls().count("/api/v2/authorization/products"))
                .isEqualTo(11);
    }

    /** Each of them makes, changes and deletes a queue of its own, and looks at it in between. */
    @Test
    void terraformSeesEveryWriteInTheReadBehindIt() throws Exception {
        List<List<String>> seen = elevenTimesFiveAtATime(
                number -> queueOfTerraform("Night " + number, "Day " + number, terraformToken(terraformStart())));

        assertThat(seen).hasSize(11).allSatisfy(steps -> assertThat(steps)
                .containsExactly(
                        "404 none, by its names 0 and 0",
                        "POST 200",
                        "200 Night, by its names 1 and 0",
                        "PUT 200",
                        "200 Day, by its names 0 and 1",
                        "DELETE 200",
                        "404 none, by its names 0 and 0"));
        assertThat(gateway.genesys.calls().all())
                .filteredOn(call -> !call.method().equals("GET") && call.path().startsWith("/api/"))
                .hasSize(33)
                .allSatisfy(write -> assertThat(write.headers()).containsEntry("tf-correlation-id", "5b1c"));
    }

    private static List<String> queueOfTerraform(String before, String after, String own) throws IOException {
        List<String> seen = new ArrayList<>();
        seen.add(look("00000000-0000-0000-0000-000000000000", before, after, own));
        Reply created = send("POST", QUEUES, own, TERRAFORM, "{\"name\":\"" + before + "\"}");
        String id = created.json().path("id").asText();
        seen.add("POST " + created.status());
        seen.add(look(id, before, after, own));
        seen.add("PUT "
                + send("PUT", QUEUES + '/' + id, own, TERRAFORM, "{\"name\":\"" + after + "\"}")
                        .status());
        seen.add(look(id, before, after, own));
        seen.add("DELETE "
                + send("DELETE", QUEUES + '/' + id, own, TERRAFORM, "").status());
        seen.add(look(id, before, after, own));
        return seen;
    }

    private static String look(String id, String before, String after, String own) throws IOException {
        Reply queue = get(QUEUES + '/' + id, own, TERRAFORM);
        String word = queue.json().path("name").asText("none").split(" ")[0];
        return queue.status() + " " + word + ", by its names " + count(before, own) + " and " + count(after, own);
    }

    private static int count(String name, String own) throws IOException {
        String query = "?name=" + name.replace(" ", "%20") + "&pageNumber=1&pageSize=100";
        return get(QUEUES + query, own, TERRAFORM).json().path("total").asInt(-1);
    }

    private static List<Reply> terraformStart() throws IOException {
        Reply login = send("POST /login/oauth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: Basic dGVycmFmb3JtOmFueQ==\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + GRANT.length()
                + "\r\n\r\n" + GRANT);
        String own = login.json().path("access_token").asText();
        return List.of(
                login,
                get("/api/v2/organizations/me", own, TERRAFORM),
                get("/api/v2/authorization/products", own, TERRAFORM));
    }

    private static String terraformToken(List<Reply> started) throws IOException {
        return started.get(0).json().path("access_token").asText();
    }

    private static <T> List<T> elevenTimesFiveAtATime(Numbered<T> task) throws Exception {
        List<Callable<T>> tasks = IntStream.range(0, 11)
                .<Callable<T>>mapToObj(number -> () -> task.run(number))
                .toList();
        ExecutorService pool = Executors.newFixedThreadPool(5);
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> result : pool.invokeAll(tasks)) {
                results.add(result.get());
            }
        } finally {
            pool.shutdownNow();
        }
        return results;
    }

    private interface Numbered<T> {
        T run(int number) throws Exception;
    }

    @Test
    void splunkReadsTheAddressOfAuditResultsAsGenesysWroteIt() throws Exception {
        String results = "/api/v2/audits/query/" + gateway.genesys.addFile(2_000_000) + "/results";
        HttpResponse<String> written = new GenesysItself(gateway.genesys).get(results);

        Reply read = get(results, token, SPLUNK);

        assertThat(read.status()).isEqualTo(303);
        assertThat(read.body()).isEqualTo(written.body());
        assertThat(read.header("Location")).isEqualTo(header(written, "Location"));
        HttpResponse<String> file = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        read.json().path("downloadUrl").asText()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).hasSize(2_000_000);
    }

    @Test
    void splunkAsksForTwoHundredQueuesAtOnce() throws IOException {
        String predicates = IntStream.range(0, 200)
                .mapToObj(queue -> "{\"dimension\": \"queueId\", \"value\": \"" + new UUID(0, queue) + "\"}")
                .collect(Collectors.joining(", "));

        Reply answered = post(
                SPLUNK,
                "{\"interval\": \"2026-02-01T00:00:00.000Z/2026-02-02T00:00:00.000Z\", \"groupBy\": [\"queueId\"], "
                        + "\"metrics\": [\"nOffered\"], \"filter\": {\"type\": \"or\", \"predicates\": ["
                        + predicates + "]}}");

        assertThat(answered.status()).isEqualTo(200);
        assertThat(gateway.genesys.calls().count("POST", AGGREGATES)).isEqualTo(1);
    }

    private static Reply get(String target, String token, String lines) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                + token + "\r\n" + lines + "\r\n");
    }

    private static Reply post(String lines, String body) throws IOException {
        return send("POST", AGGREGATES, token, lines, body);
    }

    private static Reply send(String method, String target, String token, String lines, String body)
            throws IOException {
        return send(method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: Bearer " + token + "\r\n" + lines + "Content-Length: " + body.length() + "\r\n\r\n"
                + body);
    }

    private static Reply send(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.url("/").getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return Reply.of(socket.getInputStream().readAllBytes());
        }
    }

    private record Reply(int status, String head, String body) {
        static Reply of(byte[] sent) throws IOException {
            String[] parts = new String(sent, StandardCharsets.ISO_8859_1).split("\r\n\r\n", 2);
            byte[] body = parts[1].getBytes(StandardCharsets.ISO_8859_1);
            if (parts[0].toLowerCase(Locale.ROOT).contains("\r\ncontent-encoding: gzip")) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            }
            return new Reply(
                    Integer.parseInt(parts[0].split(" ", 3)[1]), parts[0], new String(body, StandardCharsets.UTF_8));
        }

        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ':'))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }
}
