package io.gcxcache.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.json.TestSlices;
import io.gcxcache.paging.PagedList;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ListFetchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00.750Z");
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void tellsTheListAndWhatHoldsForIt() {
        ask(2, "Mon, 02 Mar 2026 08:00:00 GMT");

        Answer answer = fetch(500, true).render(exchange);

        assertThat(text(answer))
                .isEqualTo("{\"directory_id\":\"internal_agents\",\"entries\":[{\"id\":0},{\"id\":1}],"
                        + "\"entry_count\":2,\"ttl_seconds\":120,\"created_at\":1772442000,"
                        + "\"last_modified\":\"Mon, 02 Mar 2026 08:00:00 GMT\","
                        + "\"invalidation_directive\":\"fresh\"}");
        assertThat(answer.body().content()).hasSize(1);
        assertThat(answer.ttl()).isEqualTo(Duration.ofSeconds(120));
        assertThat(answer.staleWindow()).isEqualTo(Duration.ofHours(1));
        assertThat(answer.body().values()).isEqualTo(2);
        assertThat(answer.lastModified()).isEqualTo("Mon, 02 Mar 2026 08:00:00 GMT");
    }

    @Test
    void whereNothingThatIsDeclaredIsAskedForItSaysForWhomItIs() {
        Exchange ofATimer = new DefaultExchange(exchange.getContext());

        assertThatThrownBy(() -> fetch(500, true).ask(ofATimer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "gcxList, gcxQuery and gcxJob are for the route that a declaration names as its fetch");
    }

    @Test
    void saysNullWhereUpstreamSentNoLastModified() throws Exception {
        ask(0, null);

        Answer answer = fetch(500, true).render(exchange);

        assertThat(JSON.readTree(text(answer)).path("last_modified").isNull()).isTrue();
        assertThat(answer.lastModified()).isNull();
    }

    @Property(tries = 300)
    void theSegmentsTogetherAreOneDocument(
            @ForAll @IntRange(max = 60) int entries, @ForAll @IntRange(min = 1, max = 20) int most) throws IOException {
        ask(entries, null);

        Answer answer = fetch(most, true).render(exchange);

        JsonNode document = JSON.readTree(text(answer));
        assertThat(document.path("entries")).isEqualTo(JSON.valueToTree(entries(entries)));
        assertThat(document.path("entry_count").asInt()).isEqualTo(entries);
        assertThat(answer.body().content()).hasSize((entries + most - 1) / most);
        assertThat(answer.body().content())
                .allSatisfy(segment -> assertThat(segment.count()).isBetween(1, most));
    }

    @Test
    void keepsUpToTheMostEntriesInOneSegment() {
        ask(500, null);

        assertThat(fetch(500, false).render(exchange).body().content()).hasSize(1);
    }

    @Test
    void refusesALongerListWhereTheSettingSaysSo() {
        ask(501, null);

        assertThatThrownBy(() -> fetch(500, false).render(exchange))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll("internal_agents", "501", "500", "gcx.directory.oversize");
    }

    @Test
    void asksForPagesOfTheDeclaredSize() {
        ask(1, null);

        fetch(500, true).ask(exchange);

        assertThat(exchange.getMessage().getHeader(GcxHeaders.PAGE_SIZE)).isEqualTo(250);
    }

    @Test
    void checksTheEntriesOfADirectoryAndOfNoOtherList() {
        ask(1, null);
        assertThatThrownBy(() -> fetch(500, true).validate(exchange))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("without id");

        Ask.about(exchange, DeclaredResources.resource(ListResource.of("queues").path("/api/v2/queues")), null)
                .name(exchange, clock);

        assertThat(fetch(500, true).validate(exchange).count()).isEqualTo(1);
    }

    @Test
    void aTornListLivesAMinuteAndHasNoStaleWindow() {
        ask(1, null);
        PagedList list = exchange.getMessage().getBody(PagedList.class);
        exchange.getMessage().setBody(new PagedList(list.path(), list.pages(), null, true, true));

        Answer answer = fetch(500, true).render(exchange);

        assertThat(answer.torn()).isTrue();
        assertThat(answer.ttl()).hasSeconds(60);
        assertThat(answer.staleWindow()).isZero();
    }

    @Test
    void aListWithoutIdsIsToldByItsName() throws IOException {
        ask(1, null);
        Ask.about(
                        exchange,
                        DeclaredResources.resource(
                                ListResource.of("queues").path("/api/v2/queues").ttl(77)),
                        null)
                .name(exchange, clock);

        JsonNode document = JSON.readTree(text(fetch(500, true).render(exchange)));

        assertThat(document.path("name").asText()).isEqualTo("queues");
        assertThat(document.path("ttl_seconds").asInt()).isEqualTo(77);
    }

    private ListFetch fetch(int segmentEntries, boolean split) {
        return new ListFetch(segmentEntries, split, clock);
    }

    private void ask(int entries, String lastModified) {
        Resource directory = DeclaredResources.resource(ListResource.of("directory")
                .path("/api/v2/routing/directories/{id}/entries")
                .set("model", "directory")
                .set("pageSize", 250L)
                .ttl(120));
        Ask.about(exchange, directory, "internal_agents").name(exchange, clock);
        exchange.getMessage()
                .setBody(new PagedList(
                        "/api/v2/any",
                        List.of(TestSlices.of(entries(entries).stream()
                                .map(JsonNode::toString)
                                .toArray(String[]::new))),
                        lastModified,
                        false,
                        true));
    }

    private static List<JsonNode> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(id -> (JsonNode) JSON.createObjectNode().put("id", id))
                .toList();
    }

    private static String text(Answer answer) {
        return new String(answer.body().joined(), StandardCharsets.UTF_8);
    }
}
