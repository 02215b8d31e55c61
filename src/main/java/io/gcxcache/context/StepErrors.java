package io.gcxcache.context;

import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Ends an exchange with an exception if an {@link Error} leaves one of its steps, or an exception an asynchronous one. Camel
 * only handles what synchronous steps throw as an exception: otherwise nobody would ever hear of the exchange and its permits,
 * and what else waits on that thread would wait for its next work.
 */
public final class StepErrors implements RouteBuilderLifecycleStrategy, InterceptStrategy {
    private StepErrors() {}

    /** Sees to the steps of all routes and templates that are built. */
    public static <T extends RouteBuilder> T guard(T routes) {
        routes.addLifecycleInterceptor(new StepErrors());
        return routes;
    }

    /** Adds the templates of one context to another. */
    public static void addTemplates(ModelCamelContext from, ModelCamelContext to) throws Exception {
        to.addRouteTemplateDefinitions(from.getRouteTemplateDefinitions());
        new StepErrors().guard(to, from.getRouteTemplateDefinitions());
    }

    @Override
    public void afterConfigure(RouteBuilder builder) {
        builder.getRouteCollection().getRoutes().forEach(this::guard);
        guard(
                (ModelCamelContext) builder.getContext(),
                builder.getRouteTemplateCollection().getRouteTemplates());
    }

    private void guard(Model model, List<RouteTemplateDefinition> templates) {
        for (RouteTemplateDefinition template : templates) {
            model.addRouteTemplateDefinitionConverter(
                    template.getId(), (made, parameters) -> guard(made.asRouteDefinition()));
        }
    }

    private RouteDefinition guard(RouteDefinition route) {
        route.addInterceptStrategy(this);
        return route;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor next) {
        return new Step(definition.getId(), target);
    }

    private static final class Step extends DelegateAsyncProcessor {
        private final String id;

        Step(String id, Processor target) {
            super(target);
            this.id = id;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            try {
                return super.process(exchange, callback);
            } catch (RuntimeException e) {
                return end(exchange, callback, e);
            } catch (Error e) {
                return end(exchange, callback, new IllegalStateException("Step " + id + " was ended by an error", e));
            }
        }

        private static boolean end(Exchange exchange, AsyncCallback callback, RuntimeException failure) {
            exchange.setException(failure);
            callback.done(true);
            return true;
        }
    }
}
