package io.gcxcache.wiring;

import io.gcxcache.catalogue.ResourceFile;
import io.gcxcache.context.StepErrors;
import io.gcxcache.routes.RouteFile;
import io.gcxcache.routes.RouteFiles;
import io.gcxcache.settings.SettingException;
import io.gcxcache.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;
import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is declared, and loads routes, from the files of {@code gcx.routes.dir}, or else those inside the jar. */
final class RouteLoader {
    private static final Logger LOG = LoggerFactory.getLogger(RouteLoader.class);

    private final Settings settings;

    RouteLoader(Settings settings) {
        this.settings = settings;
    }

    /** What is in the files of the folder, by their names; nothing if there is none. */
    SortedMap<String, ByteBuffer> contents() {
        Optional<Path> folder = settings.routesDir();
        try {
            return folder.isEmpty() ? new TreeMap<>() : RouteFiles.contents(folder.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** What declares resources, in the order of the names. */
    List<ResourceFile> resources(SortedMap<String, ByteBuffer> contents) {
        Optional<Path> folder = settings.routesDir();
        try {
            if (folder.isEmpty()) {
                return RouteFiles.resources();
            }
            RouteFiles.misnamed(folder.get()).forEach(fault -> LOG.warn("{}", fault));
            return RouteFiles.resources(folder.get(), contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * Loads those of the gateway's own files that are wanted, in the order of their names.
     *
     * <p>Their routes leave a failure to whoever asked them, unless their file says otherwise.
     */
    void load(CamelContext context, Predicate<RouteFile> wanted) throws Exception {
        Optional<Path> folder = settings.routesDir();
        if (folder.isPresent()) {
            SortedMap<String, ByteBuffer> contents = RouteFiles.shipped(RouteFiles.contents(folder.get()));
            contents.entrySet().removeIf(file -> !wanted.test(RouteFile.of(file.getKey(), file.getValue())));
            RouteFiles.refuseFaults(folder.get(), contents, context, false);
        }
        List<Resource> files = new ArrayList<>();
        for (Resource resource : shipped(context)) {
            if (wanted.test(RouteFile.of(resource))) {
                files.add(resource);
            }
        }
        load(files, context, context);
    }

    /**
     * Loads the user's own files in the same way.
     *
     * @param files by their names
     * @param servesHttp whether those are loaded too that serve paths
     * @param gateway whose route ids are taken
     */
    static void load(
            Path folder,
            SortedMap<String, ByteBuffer> files,
            boolean servesHttp,
            CamelContext context,
            CamelContext gateway)
            throws Exception {
        List<Resource> resources = new ArrayList<>();
        for (Map.Entry<String, ByteBuffer> file : files.entrySet()) {
            Resource resource = ResourceHelper.fromBytes(
                    folder.getFileName() + "/" + file.getKey(), file.getValue().array());
            if (!RouteFile.of(resource).servesHttp() || servesHttp) {
                resources.add(resource);
            }
        }
        load(resources, context, gateway);
    }

    private static void load(List<Resource> files, CamelContext context, CamelContext gateway) throws Exception {
        ExtendedCamelContext extension = context.getCamelContextExtension();
        ErrorHandlerFactory ofTheHost = extension.getErrorHandlerFactory();
        PerFile perFile = new PerFile(context, gateway, new NoErrorHandlerBuilder());
        extension.setErrorHandlerFactory(perFile.unlessSaid);
        try {
            load(context, files, perFile);
        } finally {
            extension.setErrorHandlerFactory(ofTheHost);
        }
    }

    /** As Camel's loader does it, which has no place for {@code perFile}. */
    private static void load(CamelContext context, List<Resource> files, PerFile perFile) throws Exception {
        Collection<RoutesBuilder> builders =
                PluginHelper.getRoutesLoader(context).findRoutesBuilders(files);
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteBuilder routes) {
                routes.addLifecycleInterceptor(perFile);
                StepErrors.guard(routes);
            }
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                context.addRoutesConfigurations(configurations);
            }
        }
        for (RoutesBuilder builder : builders) {
            context.addRoutes(builder);
        }
        for (RoutesBuilder builder : builders) {
            context.addTemplatedRoutes(builder);
        }
    }

    private List<Resource> shipped(CamelContext context) {
        Optional<Path> folder = settings.routesDir();
        return RouteFiles.SHIPPED.stream()
                .filter(RouteFiles::isRoutes)
                .filter(name -> folder.isEmpty() || Files.exists(folder.get().resolve(name)))
                .map(name -> ResourceHelper.resolveResource(
                        context,
                        folder.isEmpty()
                                ? RouteFiles.JAR + name
                                : "file:" + folder.get().resolve(name).toAbsolutePath()))
                .toList();
    }

    /**
     * Gives the {@code errorHandler} of a file to the routes of this file. Camel's YAML gives it to the context instead,
     * where it would miss these routes and hit those of all later files. An {@code onException}, of the file or of a
     * {@code routeConfiguration}, needs an error handler; Camel asks for that of a configuration only where there is none.
     */
    private record PerFile(CamelContext camel, CamelContext gateway, ErrorHandlerFactory unlessSaid)
            implements RouteBuilderLifecycleStrategy {
        /** As Camel calls a configuration that has no id. */
        private static final String WITHOUT_ID = "<default>";

        @Override
        public void afterConfigure(RouteBuilder file) {
            ExtendedCamelContext context = camel.getCamelContextExtension();
            ErrorHandlerFactory said = context.getErrorHandlerFactory();
            context.setErrorHandlerFactory(unlessSaid);
            RoutesDefinition routes = file.getRouteCollection();
            routes.getRoutes().forEach(this::refuseTaken);
            for (RouteDefinition route : routes.getRoutes()) {
                boolean hasItsOwn = route.getErrorHandlerFactory() != unlessSaid;
                if (!hasItsOwn) {
                    route.setErrorHandlerFactory(said == unlessSaid ? configured(route) : said);
                }
            }
        }

        /** What the last {@code routeConfiguration} says that holds for a route. */
        private ErrorHandlerFactory configured(RouteDefinition route) {
            return ((ModelCamelContext) camel)
                    .getRouteConfigurationDefinitions().stream()
                            .filter(each -> each.getErrorHandler() != null && isApplied(each, route))
                            .reduce((one, next) -> next)
                            .map(last -> last.getErrorHandler().getErrorHandlerType())
                            .orElseGet(() -> handlesExceptions(route) ? new DefaultErrorHandlerBuilder() : unlessSaid);
        }

        private static boolean isApplied(RouteConfigurationDefinition configuration, RouteDefinition route) {
            Set<String> applied = route.getAppliedRouteConfigurationIds();
            return applied != null && applied.contains(Objects.requireNonNullElse(configuration.getId(), WITHOUT_ID));
        }

        private static boolean handlesExceptions(RouteDefinition route) {
            return route.getOutputs().stream().anyMatch(OnExceptionDefinition.class::isInstance);
        }

        /** Camel would take the new route for the old one without a word. */
        private void refuseTaken(RouteDefinition route) {
            if (route.getId() != null && (isTaken(route, camel) || isTaken(route, gateway))) {
                throw new SettingException("routes/" + RouteFiles.name(route.getResource()) + ": the route id "
                        + route.getId() + " is taken; every route has one of its own");
            }
        }

        private static boolean isTaken(RouteDefinition route, CamelContext context) {
            return ((ModelCamelContext) context).getRouteDefinition(route.getId()) != null;
        }
    }
}
