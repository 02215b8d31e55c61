package io.gcxcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gcxcache.context.StepErrors;
import io.gcxcache.wiring.HttpBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WhenDefinition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route and every step of the started gateway has a name of its own, by which people and meters can tell it. */
class NamedStepsRouteTest extends RouteTest {
    /** Forks and their branches, which have no name of their own: the steps on them do. */
    private static final Set<Class<?>> NAMELESS = Set.of(
            ChoiceDefinition.class,
            WhenDefinition.class,
            OtherwiseDefinition.class,
            CatchDefinition.class,
            FinallyDefinition.class,
            OnExceptionDefinition.class);

    @TempDir
    Path audit;

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        return new RoutesBuilder[] {gateway(audit), new HttpBundle(settings(audit))};
    }

    @BeforeEach
    void start() throws Exception {
        startGateway();
    }

    @Test
    void everyRouteHasAnId() {
        List<String> nameless = context.getRouteDefinitions().stream()
                .filter(route -> !route.hasCustomIdAssigned())
                .map(RouteDefinition::toString)
                .toList();

        assertThat(nameless).isEmpty();
        assertThat(context.getRoutes()).isNotEmpty().allSatisfy(route -> assertThat(route.getRouteId())
                .matches("(gcx|gateway)-[a-z-]+"));
    }

    @Test
    void everyStepHasAnIdOfItsOwn() {
        List<String> ids = new ArrayList<>();
        List<String> nameless = new ArrayList<>();
        for (RouteDefinition route : context.getRouteDefinitions()) {
            for (ProcessorDefinition<?> step : stepsOf(route)) {
                ids.add(step.getId());
                if (!step.hasCustomIdAssigned() || step.getId().contains("{{")) {
                    nameless.add(route.getId() + ": " + step.getId() + " = " + step);
                }
            }
        }

        assertThat(nameless).isEmpty();
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everyRouteGuardsItsStepsAgainstErrors() {
        assertThat(context.getRoutes()).isNotEmpty().allSatisfy(route -> assertThat(route.getInterceptStrategies())
                .as(route.getRouteId())
                .hasAtLeastOneElementOfType(StepErrors.class));
    }

    @Test
    void noHopWaitsForARouteThatIsNotThere() {
        Stream<String> sent = context.getRouteDefinitions().stream()
                .flatMap(route -> stepsOf(route).stream())
                .map(NamedStepsRouteTest::destination)
                .filter(uri -> uri.startsWith("direct:"));

        assertThat(sent).hasSizeGreaterThan(50).allSatisfy(uri -> assertThat(uri)
                .contains("block=false"));
    }

    /** Where a step sends to; empty if it sends nowhere. */
    private static String destination(ProcessorDefinition<?> step) {
        if (step instanceof SendDefinition<?> to) {
            return to.getEndpointUri();
        }
        if (step instanceof ToDynamicDefinition tap) {
            return tap.getUri();
        }
        return step instanceof EnrichDefinition enrich ? enrich.getExpression().getExpression() : "";
    }

    private static List<? extends ProcessorDefinition<?>> stepsOf(RouteDefinition route) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class).stream()
                .map(node -> (ProcessorDefinition<?>) node)
                .filter(node -> !NAMELESS.contains(node.getClass()))
                .toList();
    }
}
