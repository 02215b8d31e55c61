package io.gcxcache.list;

import static io.gcxcache.fuzz.FuzzedParser.require;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gcxcache.ask.Answer;
import io.gcxcache.ask.Ask;
import io.gcxcache.cache.StandingClock;
import io.gcxcache.catalogue.DeclaredResources;
import io.gcxcache.catalogue.ListResource;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.fuzz.FuzzedParser;
import io.gcxcache.fuzz.JsonChanges;
import io.gcxcache.fuzz.TextChanges;
import io.gcxcache.json.JsonList;
import io.gcxcache.json.TestSlices;
import io.gcxcache.paging.NotModified;
import io.gcxcache.paging.PagedList;
import io.gcxcache.paging.WalkedPages;
import io.gcxcache.problem.Problem;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * Pages of a list, a line each: the walk through them ends, with a problem or with a list of which every id came once, and
 * that is told as one JSON object.
 */
public final class FuzzedPages implements FuzzedParser {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final JsonFactory JSON = new JsonFactory();
    private static final StandingClock CLOCK = new StandingClock("2026-03-02T09:00:00.750Z");
    private static final Resource DIRECTORY = DeclaredResources.resource(ListResource.of("directory")
            .path("/api/v2/routing/directories/{id}/entries")
            .set("model", "directory")
            .ttl(120));
    private static final Resource QUEUES = DeclaredResources.resource(
            ListResource.of("queues").path("/api/v2/queues").ttl(120));

    private final ListFetch fetch = new ListFetch(3, true, CLOCK);

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public String changed(String input, String other, SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            return TextChanges.any(input, random);
        }
        String[] pages = input.split("\n", -1);
        int page = random.nextInt(pages.length);
        int body = Math.max(0, pages[page].indexOf('{'));
        pages[page] = pages[page].substring(0, body) + JsonChanges.any(pages[page].substring(body), other, random);
        return String.join("\n", pages);
    }

    @Override
    public String read(String input) throws IOException {
        Random random = new Random(input.hashCode());
        PagedList list;
        try {
            list = new WalkedPages(List.of(input.split("\n", -1)), random).list();
        } catch (Problem e) {
            return FuzzedParser.kind(e);
        } catch (NotModified e) {
            return "not modified";
        }
        List<String> entries = TestSlices.texts(list.pages());
        require(entries.size() == list.count(), "%d entries are told to be %d", entries.size(), list.count());
        requireDifferent(entries);
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setBody(list);
        Ask.about(exchange, random.nextBoolean() ? DIRECTORY : QUEUES, "agents").name(exchange, CLOCK);
        try {
            exchange.getMessage().setBody(fetch.validate(exchange));
        } catch (Problem e) {
            return FuzzedParser.kind(e);
        }
        requireTold(fetch.render(exchange), list);
        return (list.torn() ? "torn" : "whole") + (list.count() == 0 ? ", empty" : "");
    }

    private static void requireDifferent(List<String> entries) throws IOException {
        Set<String> ids = new HashSet<>();
        for (String entry : entries) {
            String id = id(entry);
            require(id == null || ids.add(id), "%s came twice", id);
        }
    }

    private static String id(String entry) throws IOException {
        String id = null;
        try (JsonParser json = JSON.createParser(entry)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    boolean isId = json.currentName().equals("id");
                    JsonToken value = json.nextToken();
                    if (isId
                            && value == JsonToken.VALUE_STRING
                            && !json.getText().isEmpty()) {
                        id = json.getText();
                    }
                    json.skipChildren();
                }
            } else {
                json.skipChildren();
            }
            require(json.nextToken() == null, "An entry is more than one: %s", entry);
        }
        return id;
    }

    private static void requireTold(Answer answer, PagedList list) throws IOException {
        JsonList told = JsonList.read(answer.body().joined(), "entries");
        require(
                told.values().count() == list.count(),
                "%d entries are told",
                told.values().count());
        require(told.envelope().path("entry_count").asInt() == list.count(), "%s is told", told.envelope());
        require(
                answer.body().values() == list.count(),
                "%d entries are kept",
                answer.body().values());
        require(
                answer.body().etag().matches("W/\"[A-Za-z0-9_-]+-1\""),
                "The tag is %s",
                answer.body().etag());
        require(answer.torn() == list.torn(), "Torn or whole");
        require(!list.torn() || answer.lastModified() == null, "What is torn has a date");
    }
}
