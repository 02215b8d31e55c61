package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.json.TestSlices;
import io.gcxcache.paging.PagedList;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.bean.BeanComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code routes/lists.resources.yaml}: what lists are asked for, how they are fetched, and how long they are kept. */
class DirectoryRouteTest extends RouteTest {
    @TempDir
    Path audit;

    private MockEndpoint pages;

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return gateway(audit);
    }

    @BeforeEach
    void start() throws Exception {
        pages = mocked("direct:gcx-pages");
        pages.whenAnyExchangeReceived(list("{\"id\": \"1\", \"name\": \"Ada\"}"));
        startGateway();
    }

    @Test
    void fetchesADirectoryThatIsNotCached() throws Exception {
        Exchange directory = ask("direct:gcx-directory", "GcxDirectoryId", "internal_agents");

        JsonNode document = json(directory);
        assertThat(document.path("directory_id").asText()).isEqualTo("internal_agents");
        assertThat(document.path("entries").get(0).path("name").asText()).isEqualTo("Ada");
        assertThat(document.path("ttl_seconds").asLong()).isEqualTo(120);
        assertThat(directory.getMessage().getHeader("Cache-Status")).isEqualTo("gcx; fwd=uri-miss; stored");
        assertThat(directory.getMessage().getHeader("Cache-Control", String.class))
                .startsWith("public, max-age=");
        assertThat(steps("gcx-directory")).containsExactly("directory", "ask-for-directory");
        assertThat(steps("gcx-fetch-list")).containsExactly("ask-list", "walk-pages", "validate-list", "render-list");
    }

    /** Camel keeps the last 1,000 objects that an expression asked for a property, and what they hold. */
    @Test
    void nothingButTheCacheHoldsAnAnswer() throws Exception {
        ask("direct:gcx-directory", "GcxDirectoryId", "internal_agents");

        assertThat(context.getComponent("bean", BeanComponent.class).getCurrentBeanCacheSize())
                .isZero();
    }

    @Test
    void tellsThePagesWhatToAskGenesysFor() {
        ask("direct:gcx-directory", "GcxDirectoryId", "emergency_contacts");

        assertThat(pages.getExchanges().get(0).getMessage().getHeaders())
                .containsAllEntriesOf(Map.of(
                        "GcxPath", "/api/v2/routing/directories/emergency_contacts/entries",
                        "GcxPageSize", 250,
                        "GcxFamily", "routing-directories",
                        "GcxScope", "routing:directory:read"));
    }

    @Test
    void servesADirectoryFromTheCacheWithoutFetchingAgain() throws Exception {
        Exchange first = ask("direct:gcx-directory", "GcxDirectoryId", "internal_agents");
        Exchange second = ask("direct:gcx-directory", "GcxDirectoryId", "internal_agents");

        assertThat(second.getMessage().getBody(byte[].class))
                .isEqualTo(first.getMessage().getBody(byte[].class));
        assertThat(second.getMessage().getHeader("Cache-Status", String.class)).startsWith("gcx; hit; ttl=");
        assertThat(pages.getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void neverServesOneDirectoryForAnother() throws Exception {
        ask("direct:gcx-directory", "GcxDirectoryId", "internal_agents");

        Exchange other = ask("direct:gcx-directory", "GcxDirectoryId", "external_vendors");

        assertThat(json(other).path("directory_id").asText()).isEqualTo("external_vendors");
        assertThat(pages.getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void keepsNothingOfADirectoryWithAnInvalidEntry() {
        pages.whenAnyExchangeReceived(list("{\"id\": \"1\"}"));

        Exchange directory = ask("direct:gcx-directory", "GcxDirectoryId", "internal_agents");

        assertThat(directory.getException())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("without name: page 1, index 0");
        assertThat(steps("gcx-fetch-list")).endsWith("validate-list");
        assertThat(steps("gcx-refresh")).doesNotContain("store");
    }

    @Test
    void fetchesAListThatIsNotCached() throws Exception {
        Exchange list = ask("direct:gcx-list", "GcxListName", "routing-queues");

        JsonNode document = json(list);
        assertThat(document.path("name").asText()).isEqualTo("routing-queues");
        assertThat(document.path("entry_count").asInt()).isEqualTo(1);
        assertThat(list.getMessage().getHeader("Cache-Control", String.class)).startsWith("private, max-age=");
        assertThat(steps("gcx-list")).containsExactly("list", "ask-for-list");
        assertThat(pages.getExchanges().get(0).getMessage().getHeaders())
                .containsAllEntriesOf(Map.of(
                        "GcxPath", "/api/v2/routing/queues",
                        "GcxPageSize", 100,
                        "GcxFamily", "routing-queues",
                        "GcxScope", "routing:queue:view"));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"unknown", "../routing-queues", "routing-queues?block=false", "conversations-aggregates"})
    void knowsNoListThatIsNotDeclared(String name) {
        Exchange list = ask("direct:gcx-list", "GcxListName", name);

        assertThat(list.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(404));
        assertThat(steps("gcx-list")).containsExactly("list");
    }

    @Test
    void aListWithoutIdsHasNone() {
        Exchange list = template.send("direct:gcx-list", exchange -> {
            exchange.getMessage().setHeader("GcxListName", "routing-queues");
            exchange.getMessage().setHeader("GcxId", "1");
        });

        assertThat(list.getException()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                .isEqualTo(404));
    }

    private Exchange ask(String uri, String header, String name) {
        return template.send(uri, exchange -> exchange.getMessage().setHeader(header, name));
    }

    private static Processor list(String entry) {
        return exchange ->
                exchange.getMessage().setBody(new PagedList("/list", List.of(TestSlices.of(entry)), null, false, true));
    }

    private static JsonNode json(Exchange answer) throws IOException {
        assertThat(answer.getException()).isNull();
        return new ObjectMapper().readTree(answer.getMessage().getBody(byte[].class));
    }
}
