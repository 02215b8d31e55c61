package io.gcxcache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.builder.NoErrorHandlerBuilder;
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
     * <p>Their routes leave a failure to whoever asked them. That is set here, for the time of loading, because an
     * {@code errorHandler} in a YAML file would replace the one of the whole context.
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
        extension.setErrorHandlerFactory(new NoErrorHandlerBuilder());
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(files);
        } finally {
            extension.setErrorHandlerFactory(ofTheHost);
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
}
