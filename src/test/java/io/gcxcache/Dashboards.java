package io.gcxcache;

import io.gcxcache.context.GcxHeaders;
import io.gcxcache.disk.Disk;
import io.gcxcache.settings.Settings;
import io.gcxcache.wiring.Bundle;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjIntConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Dashboards that poll conversation aggregates in simulated time, one panel after the other, through the real routes down
 * to the HTTP step, which is replaced. A few questions are on nearly every dashboard, most on few.
 */
final class Dashboards implements AutoCloseable {
    private static final int PANELS = 30;
    private static final int SHORTEST_PERIOD = 10_000;
    private static final int LONGEST_PERIOD = 60_000;

    private final AtomicLong passed = new AtomicLong();
    private final Random random;
    private final InstantSource clock;
    private final CamelContext camel = new DefaultCamelContext();
    private final MeterRegistry meters;
    private final ProducerTemplate template;

    private record Poll<Q>(long at, int dashboard, Q question, int period) {}

    /**
     * @param settings beside those that no gateway is without
     * @param genesys stands in for the call
     */
    Dashboards(Instant start, Random random, Path folder, Map<String, String> settings, Processor genesys)
            throws Exception {
        this.random = random;
        this.clock = () -> start.plusMillis(passed.get());
        Map<String, String> all = new HashMap<>(settings);
        all.put("gcx.genesys.client-id", "x");
        all.put("gcx.genesys.client-secret", "y");
        all.put("gcx.audit.dir", folder.resolve("audit").toString());
        camel.addRoutes(
                new Bundle(Settings.of(all), clock, clock, random::nextDouble, Disk.REAL, List.of(), List.of()));
        AdviceWith.adviceWith(camel, "gcx-call", route -> route.weaveById("call-genesys")
                .replace()
                .process(genesys));
        AdviceWith.adviceWith(camel, "gcx-login", route -> route.weaveById("call-login")
                .replace()
                .process(exchange -> {
                    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
                    exchange.getMessage().setBody("{\"access_token\":\"t\",\"expires_in\":172800}");
                }));
        camel.start();
        meters =
                camel.getRegistry().lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class);
        template = camel.createProducerTemplate();
    }

    /** How long the dashboards have been polling. */
    long passedMillis() {
        return passed.get();
    }

    Instant now() {
        return clock.instant();
    }

    MeterRegistry meters() {
        return meters;
    }

    /**
     * @param length for how long they poll
     * @param ask what a dashboard's panel does at its moment
     */
    <Q> void poll(int dashboards, List<Q> questions, Duration length, ObjIntConsumer<Q> ask) {
        List<Q> byPopularity = new ArrayList<>(questions);
        Collections.shuffle(byPopularity, random);
        PriorityQueue<Poll<Q>> polls = new PriorityQueue<>(Comparator.comparingLong(Poll::at));
        for (int i = 0; i < dashboards; i++) {
            for (Q question : panels(byPopularity)) {
                int period = SHORTEST_PERIOD + random.nextInt(LONGEST_PERIOD - SHORTEST_PERIOD + 1);
                polls.add(new Poll<>(random.nextInt(period), i, question, period));
            }
        }
        while (polls.peek().at() < length.toMillis()) {
            Poll<Q> poll = polls.remove();
            passed.set(poll.at());
            ask.accept(poll.question(), poll.dashboard());
            while (meters.get("gcx.flights").gauge().value() > 0) {
                Thread.yield();
            }
            polls.add(new Poll<>(poll.at() + poll.period(), poll.dashboard(), poll.question(), poll.period()));
        }
    }

    Exchange ask(byte[] body) {
        return template.send("direct:gcx-query", exchange -> {
            exchange.getMessage().setHeader(GcxHeaders.QUERY_NAME, "conversations-aggregates");
            exchange.getMessage().setBody(body);
        });
    }

    private <Q> Set<Q> panels(List<Q> byPopularity) {
        Set<Q> panels = new LinkedHashSet<>();
        while (panels.size() < PANELS) {
            panels.add(byPopularity.get((int) Math.pow(byPopularity.size(), random.nextDouble()) - 1));
        }
        return panels;
    }

    @Override
    public void close() throws IOException {
        template.close();
        camel.stop();
    }
}
