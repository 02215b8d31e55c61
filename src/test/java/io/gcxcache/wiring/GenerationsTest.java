package io.gcxcache.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gcxcache.MutableClock;
import io.gcxcache.cdn.CdnRoutes;
import io.gcxcache.settings.SettingException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
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
}
