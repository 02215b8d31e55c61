package io.gcxcache.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Profile;
import io.gcxcache.ask.Question;
import io.gcxcache.cache.Directive;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.upstream.PagedList;
import io.gcxcache.upstream.Problem;
import java.io.ByteArrayOutputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUESTION = "GcxQuestion";
    private static final Profile PROFILE = new Profile(
            "directory",
            "direct:fetch",
            "routing",
            null,
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            true,
            "directory_id",
            null);

    private final StandingClock clock = new StandingClock("2026-03-02T09:00:00.750Z");
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void tellsTheListAndWhatHoldsForIt() {
        ask(2, "Mon, 02 Mar 2026 08:00:00 GMT");

        Answer answer = document(500, true).render(exchange);

        assertThat(text(answer))
                .isEqualTo("{\"directory_id\":\"internal_agents\",\"entries\":[{\"id\":0},{\"id\":1}],"
                        + "\"entry_count\":2,\"ttl_seconds\":120,\"created_at\":1772442000,"
                        + "\"last_modified\":\"Mon, 02 Mar 2026 08:00:00 GMT\","
                        + "\"invalidation_directive\":\"fresh\"}");
        assertThat(answer.segments()).hasSize(1);
        assertThat(answer.ttl()).isEqualTo(Duration.ofSeconds(120));
        assertThat(answer.staleWindow()).isEqualTo(Duration.ofHours(1));
        assertThat(answer.entryCount()).isEqualTo(2);
        assertThat(answer.lastModified()).isEqualTo("Mon, 02 Mar 2026 08:00:00 GMT");
    }

    @Test
    void saysNullWhereUpstreamSentNoLastModified() throws Exception {
        ask(0, null);

        Answer answer = document(500, true).render(exchange);

        assertThat(JSON.readTree(text(answer)).path("last_modified").isNull()).isTrue();
        assertThat(answer.lastModified()).isNull();
    }

    @Property(tries = 300)
    void theSegmentsTogetherAreOneDocument(
            @ForAll @IntRange(max = 60) int entries, @ForAll @IntRange(min = 1, max = 20) int most) throws IOException {
        ask(entries, null);

        Answer answer = document(most, true).render(exchange);

        JsonNode document = JSON.readTree(text(answer));
        assertThat(document.path("entries")).isEqualTo(JSON.valueToTree(entries(entries)));
        assertThat(document.path("entry_count").asInt()).isEqualTo(entries);
        assertThat(answer.segments()).hasSize(Math.max(1, (entries + most - 1) / most));
        assertThat(answer.segments()).allSatisfy(segment -> assertThat(
                        new String(segment, StandardCharsets.UTF_8).split("\"id\"", -1).length - 1)
                .isLessThanOrEqualTo(most));
    }

    @Test
    void keepsUpToTheMostEntriesInOneSegment() {
        ask(500, null);

        assertThat(document(500, false).render(exchange).segments()).hasSize(1);
    }

    @Test
    void refusesALongerListWhereTheSettingSaysSo() {
        ask(501, null);

        assertThatThrownBy(() -> document(500, false).render(exchange))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll("internal_agents", "501", "500", "gcx.directory.oversize");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 604_800})
    void takesATtlInItsRange(long seconds) {
        ask(1, null);
        exchange.getMessage().setHeader(ListDocument.TTL, seconds);

        assertThat(document(500, true).render(exchange).ttl()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(longs = {-1, 0, 604_801})
    void refusesATtlOutsideItsRangeAndNamesTheResource(Long seconds) {
        ask(1, null);
        exchange.getMessage().setHeader(ListDocument.TTL, seconds);

        assertThatThrownBy(() -> document(500, true).render(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(ListDocument.TTL, "directory", "604800");
    }

    private ListDocument document(int segmentEntries, boolean split) {
        return new ListDocument("directory_id", segmentEntries, split, clock);
    }

    private void ask(int entries, String lastModified) {
        exchange.setProperty(
                QUESTION, new Question(PROFILE, "key", "internal_agents", Directive.FRESH, clock.millis(), 0));
        exchange.getMessage().setHeader(ListDocument.TTL, 120L);
        exchange.getMessage().setBody(new PagedList("/api/v2/any", List.of(entries(entries)), lastModified));
    }

    private static List<JsonNode> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(id -> (JsonNode) JSON.createObjectNode().put("id", id))
                .toList();
    }

    private static String text(Answer answer) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        answer.segments().forEach(joined::writeBytes);
        return joined.toString(StandardCharsets.UTF_8);
    }
}
