package io.gcxcache.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.MutableClock;
import io.gcxcache.cdn.CdnRoutes;
import io.gcxcache.settings.SettingException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Test;

/** What becomes of routes whose gateway goes. */
class GenerationsTest {
    @Test
    void whatIsMadeWhileTheGatewayStopsTakesNoPlace() throws Exception {
        MutableClock clock = new MutableClock();
        CamelContext gateway = new DefaultCamelContext();
        Generations generations = new Generations(
                gateway,
                Path.of("routes"),
                false,
                new CdnRoutes(null, null, null),
                null,
                new Schedules(null, clock),
                null,
                clock);
        gateway.addService(generations);
        gateway.start();
        SortedMap<String, ByteBuffer> files = new TreeMap<>();
        files.put(
                "own.camel.yaml",
                ByteBuffer.wrap("- route: {from: {uri: \"timer:own\", steps: [{log: tick}]}}"
                        .getBytes(StandardCharsets.UTF_8)));
        Edits.Next made = generations.made(files);

        gateway.stop();

        assertThatThrownBy(() -> made.takeOver(() -> {}))
                .isInstanceOf(SettingException.class)
                .hasMessage("the gateway stops");
        assertThat(generations.running()).isZero();
        made.drop();
    }

    @Test
    void aGenerationIsNotIdleWhileAnExchangeOfTheGatewayIsInIt() throws Exception {
        try (DefaultCamelContext gateway = new DefaultCamelContext()) {
            Generation generation = new Generation(1, gateway, null, new Schedules(null, new MutableClock()));
            List<Boolean> idle = new ArrayList<>();
            gateway.getRegistry().bind("look", (Processor) exchange -> idle.add(generation.isIdle()));
            SortedMap<String, ByteBuffer> files = new TreeMap<>();
            files.put(
                    "own.camel.yaml",
                    ByteBuffer.wrap("- route: {from: {uri: \"direct:own\", steps: [{process: {ref: look}}]}}"
                            .getBytes(StandardCharsets.UTF_8)));
            generation.start(Path.of("routes"), files);
            gateway.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").process(new AsyncProcessorSupport() {
                        @Override
                        public boolean process(Exchange exchange, AsyncCallback callback) {
                            return generation.pass("direct:own", exchange, callback);
                        }
                    });
                }
            });
            gateway.start();

            gateway.createProducerTemplate().requestBody("direct:in", "asked");

            assertThat(idle).containsExactly(false);
            assertThat(generation.isIdle()).isTrue();
            generation.end();
        }
    }
}
