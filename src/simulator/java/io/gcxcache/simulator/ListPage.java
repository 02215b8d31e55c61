package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One page of a list, about to be answered: the call, the page that it asks for and the whole list. */
record ListPage(ApiRequest call, PageRequest asked, List<ObjectNode> all) {

    int total() {
        return all.size();
    }

    int count() {
        return (total() + asked.size() - 1) / asked.size();
    }

    /** A body that holds the page's entities and nothing else yet. */
    ObjectNode entities() {
        int from = (int) Math.min((asked.number() - 1L) * asked.size(), total());
        List<ObjectNode> slice = all.subList(from, Math.min(from + asked.size(), total()));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode entities = body.putArray("entities");
        slice.forEach(entities::add);
        call.show(Effect.EntryWithout.class, fault -> fault.index() < slice.size())
                .ifPresent(fault -> entities.set(
                        fault.index(), slice.get(fault.index()).deepCopy().without(fault.field())));
        return body;
    }

    /** The page that this one names as its successor: none on the last page, itself in a scripted loop. */
    Optional<PageRequest> next() {
        if (call.show(Effect.PageLoop.class).isPresent()) {
            return Optional.of(asked);
        }
        return asked.number() < count() ? Optional.of(asked.withNumber(asked.number() + 1)) : Optional.empty();
    }

    Optional<PageRequest> previous() {
        return asked.number() > 1 ? Optional.of(asked.withNumber(asked.number() - 1)) : Optional.empty();
    }

    String uri(PageRequest page) {
        return call.path() + "?pageSize=" + page.size() + "&pageNumber=" + page.number();
    }

    /** The path with these parameters and, as they were sent, all those of the call that denote no page. */
    String uri(String ofPage) {
        return Stream.concat(Stream.of(ofPage), call.parametersBut(PageRequest.PARAMETERS))
                .collect(Collectors.joining("&", call.path() + "?", ""));
    }
}
