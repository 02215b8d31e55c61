package io.gcxcache.directory;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gcxcache.resource.Answer;
import io.gcxcache.resource.Question;
import io.gcxcache.upstream.PagedList;
import io.gcxcache.upstream.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * Renders a list as the document that clients get: its name, its entries, and how long it is good for.
 *
 * <p>A document of more entries than a segment may hold is rendered in several segments, or refused.
 */
public final class ListDocument {
    /** The header that carries the list's TTL in seconds. */
    public static final String TTL = "GcxTtl";

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .build();
    private static final long LONGEST_TTL = Duration.ofDays(7).toSeconds();

    private final String nameField;
    private final int segmentEntries;
    private final boolean split;
    private final InstantSource clock;

    /**
     * @param nameField the field that says which list this is, for example {@code directory_id}
     * @param segmentEntries the most entries of one segment
     * @param split whether a longer list becomes several segments; otherwise it is refused
     */
    public ListDocument(String nameField, int segmentEntries, boolean split, InstantSource clock) {
        this.nameField = nameField;
        this.segmentEntries = segmentEntries;
        this.split = split;
        this.clock = clock;
    }

    /** Turns the {@link PagedList} in the body into an {@link Answer}. */
    public Answer render(Exchange exchange) {
        PagedList list = exchange.getMessage().getBody(PagedList.class);
        List<JsonNode> entries = list.entries();
        Question question = Question.of(exchange);
        String name = question.id();
        if (entries.size() > segmentEntries && !split) {
            throw Problem.upstream(name + " has " + entries.size() + " entries, gcx.directory.max-entries allows "
                    + segmentEntries + " and gcx.directory.oversize is reject");
        }
        Duration ttl = ttl(exchange);
        try {
            List<byte[]> segments = new ArrayList<>();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (JsonGenerator json = JSON.createGenerator(out)) {
                json.writeStartObject();
                json.writeStringField(nameField, name);
                json.writeArrayFieldStart("entries");
                for (int i = 0; i < entries.size(); i++) {
                    if (i > 0 && i % segmentEntries == 0) {
                        json.flush();
                        segments.add(out.toByteArray());
                        out.reset();
                    }
                    JSON.writeTree(json, entries.get(i));
                }
                json.writeEndArray();
                json.writeNumberField("entry_count", entries.size());
                json.writeNumberField("ttl_seconds", ttl.toSeconds());
                json.writeNumberField("created_at", clock.instant().getEpochSecond());
                json.writeStringField("last_modified", list.lastModified());
                json.writeStringField(
                        "invalidation_directive", question.directive().word());
                json.writeEndObject();
            }
            segments.add(out.toByteArray());
            return new Answer(
                    segments, ttl, question.profile().staleWindow(), entries.size(), list.lastModified(), null);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail to be written", e);
        }
    }

    private static Duration ttl(Exchange exchange) {
        Long seconds = exchange.getMessage().getHeader(TTL, Long.class);
        if (seconds == null || seconds < 1 || seconds > LONGEST_TTL) {
            throw new IllegalStateException("Header " + TTL + " is " + seconds + " in the fetch route of "
                    + Question.of(exchange).profile().name() + ", allowed is 1 to " + LONGEST_TTL + " seconds");
        }
        return Duration.ofSeconds(seconds);
    }
}
