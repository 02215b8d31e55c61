package io.gcxcache.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The routing queues, listed in the platform's usual envelope. */
final class QueueFamily implements ApiFamily {
    private static final String PATH = "/api/v2/routing/queues";
    private static final int DEFAULT_COUNT = 60;
    private static final List<String> TOPICS = List.of("Sales", "Billing", "Technical Support", "Returns", "Claims");
    private static final List<String> MARKETS = List.of("US East", "US West", "Canada", "DACH", "Nordics", "Iberia");

    private volatile List<ObjectNode> queues = generate(DEFAULT_COUNT);

    @Override
    public String name() {
        return "routing-queues";
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get(PATH, "routing:queue:view", this::list));
    }

    void count(int count) {
        queues = generate(count);
    }

    private Reply list(ApiRequest call) {
        ListPage page = new ListPage(call, PageRequest.read(call, PageRequest.PAGE_NUMBER), queues);
        PageRequest asked = page.asked();
        ObjectNode body = page.entities()
                .put("pageSize", asked.size())
                .put("pageNumber", asked.number())
                .put("total", page.total())
                .put("pageCount", page.count())
                .put("firstUri", page.uri(asked.withNumber(1)))
                .put("selfUri", page.uri(asked));
        page.next().ifPresent(next -> body.put("nextUri", page.uri(next)));
        if (asked.number() > 1) {
            body.put("previousUri", page.uri(asked.withNumber(asked.number() - 1)));
        }
        body.put("lastUri", page.uri(asked.withNumber(Math.max(1, page.count()))));
        return Reply.json(200, body);
    }

    private static List<ObjectNode> generate(int count) {
        return IntStream.range(0, count).mapToObj(QueueFamily::queue).toList();
    }

    private static ObjectNode queue(int index) {
        String id = UUID.nameUUIDFromBytes(("queue:" + index).getBytes(StandardCharsets.UTF_8))
                .toString();
        int round = index / (TOPICS.size() * MARKETS.size());
        String name = TOPICS.get(index % TOPICS.size())
                + " "
                + MARKETS.get(index / TOPICS.size() % MARKETS.size())
                + (round == 0 ? "" : " " + (round + 1));
        ObjectNode queue = JsonNodeFactory.instance.objectNode();
        queue.put("id", id).put("name", name);
        queue.putObject("division")
                .put("id", "00000000-0000-4000-8000-000000000001")
                .put("name", "Home");
        return queue.put("memberCount", 4 + index * 7 % 41).put("selfUri", PATH + "/" + id);
    }
}
