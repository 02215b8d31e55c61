package io.gcxcache.simulator;

import static io.gcxcache.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {
    private static final String PATH = "/api/v2/routing/directories/internal_agents/entries";

    private GenesysSimulator simulator;
    private SimulatorClient client;

    @BeforeEach
    void start() throws Exception {
        simulator = GenesysSimulator.builder().start();
        client = new SimulatorClient(simulator).login();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyStyleLeadsThroughAllEntriesToTheEnd(PagingStyle style) throws Exception {
        simulator.directory("internal_agents").paging(style);

        List<JsonNode> pages = walk(style, 250);

        assertThat(pages).hasSize(5);
        List<String> ids = pages.stream()
                .flatMap(page -> page.path("entities").findValuesAsText("id").stream())
                .toList();
        assertThat(ids).hasSize(1180).doesNotHaveDuplicates();
        assertThat(pages)
                .allSatisfy(page -> assertThat(page.path("pageSize").asInt()).isEqualTo(250));
    }

    @ParameterizedTest
    @EnumSource
    void aListThatFillsItsLastPageExactlyEndsThere(PagingStyle style) throws Exception {
        simulator.directory("internal_agents").entries(500).paging(style);

        assertThat(walk(style, 250)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyListIsOneEmptyPage(PagingStyle style) throws Exception {
        simulator.directory("internal_agents").entries(0).paging(style);

        List<JsonNode> pages = walk(style, 250);

        assertThat(pages).hasSize(1);
        assertThat(pages.get(0).path("entities").isArray()).isTrue();
        assertThat(pages.get(0).path("entities")).isEmpty();
    }

    @Test
    void theDefaultStyleIsAnObjectOfParameters() throws Exception {
        JsonNode first = json(client.get(PATH + "?pageSize=250&pageNumber=1"));
        JsonNode last = json(client.get(PATH + "?pageSize=250&pageNumber=5"));

        assertThat(first.path("nextPage").toString()).isEqualTo("{\"pageSize\":250,\"pageNumber\":2}");
        assertThat(first.path("pageNumber").asInt()).isEqualTo(1);
        assertThat(last.path("entities")).hasSize(180);
        assertThat(last.has("nextPage")).isFalse();
    }

    @Test
    void namesHaveTheJsonTypeOfTheirStyle() throws Exception {
        SimulatedDirectory directory = simulator.directory("internal_agents");

        directory.paging(PagingStyle.NEXT_PAGE_URL);
        assertThat(page().path("nextPage").asText()).isEqualTo(simulator.url() + PATH + "?pageSize=250&pageNumber=2");
        directory.paging(PagingStyle.NEXT_URI);
        assertThat(page().path("nextUri").asText()).isEqualTo(PATH + "?pageSize=250&pageNumber=2");
        directory.paging(PagingStyle.NEXT_PAGE_NUMBER);
        assertThat(page().path("nextPage").isInt()).isTrue();
        directory.paging(PagingStyle.NEXT_PAGE_TOKEN);
        assertThat(page().path("nextPage").isTextual()).isTrue();
        directory.paging(PagingStyle.PAGE_COUNT);
        assertThat(page().path("pageCount").asInt()).isEqualTo(5);
        assertThat(page().path("total").asInt()).isEqualTo(1180);
    }

    @Test
    void aPageBehindTheEndIsEmpty() throws Exception {
        JsonNode beyond = json(client.get(PATH + "?pageSize=500&pageNumber=2147483647"));

        assertThat(beyond.path("entities")).isEmpty();
        assertThat(beyond.has("nextPage")).isFalse();
    }

    @Test
    void theOtherStylesParametersAreIgnored() throws Exception {
        simulator.directory("internal_agents").paging(PagingStyle.CURSOR);

        JsonNode page = json(client.get(PATH + "?pageSize=250&pageNumber=3"));

        assertThat(page).isEqualTo(page());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pageSize=501", "pageSize=0", "pageSize=ten", "pageNumber=0", "pageNumber=-1"})
    void anImpossiblePageIsABadRequest(String query) throws Exception {
        HttpResponse<String> answer = client.get(PATH + "?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("bad.request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz", "%7B%7D", "cGFnZTowOjA", "cGFnZTphOmI"})
    void aCursorThatIsNotOursIsABadRequest(String cursor) throws Exception {
        simulator.directory("internal_agents").paging(PagingStyle.CURSOR);

        assertThat(client.get(PATH + "?cursor=" + cursor).statusCode()).isEqualTo(400);
    }

    private JsonNode page() throws Exception {
        return json(client.get(PATH + "?pageSize=250&pageNumber=1"));
    }

    private List<JsonNode> walk(PagingStyle style, int size) throws Exception {
        List<JsonNode> pages = new ArrayList<>();
        Optional<String> next = Optional.of(PATH + "?pageSize=" + size + "&pageNumber=1");
        while (next.isPresent()) {
            assertThat(pages).hasSizeLessThan(10);
            JsonNode page = json(client.get(next.get()));
            pages.add(page);
            next = next(style, page, size);
        }
        return pages;
    }

    private static Optional<String> next(PagingStyle style, JsonNode page, int size) {
        String sized = PATH + "?pageSize=" + size;
        JsonNode named = page.path("nextPage");
        return switch (style) {
            case NEXT_PAGE_OBJECT -> present(named.path("pageNumber")).map(number -> sized + "&pageNumber=" + number);
            case NEXT_PAGE_URL -> present(named);
            case NEXT_PAGE_TOKEN -> present(named).map(token -> sized + "&nextPage=" + encoded(token));
            case NEXT_PAGE_NUMBER -> present(named).map(number -> sized + "&pageNumber=" + number);
            case NEXT_URI -> present(page.path("nextUri"));
            case CURSOR -> present(page.path("cursor")).map(cursor -> sized + "&cursor=" + encoded(cursor));
            case AFTER -> present(page.path("after")).map(after -> sized + "&after=" + encoded(after));
            case PAGE_COUNT ->
                Optional.of(page.path("pageNumber").asInt() + 1)
                        .filter(number -> number <= page.path("pageCount").asInt())
                        .map(number -> sized + "&pageNumber=" + number);
        };
    }

    private static Optional<String> present(JsonNode node) {
        return node.isMissingNode() ? Optional.empty() : Optional.of(node.asText());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
