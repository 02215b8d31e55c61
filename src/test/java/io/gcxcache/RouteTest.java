package io.gcxcache;

import io.gcxcache.context.Pools;
import io.gcxcache.disk.Disk;
import io.gcxcache.settings.Settings;
import io.gcxcache.wiring.Bundle;
import io.gcxcache.wiring.ShippedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;

/**
 * What the tests of routes share: a context with the gateway's pools that the test starts when its stand-ins are in
 * place, a clock to push, and the order in which steps were taken.
 */
public abstract class RouteTest extends CamelTestSupport {
    /** What only forks the way: the steps are on its branches. */
    private static final Set<Class<?>> FORKS = Set.of(ChoiceDefinition.class, TryDefinition.class);

    protected final MutableClock clock = new MutableClock();
    protected Pools pools;
    private final Map<String, List<String>> steps = new ConcurrentHashMap<>();
    private final Map<String, Runnable> woven = new ConcurrentHashMap<>();

    @Override
    public final void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext made = super.createCamelContext();
        made.getCamelContextExtension().addInterceptStrategy(this::remembered);
        pools = Pools.in(made);
        return made;
    }

    /** The ids of the steps that a route took so far, in their order. */
    protected final List<String> steps(String route) {
        return List.copyOf(steps.getOrDefault(route, List.of()));
    }

    /** Has something happen once, right before the next exchange takes the step of this id. */
    protected final void before(String step, Runnable happening) {
        woven.put(step, happening);
    }

    /**
     * Puts a mock in the place of an endpoint, for all that sends to it from now on, with whatever options.
     *
     * @param uri without options
     */
    protected final MockEndpoint mocked(String uri) {
        context.getCamelContextExtension()
                .registerEndpointCallback(
                        AdviceWithRouteBuilder.createMockEndpointStrategy(context, uri + "(\\?.*)?", true));
        return getMockEndpoint("mock:" + uri);
    }

    /** Some routes of {@code routes/fetch.camel.yaml}, whose beans are bound by then. */
    protected final RoutesBuilder fetchRoutes(String... wanted) {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                ShippedFiles.load(getContext(), settings(Path.of("never-made")), "fetch.camel.yaml");
                ModelCamelContext model = (ModelCamelContext) getContext();
                for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
                    if (ShippedFiles.isOf(route) && !List.of(wanted).contains(route.getId())) {
                        model.removeRouteDefinition(route);
                    }
                }
            }
        };
    }

    /** The whole gateway without HTTP, at a Genesys Cloud that is not there. */
    final RoutesBuilder gateway(Path folder) {
        return new Bundle(settings(folder), clock, clock, () -> 0, Disk.REAL, List.of(), List.of());
    }

    /** Starts the gateway with a token that needs no Genesys, after all stand-ins are in place. */
    final void startGateway() throws Exception {
        AdviceWith.adviceWith(context, "gcx-login", route -> route.weaveById("call-login")
                .replace()
                .process(exchange -> {
                    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
                    exchange.getMessage().setBody("{\"access_token\": \"t\", \"expires_in\": 86400}");
                })
                .id("call-login"));
        context.start();
    }

    static Settings settings(Path folder) {
        return Settings.of(Map.of(
                "gcx.genesys.client-id",
                "x",
                "gcx.genesys.client-secret",
                "y",
                "gcx.genesys.api-url",
                "http://127.0.0.1:1",
                "gcx.genesys.login-url",
                "http://127.0.0.1:1",
                "gcx.http.port",
                "0",
                "gcx.audit.dir",
                folder.resolve("audit").toString()));
    }

    private Processor remembered(CamelContext camel, NamedNode step, Processor target, Processor next) {
        if (FORKS.contains(step.getClass())) {
            return target;
        }
        String route = ProcessorDefinitionHelper.getRouteId(step);
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                steps.computeIfAbsent(route, first -> new CopyOnWriteArrayList<>())
                        .add(step.getId());
                Runnable happening = woven.remove(step.getId());
                if (happening != null) {
                    happening.run();
                }
                return super.process(exchange, callback);
            }
        };
    }
}
