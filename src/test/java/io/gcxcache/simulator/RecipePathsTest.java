package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the recipes cache can be tried with the demo. */
class RecipePathsTest {
    private static final Pattern PATH =
            Pattern.compile("(?:path: |path `|constant: )(/api/v2/[^\\s`,}]+(?:}[^\\s`,}]*)?)");
    private static final String QUERY =
            "{\"interval\":\"2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z\",\"metrics\":[\"nFlow\"],\"groupBy\":[]}";

    private static GenesysSimulator simulator;
    private static SimulatorClient client;

    @BeforeAll
    static void start() throws Exception {
        simulator = GenesysSimulator.builder().start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    static Stream<String> paths() throws IOException {
        String recipes = Files.readString(Path.of("docs", "recipes.md"));
        return PATH.matcher(recipes).results().map(found -> found.group(1)).distinct();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void isThere(String path) throws Exception {
        HttpResponse<String> answer;
        if (path.contains("/analytics/")) {
            answer = client.post(path, QUERY);
        } else {
            int id = path.indexOf("/{");
            String all = id < 0 ? path : path.substring(0, id);
            answer = client.get(all);
            if (id >= 0) {
                String first = json(answer).at("/entities/0/id").asText();
                answer = client.get(path.replaceFirst("\\{.*}", first));
            }
        }

        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    }
}
