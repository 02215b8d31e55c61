package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.simulator.Fault;
import io.gcxcache.simulator.GenesysSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution as an operator runs it: a process, environment variables, files, signals. */
class DistributionIT {
    private static final String DIRECTORY = "/gcx/directories/internal_agents";

    /** For processes that live a few seconds: half of what a start costs is the compiler that optimizes for longer lives. */
    private static final Map<String, String> SHORT_LIVED = Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

    @TempDir
    Path work;

    private GenesysSimulator genesys;

    @BeforeEach
    void startGenesys() {
        genesys = GenesysSimulator.builder().start();
    }

    @AfterEach
    void stopGenesys() {
        genesys.close();
    }

    @Test
    void startsInAnyFolderWithEnvironmentVariablesOnly() throws Exception {
        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment())) {
            HttpResponse<String> first = gcx.get(DIRECTORY);
            HttpResponse<String> second = gcx.get(DIRECTORY);

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(second.headers().firstValue("Cache-Status").orElseThrow())
                    .startsWith("gcx; hit; ttl=");
            assertThat(gcx.output()).doesNotContain(GenesysSimulator.DEMO_SECRET);
        }
    }

    @Test
    void hasItsJarItsLibrariesItsRoutesAndItsConfiguration() throws Exception {
        assertThat(Distribution.PACKED.resolve("gcx-cache.jar")).isRegularFile();
        assertThat(Distribution.PACKED.resolve("lib")).isDirectoryContaining("glob:**.jar");
        assertThat(Distribution.PACKED.resolve("routes")).isDirectoryContaining("glob:**.resources.yaml");
        assertThat(Distribution.PACKED.resolve("routes")).isDirectoryContaining("glob:**.camel.yaml");
        assertThat(Distribution.PACKED.resolve("config").resolve("application.properties"))
                .isRegularFile();
    }

    @Test
    void hasWhatItsDocumentsLinkTo() throws Exception {
        Pattern link = Pattern.compile("\\]\\(([^)#:]+)[^):]*\\)");
        List<Path> documents;
        try (Stream<Path> files = Files.walk(Distribution.PACKED)) {
            documents = files.filter(file -> file.toString().endsWith(".md")).toList();
        }
        for (Path document : documents) {
            assertThat(link.matcher(Files.readString(document)).results().map(match -> match.group(1)))
                    .as(document.toString())
                    .allSatisfy(
                            path -> assertThat(document.resolveSibling(path)).exists());
        }
    }

    @Test
    void anEditedDeclarationIsSeenWithoutARestart() throws Exception {
        Path home = Distribution.copyTo(work.resolve("edited"));
        try (Distribution gcx = Distribution.start(home, work, environment())) {
            assertThat(gcx.get("/gcx/lists/all-queues").statusCode()).isEqualTo(404);

            Files.writeString(home.resolve("routes").resolve("lists.resources.yaml"), """
                    lists:
                      all-queues:
                        path: /api/v2/routing/queues
                        ttl: 77
                        permission: routing:queue:view
                    """);

            await().until(() -> gcx.get("/gcx/lists/all-queues").statusCode() == 200);
            assertThat(new ObjectMapper()
                            .readTree(gcx.get("/gcx/lists/all-queues").body())
                            .path("ttl_seconds")
                            .asInt())
                    .isEqualTo(77);
        }
    }

    @Test
    void aRouteThatReadsASecretByAPlaceholderDoesNotStartHoweverTheSecretWasGiven() throws Exception {
        Path home = Distribution.copyTo(work.resolve("leaking"));
        addRoute(home, "leak", "- log: '{{gcx.genesys.client-secret}}'");
        addSetting(home, "gcx.genesys.client-secret", GenesysSimulator.DEMO_SECRET);
        Map<String, String> environment = environment();
        environment.put("JDK_JAVA_OPTIONS", jvmOption("gcx.genesys.client-secret", GenesysSimulator.DEMO_SECRET));

        try (Distribution gcx = Distribution.start(home, work, environment)) {
            assertThat(gcx.exitCode()).isEqualTo(1);
            assertThat(gcx.output())
                    .contains(
                            "routes/leak.camel.yaml:6: route leak, step log: {{gcx.genesys.client-secret}} stands for nothing")
                    .doesNotContain(GenesysSimulator.DEMO_SECRET);
        }
    }

    @Test
    void aUsersPlaceholdersAreFoundInTheFileTheEnvironmentAndTheSystemProperties() throws Exception {
        Path home = Distribution.copyTo(work.resolve("placeholders"));
        addSetting(home, "of.the.file", "one");
        addSetting(home, "camel.main.name", "renamed");
        addRoute(
                home,
                "tell",
                "- log: '${camelId}: {{of.the.file}}, {{of.the.environment}}, {{of.the.jvm}}, {{gcx.budget.limit}},"
                        + " ${properties:gcx.genesys.client-id:none}'");
        Map<String, String> environment = environment();
        environment.put("OF_THE_ENVIRONMENT", "two");
        environment.put("GCX_BUDGET_LIMIT", "301");
        environment.put("JDK_JAVA_OPTIONS", jvmOption("of.the.jvm", "three"));

        try (Distribution gcx = Distribution.start(home, work, environment)) {
            Awaitility.await().untilAsserted(() -> assertThat(gcx.output())
                    .contains("renamed-routes-1: one, two, three, 301, none"));
        }
    }

    @Test
    void aHopToAnEndpointThatNobodyHasFailsAtOnce() throws Exception {
        Path home = Distribution.copyTo(work.resolve("hopping"));
        addRoute(home, "hop", "- toD: 'direct:${header.no}nobody'");

        try (Distribution gcx = Distribution.start(home, work, environment())) {
            gcx.port();

            // Camel's own wait takes 30 s.
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(gcx.output())
                    .contains("No consumers available on endpoint: direct://nobody"));
        }
    }

    @Test
    void theCheckTellsWhatTheStartRefusesAndTouchesNothing() throws Exception {
        Path home = Distribution.copyTo(work.resolve("checked"));
        addRoute(home, "hop", "- to: direct:nobody");
        Files.writeString(home.resolve("config").resolve("consumers.yaml"), "- id: wallboard\n");
        Set<Path> before = files(home);

        try (Distribution check = Distribution.start(home, work, environment(), "--check");
                Distribution start = Distribution.start(home, work, environment())) {
            assertThat(check.exitCode()).isEqualTo(1);
            assertThat(start.exitCode()).isEqualTo(1);
            assertThat(told(check))
                    .containsExactly(
                            "gcx.consumers.file: " + home.resolve("config").resolve("consumers.yaml")
                                    + ":1: wallboard: credential is missing; --new-consumer wallboard makes one",
                            "routes/hop.camel.yaml:6: route hop, step to: no route begins with direct:nobody");
            assertThat(told(start))
                    .startsWith("gcx-cache did not start:")
                    .endsWith(told(check))
                    .hasSize(3);
        }
        assertThat(files(home)).isEqualTo(before);
        assertThat(genesys.calls().count()).isZero();
    }

    @Test
    void aCheckMayRunBesideAGateway() throws Exception {
        Path home = Distribution.copyTo(work.resolve("beside"));
        try (Distribution gcx = Distribution.start(home, work, environment())) {
            Map<String, String> environment = environment();
            environment.put("GCX_HTTP_PORT", Integer.toString(gcx.port()));
            gcx.get(DIRECTORY);
            int calls = genesys.calls().count();

            try (Distribution check = Distribution.start(home, work, environment, "--check")) {
                assertThat(check.exitCode()).isZero();
                assertThat(told(check))
                        .singleElement()
                        .asString()
                        .matches("gcx-cache is as it is to be: [0-9]+ resources and [0-9]+ routes in 7 files");
            }
            assertThat(genesys.calls().count()).isEqualTo(calls);
            assertThat(gcx.get(DIRECTORY).statusCode()).isEqualTo(200);
        }
    }

    /** Without the note of the JVM about its options. */
    private static String[] told(Distribution gcx) {
        return gcx.output().lines().filter(line -> !line.startsWith("NOTE: ")).toArray(String[]::new);
    }

    private static Set<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.collect(Collectors.toSet());
        }
    }

    @Test
    void aFillInFlightIsAnsweredBeforeTheEnd() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        genesys.fault(Fault.held(release).on("/api/v2/routing/directories/").page(5));
        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment())) {
            CompletableFuture<HttpResponse<String>> answer = gcx.getAsync(DIRECTORY);
            Awaitility.await().until(() -> genesys.calls().count("/api/") == 5);

            gcx.terminate();
            release.complete(null);

            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(gcx.exitCode()).isZero();
            assertThat(auditLines()).anyMatch(line -> line.contains("\"event\":\"cache_miss_to_populate\""));
        }
    }

    @Test
    void noBegunReplyIsCutAndNothingIsCalledUnknownBeforeTheEnd() throws Exception {
        genesys.directory("many").entries(60_000);
        genesys.directory("held").entries(3);
        Map<String, String> environment = environment();
        environment.put("GCX_BUDGET_LIMIT", "1000");
        genesys.rateLimit("routing-directories", 1_000, Duration.ofSeconds(60));
        CompletableFuture<Void> release = new CompletableFuture<>();
        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment)) {
            gcx.get(DIRECTORY);
            genesys.fault(Fault.held(release).on("/api/v2/routing/directories/held/"));
            CompletableFuture<HttpResponse<String>> owed = gcx.getAsync("/gcx/directories/held");
            HttpResponse<InputStream> begun = gcx.open("/gcx/directories/many");
            Awaitility.await().until(() -> genesys.calls().count("/api/v2/routing/directories/held/") == 1);

            gcx.terminate();
            Awaitility.await().until(() -> {
                int status = gcx.get(DIRECTORY).statusCode();
                assertThat(status).isIn(200, 503);
                return status == 503;
            });
            assertThat(gcx.get("/observe/health/ready").statusCode()).isEqualTo(503);
            release.complete(null);

            assertThat(owed.join().statusCode()).isEqualTo(200);
            assertThat(begun.body().readAllBytes().length)
                    .isEqualTo(
                            begun.headers().firstValueAsLong("Content-Length").orElseThrow());
            assertThat(gcx.exitCode()).isZero();
        } finally {
            release.complete(null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void endsInOrderWithZeroWhenItIsAskedTo(String signal) throws Exception {
        assumeFalse(isIgnored(signal), "the JVM leaves alone what it was started to ignore");
        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment())) {
            gcx.port();

            gcx.signal(signal);

            assertThat(gcx.exitCode()).isZero();
            assertThat(linesOfTheProgram(gcx)).last().asString().endsWith(" - Stopped");
        }
    }

    /** As whoever starts tests in the background has SIGINT. */
    private static boolean isIgnored(String signal) throws IOException {
        int bit = signal.equals("INT") ? 2 : 15;
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line ->
                        new BigInteger(line.substring(line.indexOf(':') + 1).strip(), 16))
                .anyMatch(ignored -> ignored.testBit(bit - 1));
    }

    @Test
    void oneLineTellsWhatWasStarted() throws Exception {
        Map<String, String> environment = environment();
        environment.put("GCX_CDN_WEBHOOK_URL", "http://127.0.0.1:9/told");
        environment.put("GCX_CDN_WEBHOOK_SECRET", "whsec_" + Base64.getEncoder().encodeToString(new byte[24]));
        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment)) {
            int port = gcx.port();

            assertThat(linesOfTheProgram(gcx))
                    .filteredOn(line -> line.contains("istening"))
                    .singleElement()
                    .asString()
                    .contains("Listening on http://127.0.0.1:" + port + "; gcx-cache ")
                    .matches(".*; [0-9]+ resources are declared, in routes/analytics\\.resources\\.yaml,"
                            + " routes/api\\.resources\\.yaml, routes/lists\\.resources\\.yaml;"
                            + " of changes are told: webhook");
        }
    }

    @Test
    void everyLineIsJsonIfThatIsWanted() throws Exception {
        Path home = Distribution.copyTo(work.resolve("json"));
        addRoute(home, "tell", "- log: \"two\\nlines, \\\"quoted\\\", a \\t tab, a \\x01, \u00e4\"");
        addRoute(
                home,
                "fail",
                "- throwException: {exceptionType: java.lang.IllegalStateException, message: \"a\\n\\\"fault\\\"\"}");
        Map<String, String> environment = environment();
        environment.put("GCX_LOG_FORMAT", "json");
        environment.put("GCX_LOG_LEVEL", "debug");
        try (Distribution gcx = Distribution.start(home, work, environment)) {
            Awaitility.await().untilAsserted(() -> assertThat(gcx.output()).contains("two", "fault"));
            gcx.terminate();

            assertThat(gcx.exitCode()).isZero();
            List<JsonNode> lines = new ArrayList<>();
            for (String line : linesOfTheProgram(gcx)) {
                lines.add(new ObjectMapper().readTree(line));
            }
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line.path("time").asText()).isNotEmpty())
                    .anySatisfy(line -> assertThat(line.path("message").asText())
                            .isEqualTo("two\nlines, \"quoted\", a \t tab, a \u0001, \u00e4"))
                    .anySatisfy(line -> assertThat(line.path("exception").asText())
                            .contains("java.lang.IllegalStateException: a\n\"fault\"\n"))
                    .anySatisfy(line -> assertThat(line.path("level").asText()).isEqualTo("DEBUG"))
                    .last()
                    .satisfies(line -> assertThat(line.path("message").asText()).isEqualTo("Stopped"));
        }
    }

    @Test
    void aLogThatIsAskedForInAWrongWayIsToldAndWrittenAsUsual() throws Exception {
        Map<String, String> environment = environment();
        environment.put("GCX_LOG_FORMAT", "xml");
        environment.put("GCX_LOG_LEVEL", "loud");
        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment)) {
            gcx.port();

            assertThat(linesOfTheProgram(gcx))
                    .filteredOn(line -> line.contains("GCX_LOG_"))
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .endsWith("GCX_LOG_LEVEL is loud, allowed is trace, debug, info, warn, error;"
                                            + " it is taken for info"),
                            line -> assertThat(line)
                                    .endsWith("GCX_LOG_FORMAT is xml, allowed is text, json; it is taken for text"));
        }
    }

    @Test
    void aBusyPortEndsTheStartWithOneLine() throws Exception {
        try (ServerSocket busy = new ServerSocket(0)) {
            Map<String, String> environment = environment();
            environment.put("GCX_HTTP_PORT", Integer.toString(busy.getLocalPort()));

            try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment)) {
                assertThat(gcx.exitCode()).isEqualTo(1);
                assertThat(linesOfTheProgram(gcx))
                        .singleElement()
                        .asString()
                        .startsWith("gcx-cache did not start: Cannot listen on 127.0.0.1:" + busy.getLocalPort()
                                + " (gcx.http.host, gcx.http.port): ");
            }
        }
    }

    @Test
    void aMissingSettingEndsTheStartWithItsName() throws Exception {
        Map<String, String> environment = environment();
        environment.remove("GCX_GENESYS_CLIENT_SECRET");

        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment)) {
            assertThat(gcx.exitCode()).isEqualTo(1);
            assertThat(linesOfTheProgram(gcx))
                    .containsExactly("gcx-cache did not start: gcx.genesys.client-secret is required and not set");
        }
    }

    @Test
    void aSettingOutOfItsRangeEndsTheStartWithWhatIsAllowed() throws Exception {
        Map<String, String> environment = environment();
        environment.put("GCX_DIRECTORY_TTL_INTERNAL_AGENTS", "7200");

        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment)) {
            assertThat(gcx.exitCode()).isEqualTo(1);
            assertThat(linesOfTheProgram(gcx))
                    .containsExactly("gcx-cache did not start: gcx.directory.ttl.internal_agents is 7200,"
                            + " allowed is a whole number from 30 to 3600");
        }
    }

    @Test
    void refusesToListenForStrangersWithoutAuthentication() throws Exception {
        Map<String, String> environment = environment();
        environment.put("GCX_HTTP_HOST", "0.0.0.0");

        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment)) {
            assertThat(gcx.exitCode()).isEqualTo(1);
            assertThat(linesOfTheProgram(gcx))
                    .singleElement()
                    .asString()
                    .contains("gcx.http.host is 0.0.0.0")
                    .contains("gcx.http.allow-unauthenticated");
        }
    }

    @Test
    void wrongCredentialsAreToldInTheLogAndInHealth() throws Exception {
        Map<String, String> environment = environment();
        environment.put("GCX_GENESYS_CLIENT_SECRET", "not-the-secret");

        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment)) {
            HttpResponse<String> health = Awaitility.await()
                    .until(() -> gcx.get("/observe/health"), response -> response.statusCode() == 503);

            assertThat(health.body()).contains("gcx.genesys.client-secret").contains("\"status\":\"DOWN\"");
            assertThat(gcx.output()).contains("gcx.genesys.client-secret").doesNotContain("not-the-secret");
        }
    }

    @Test
    void healthTellsTheGatewaysChecksAndNotThoseOfEveryRoute() throws Exception {
        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment())) {
            HttpResponse<String> health = gcx.get("/observe/health");

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(Gateway.json(health).path("checks").findValuesAsText("name"))
                    .containsExactlyInAnyOrder("context", "audit", "cdn", "event-loops", "genesys", "routes");
        }
    }

    @Test
    void theDemoShowsItsTourAndExits() throws Exception {
        Map<String, String> environment = new HashMap<>(SHORT_LIVED);
        environment.put("GCX_HTTP_PORT", "0");

        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment, "--demo", "--once")) {
            assertThat(gcx.exitCode()).isZero();
            assertThat(gcx.output())
                    .contains("1180 entries; Genesys got 6 calls: 1 for a token, 5 for pages")
                    .contains("Genesys got 0 more calls")
                    .contains("Hit ratio:    50 %");
        }
    }

    @Test
    void theEditThatTheDemoPrintsIsSeenWhileItRuns() throws Exception {
        Path home = Distribution.copyTo(work.resolve("demo"));
        Map<String, String> environment = new HashMap<>(SHORT_LIVED);
        environment.put("GCX_HTTP_PORT", "0");

        try (Distribution gcx = Distribution.start(home, work, environment, "--demo")) {
            Matcher edit = Pattern.compile("Edit: +(printf .*)\n.*curl -i http://[^/]+(/\\S+)\n")
                    .matcher("");
            await().until(() -> edit.reset(gcx.output()).find());
            assertThat(gcx.get(edit.group(2)).statusCode()).isEqualTo(404);

            assertThat(new ProcessBuilder("sh", "-c", edit.group(1)).start().waitFor())
                    .isZero();

            await().until(() -> gcx.get(edit.group(2)).statusCode() == 200);
        }
    }

    @Test
    void itsAuditFilesAreIntactUntilALineIsEdited() throws Exception {
        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment())) {
            gcx.get(DIRECTORY);
            gcx.get(DIRECTORY);
            gcx.terminate();
            gcx.exitCode();
        }

        try (Distribution verification = verifyAudit()) {
            assertThat(verification.exitCode()).isZero();
            assertThat(linesOfTheProgram(verification))
                    .singleElement()
                    .asString()
                    .endsWith(": intact");
        }

        Path file = auditFile();
        int edited = 1
                + auditLines().stream()
                        .map(line -> line.contains("\"cache_miss_to_populate\""))
                        .toList()
                        .indexOf(true);
        Files.writeString(file, Files.readString(file).replace("\"cache_miss_to_populate\"", "\"cache_hit\""));

        try (Distribution verification = verifyAudit()) {
            assertThat(verification.exitCode()).isEqualTo(1);
            assertThat(linesOfTheProgram(verification).get(0))
                    .startsWith(file.getFileName() + " line " + edited + " (seq " + edited + "): was edited");
            assertThat(verification.output()).contains(": 1 finding");
        }
    }

    @Test
    void aFolderWithoutAuditFilesCannotBeVerified() throws Exception {
        try (Distribution verification = verifyAudit()) {
            assertThat(verification.exitCode()).isEqualTo(2);
            assertThat(linesOfTheProgram(verification))
                    .containsExactly(
                            "gcx-cache cannot verify the audit files: " + work.resolve("audit") + " is not a folder");
        }
    }

    @Test
    void nothingIsOlderOrBlockedLongerAfterAStandstillOfTheProcess() throws Exception {
        StandstillRounds.Outcome outcome = StandstillRounds.run(work, StandstillRounds.SHORTEST);

        assertThat(outcome.contacts().statusCode()).isEqualTo(200);
    }

    @Test
    void aKillUnderTrafficLeavesTheAuditFilesIntact() throws Exception {
        try (Distribution gcx = Distribution.start(Distribution.PACKED, work, environment())) {
            gcx.get(DIRECTORY);
            AtomicBoolean killed = new AtomicBoolean();
            List<CompletableFuture<Void>> clients = IntStream.range(0, 8)
                    .mapToObj(client -> CompletableFuture.runAsync(() -> askUntil(killed, gcx)))
                    .toList();
            Awaitility.await().ignoreExceptions().until(() -> auditLines().size() > 500);

            gcx.kill();

            killed.set(true);
            clients.forEach(CompletableFuture::join);
        }

        try (Distribution again = Distribution.start(Distribution.PACKED, work, environment())) {
            again.get(DIRECTORY);
            again.terminate();
            again.exitCode();
        }

        try (Distribution verification = verifyAudit()) {
            assertThat(verification.exitCode()).as(verification.output()).isZero();
            assertThat(linesOfTheProgram(verification))
                    .singleElement()
                    .asString()
                    .endsWith(": intact");
        }
        assertThat(auditLines())
                .filteredOn(line -> line.contains("\"token_refreshed\""))
                .hasSize(2);
    }

    @Test
    void aSecondGatewayOnTheSameAuditFolderEndsItsStartWithOneLine() throws Exception {
        try (Distribution first = Distribution.start(Distribution.PACKED, work, environment())) {
            first.port();

            try (Distribution second = Distribution.start(Distribution.PACKED, work, environment())) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(linesOfTheProgram(second))
                        .containsExactly("gcx-cache did not start: gcx.audit.dir: another gateway writes in "
                                + work.resolve("audit"));
            }
        }
    }

    /** Adds a route that takes a step once. */
    private static void addRoute(Path home, String id, String step) throws IOException {
        Files.writeString(home.resolve("routes").resolve(id + ".camel.yaml"), """
                - route:
                    id: %s
                    from:
                      uri: timer:%s?repeatCount=1
                      steps:
                        %s
                """.formatted(id, id, step));
    }

    private static void addSetting(Path home, String name, String value) throws IOException {
        Path file = home.resolve("config").resolve("application.properties");
        Files.writeString(file, "\n" + name + "=" + value + "\n", StandardOpenOption.APPEND);
    }

    /** A system property by way of a file, since the launcher prints what stands in the variable. */
    private String jvmOption(String name, String value) throws IOException {
        return "@" + Files.writeString(work.resolve("jvm.options"), "-D" + name + "=" + value);
    }

    private Distribution verifyAudit() throws IOException {
        return Distribution.start(
                Distribution.PACKED,
                work,
                SHORT_LIVED,
                "--verify-audit",
                work.resolve("audit").toString());
    }

    private static void askUntil(AtomicBoolean killed, Distribution gcx) {
        while (!killed.get()) {
            try {
                gcx.get(DIRECTORY);
            } catch (CompletionException e) {
                return;
            }
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = Distribution.asking(genesys, work);
        environment.putAll(SHORT_LIVED);
        return environment;
    }

    /** What the program printed, without what the Java launcher says of the environment. */
    private static List<String> linesOfTheProgram(Distribution gcx) {
        return gcx.output()
                .lines()
                .filter(line -> !line.startsWith("Picked up ") && !line.startsWith("NOTE: Picked up "))
                .toList();
    }

    private List<String> auditLines() throws IOException {
        return Files.readAllLines(auditFile());
    }

    private Path auditFile() throws IOException {
        try (Stream<Path> files = Files.list(work.resolve("audit"))) {
            return files.findFirst().orElseThrow();
        }
    }
}
