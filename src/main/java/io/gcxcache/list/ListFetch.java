package io.gcxcache.list;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.ask.Question;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.context.GcxHeaders;
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
 * The steps that fetch a list, around the walk through its pages: what to ask for, whether its entries are what they have
 * to be, and the document that clients get.
 *
 * <p>A document of more entries than a segment may hold is rendered in several segments, or refused.
 */
public final class ListFetch {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .build();

    private final int segmentEntries;
    private final boolean split;
    private final InstantSource clock;

    /**
     * @param segmentEntries the most entries of one segment
     * @param split whether a longer list becomes several segments; otherwise it is refused
     */
    public ListFetch(int segmentEntries, boolean split, InstantSource clock) {
        this.segmentEntries = segmentEntries;
        this.split = split;
        this.clock = clock;
    }

    /** Makes the message what {@code direct:gcx-pages} is to ask for. */
    public void ask(Exchange exchange) {
        exchange.getMessage().setHeader(GcxHeaders.PAGE_SIZE, list(exchange).pageSize());
    }

    /** Answers the list as it is, if all of its entries are valid. */
    public PagedList validate(Exchange exchange) {
        PagedList pages = exchange.getMessage().getBody(PagedList.class);
        return list(exchange).directory() ? DirectoryEntries.validate(pages) : pages;
    }

    /** Turns the {@link PagedList} in the body into an {@link Answer}. */
    public Answer render(Exchange exchange) {
        PagedList pages = exchange.getMessage().getBody(PagedList.class);
        List<JsonNode> entries = pages.entries();
        ListResource list = list(exchange);
        Question question = Ask.of(exchange).question();
        String name = question.id();
        if (entries.size() > segmentEntries && !split) {
            throw Problem.upstream(name + " has " + entries.size() + " entries, gcx.directory.max-entries allows "
                    + segmentEntries + " and gcx.directory.oversize is reject");
        }
        Duration ttl = list.ttl().of(name);
        try {
            List<byte[]> segments = new ArrayList<>();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (JsonGenerator json = JSON.createGenerator(out)) {
                json.writeStartObject();
                json.writeStringField(list.documentField(), name);
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
                json.writeStringField("last_modified", pages.lastModified());
                json.writeStringField(
                        "invalidation_directive", question.directive().word());
                json.writeEndObject();
            }
            segments.add(out.toByteArray());
            return new Answer(
                    segments, ttl, list.declaration().staleWindow(), entries.size(), pages.lastModified(), null);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail to be written", e);
        }
    }

    private static ListResource list(Exchange exchange) {
        return (ListResource) Ask.of(exchange).resource();
    }
}
