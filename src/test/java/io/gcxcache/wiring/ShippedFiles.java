package io.gcxcache.wiring;

import io.gcxcache.catalogue.ResourceFile;
import io.gcxcache.routes.RouteFile;
import io.gcxcache.routes.RouteFiles;
import io.gcxcache.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;

/** The files of {@code routes/}, for tests of what stands in them. */
public final class ShippedFiles {
    private ShippedFiles() {}

    /** Copies them to where a test adds its own. */
    public static void copyTo(Path folder) throws IOException {
        for (String file : RouteFiles.SHIPPED) {
            Files.copy(Path.of("routes", file), folder.resolve(file));
        }
    }

    public static List<ResourceFile> resources(Settings settings) {
        RouteLoader loader = new RouteLoader(settings);
        return loader.resources(loader.contents());
    }

    /** Loads the routes of one file. */
    public static void load(CamelContext context, Settings settings, String name) throws Exception {
        new RouteLoader(settings).load(context, file -> file.name().equals(name));
    }

    /** Loads the routes of those that serve HTTP. */
    public static void loadServingHttp(CamelContext context, Settings settings) throws Exception {
        new RouteLoader(settings).load(context, RouteFile::servesHttp);
    }

    public static boolean isOf(RouteDefinition route) {
        return RouteFiles.isOf(route);
    }
}
