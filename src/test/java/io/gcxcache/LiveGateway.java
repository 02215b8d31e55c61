package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gcxcache.context.GcxHeaders;
import io.gcxcache.disk.Disk;
import io.gcxcache.wiring.Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.concurrent.SynchronousExecutorService;

/**
 * The whole gateway without HTTP on clocks that move from one happening to the next, all in one thread, so that the same
 * seed gives the same run. In the place of Genesys is what answers with what it was asked, after as long as it takes.
 */
final class LiveGateway implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    /** The clock that never steps shows no time of day: whoever takes it for one is far off. */
    private static final Duration STEADY_AHEAD = Duration.ofDays(-1000);

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final PriorityQueue<Happening> coming =
            new PriorityQueue<>(Comparator.comparing(Happening::at).thenComparing(Happening::number));
    private final AsyncProducer queries;
    private final AsyncProducer reports;
    private final Map<String, JsonNode> runs = new HashMap<>();
    private final List<Fill> fills = new ArrayList<>();
    private Duration stepped = Duration.ZERO;
    private Instant now;
    private long happenings;
    private int unanswered;

    private record Happening(Instant at, long number, Runnable what) {}

    /**
     * One answer of what stands in for Genesys.
     *
     * @param number how many there were before
     * @param asked the body that came upstream
     * @param began when, by {@link #now}
     * @param reaches how far its data reaches, by {@link #now}: its end as it was asked, or its beginning if that is earlier
     */
    record Fill(int number, JsonNode asked, Instant began, Instant reaches) {
        /** @throws java.time.DateTimeException if what came upstream is not two whole instants */
        Instant from() {
            return end(asked, 0);
        }

        Instant to() {
            return end(asked, 1);
        }

        private static Instant end(JsonNode asked, int end) {
            return OffsetDateTime.parse(asked.path("interval").textValue().split("/", -1)[end])
                    .toInstant();
        }
    }

    LiveGateway(Path folder, Instant start, Random random) throws Exception {
        now = start;
        camel.addRoutes(new Bundle(
                RouteTest.settings(folder),
                this::wall,
                () -> now.plus(STEADY_AHEAD),
                random::nextDouble,
                Disk.REAL,
                List.of(),
                List.of()));
        camel.getRegistry().unbind("gcx-work");
        camel.getRegistry().bind("gcx-work", ExecutorService.class, new SynchronousExecutorService());
        AdviceWith.adviceWith(camel, "gcx-login", route -> route.weaveById("call-login")
                .replace()
                .process(exchange -> {
                    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
                    exchange.getMessage().setBody("{\"access_token\": \"t\", \"expires_in\": 86400}");
                }));
        AdviceWith.adviceWith(
                camel, "gcx-fetch-job", route -> route.weaveById("wait-to-poll").remove());
        AdviceWith.adviceWith(camel, "gcx-upstream", route -> route.replaceFromWith("direct:replaced"));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:gcx-upstream").process(new StandIn());
            }
        });
        camel.start();
        queries = door("direct:gcx-query");
        reports = door("direct:gcx-report");
    }

    private AsyncProducer door(String uri) throws Exception {
        AsyncProducer door = camel.getEndpoint(uri + "?block=false").createAsyncProducer();
        door.start();
        return door;
    }

    /** The time that passes, as an exact clock shows it. */
    Instant now() {
        return now;
    }

    /** What the gateway's clock shows, in milliseconds, as it reads it. */
    Instant wall() {
        return now.plus(stepped).truncatedTo(ChronoUnit.MILLIS);
    }

    /** Somebody sets the gateway's clock, and nothing else. */
    void step(Duration by) {
        stepped = stepped.plus(by);
    }

    void at(Instant when, Runnable what) {
        coming.add(new Happening(when, happenings++, what));
    }

    /** Lets all happen that comes before a moment, in its order. */
    void runUntil(Instant end) {
        while (!coming.isEmpty() && coming.peek().at().isBefore(end)) {
            Happening next = coming.remove();
            now = next.at();
            next.what().run();
        }
        now = end;
    }

    /** Lets all happen that is still to come, until nothing is and everybody has an answer. */
    void finish() {
        while (!coming.isEmpty()) {
            runUntil(coming.peek().at().plusNanos(1));
        }
        assertThat(unanswered).as("are still without an answer").isZero();
    }

    List<Fill> fills() {
        return fills;
    }

    private Fill fillOf(Exchange answer) {
        if (answer.getException() != null) {
            throw new AssertionError("no answer", answer.getException());
        }
        try {
            JsonNode body = JSON.readTree(answer.getMessage().getBody(byte[].class));
            return fills.get(body.path("fill").asInt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks; whoever asked is told now or when the flight lands. */
    void query(Map<String, Object> headers, JsonNode body, Consumer<Fill> answered) {
        ask(queries, GcxHeaders.QUERY_NAME, "conversations-aggregates", headers, body, answered);
    }

    void report(JsonNode body, Consumer<Fill> answered) {
        ask(reports, GcxHeaders.REPORT_ID, "slow", Map.of(), body, answered);
    }

    private void ask(
            AsyncProducer door,
            String named,
            String name,
            Map<String, Object> headers,
            JsonNode body,
            Consumer<Fill> answered) {
        Exchange exchange = new DefaultExchange(camel, ExchangePattern.InOut);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        exchange.getMessage().setHeader(named, name);
        exchange.getMessage().setBody(body.toString().getBytes(StandardCharsets.UTF_8));
        unanswered++;
        door.process(exchange, doneSync -> {
            answered.accept(fillOf(exchange));
            unanswered--;
        });
    }

    /** Answers a query, or the poll of a run, after {@code takes} seconds; a run starts at once. */
    private final class StandIn extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            try {
                Message message = exchange.getMessage();
                String path = message.getHeader(GcxHeaders.PATH, String.class);
                if (path.endsWith("/fetch")) {
                    return answer(exchange, runs.get(path.split("/")[5]), callback);
                }
                JsonNode asked = JSON.readTree(message.getBody(byte[].class));
                if (path.contains("/reports/")) {
                    String run = "run-" + runs.size();
                    runs.put(run, asked);
                    message.setBody(JSON.writeValueAsBytes(
                            JSON.createObjectNode().put("reportId", run).put("status", "processing")));
                    callback.done(true);
                    return true;
                }
                return answer(exchange, asked, callback);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean answer(Exchange exchange, JsonNode asked, AsyncCallback callback) {
            Duration takes = Duration.ofSeconds(asked.path("takes").asLong());
            ObjectNode answer =
                    JSON.createObjectNode().put("status", "completed").put("fill", fills.size());
            fills.add(new Fill(fills.size(), asked, now, reaches(asked)));
            exchange.getMessage().setBody(answer.toString().getBytes(StandardCharsets.UTF_8));
            if (takes.isZero()) {
                callback.done(true);
                return true;
            }
            at(now.plus(takes), () -> callback.done(false));
            return false;
        }

        private Instant reaches(JsonNode asked) {
            if (!asked.has("interval")) {
                return now;
            }
            Instant end = Fill.end(asked, 1).minus(stepped);
            return end.isBefore(now) ? end : now;
        }
    }

    @Override
    public void close() throws IOException {
        camel.close();
    }
}
