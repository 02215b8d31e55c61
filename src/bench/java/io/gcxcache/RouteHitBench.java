package io.gcxcache;

import io.gcxcache.catalogue.ListResource;
import io.gcxcache.simulator.GenesysSimulator;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A hit on the route {@code gcx-directory}, from question to audited reply, without HTTP. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RouteHitBench {
    /** How many lists are declared beside the shipped ones. */
    @Param({"0", "400"})
    public int moreLists;

    private GenesysSimulator genesys;
    private CamelContext camel;
    private Endpoint directory;
    private AsyncProcessor route;

    @Setup
    public void start() throws Exception {
        genesys = GenesysSimulator.builder().start();
        genesys.directory("bench").entries(12);
        camel = new DefaultCamelContext();
        GcxSettings settings = GcxSettings.of(Map.of(
                "gcx.genesys.api-url",
                genesys.url().toString(),
                "gcx.genesys.login-url",
                genesys.url().toString(),
                "gcx.genesys.client-id",
                GenesysSimulator.DEMO_CLIENT,
                "gcx.genesys.client-secret",
                GenesysSimulator.DEMO_SECRET,
                "gcx.directory.ttl.default",
                "3600",
                "gcx.audit.dir",
                Files.createTempDirectory("gcx-bench").toString()));
        GcxCache.Builder gateway = GcxCache.builder(settings);
        for (int i = 0; i < moreLists; i++) {
            gateway.resources(ListResource.of("list-" + i).path("/api/v2/lists/" + i));
        }
        camel.addRoutes(gateway.build());
        camel.start();
        camel.createProducerTemplate().requestBodyAndHeader("direct:gcx-directory", null, "GcxDirectoryId", "bench");
        directory = camel.getEndpoint("direct:gcx-directory");
        route = directory.createAsyncProducer();
    }

    @TearDown
    public void stop() {
        camel.stop();
        genesys.close();
    }

    @Benchmark
    public Object hit() throws Exception {
        Exchange exchange = directory.createExchange(ExchangePattern.InOut);
        exchange.getMessage().setHeader("GcxDirectoryId", "bench");
        route.process(exchange, doneSync -> {});
        return exchange.getMessage().getBody();
    }
}
