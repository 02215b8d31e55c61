package io.gcxcache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;
import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The YAML routes: those of {@code gcx.routes.dir}, or else those inside the jar. */
final class RouteFiles {
    /** The file that binds routes to HTTP paths. */
    static final String GATEWAY = "gateway.camel.yaml";

    private static final String SUFFIX = ".camel.yaml";

    private final GcxSettings settings;

    RouteFiles(GcxSettings settings) {
        this.settings = settings;
    }

    /**
     * Loads the files whose names are wanted, in the order of their names.
     *
     * <p>Their routes leave a failure to whoever asked them, unless their file says otherwise.
     */
    void load(CamelContext context, Predicate<String> wanted) throws Exception {
        List<Resource> files = new ArrayList<>();
        for (Resource file : all(context)) {
            if (wanted.test(name(file))) {
                files.add(file);
            }
        }
        files.sort(Comparator.comparing(RouteFiles::name));
        ExtendedCamelContext extension = context.getCamelContextExtension();
        ErrorHandlerFactory ofTheHost = extension.getErrorHandlerFactory();
        PerFile perFile = new PerFile(extension, new NoErrorHandlerBuilder());
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

    private List<Resource> all(CamelContext context) throws Exception {
        Optional<Path> folder = settings.routesDir();
        if (folder.isEmpty()) {
            return List.copyOf(PluginHelper.getPackageScanResourceResolver(context)
                    .findResources("classpath:io/gcxcache/routes/*" + SUFFIX));
        }
        try (Stream<Path> paths = Files.list(folder.get())) {
            return paths.filter(path -> path.toString().endsWith(SUFFIX))
                    .map(path -> ResourceHelper.resolveResource(context, "file:" + path.toAbsolutePath()))
                    .toList();
        } catch (IOException e) {
            throw SettingValues.refused(
                    "gcx.routes.dir", folder.get().toString(), "a folder with *" + SUFFIX + " files");
        }
    }

    private static String name(Resource file) {
        String location = file.getLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /**
     * Gives the {@code errorHandler} of a file to the routes of this file. Camel's YAML gives it to the context instead,
     * where it would miss these routes and hit those of all later files. An {@code onException} needs an error handler.
     */
    private record PerFile(ExtendedCamelContext context, ErrorHandlerFactory unlessSaid)
            implements RouteBuilderLifecycleStrategy {
        @Override
        public void afterConfigure(RouteBuilder file) {
            ErrorHandlerFactory said = context.getErrorHandlerFactory();
            context.setErrorHandlerFactory(unlessSaid);
            RoutesDefinition routes = file.getRouteCollection();
            if (said == unlessSaid && !routes.getOnExceptions().isEmpty()) {
                said = new DefaultErrorHandlerBuilder();
            }
            for (RouteDefinition route : routes.getRoutes()) {
                boolean hasItsOwn = route.getErrorHandlerFactory() != unlessSaid;
                if (!hasItsOwn) {
                    route.setErrorHandlerFactory(said);
                }
            }
        }
    }
}
