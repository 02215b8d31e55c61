package io.gcxcache.wiring;

import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.CatalogueException;
import io.gcxcache.settings.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.camel.CamelContext;

/** Tells all that is wrong in the folder of the routes, where nobody else brings any. */
final class FilesCheck {
    private FilesCheck() {}

    /**
     * A line each; those inside the jar are as they are to be.
     *
     * @param gateway without the routes of the files
     * @throws io.gcxcache.settings.SettingException if there is no such folder
     */
    static List<String> faults(Settings settings, CamelContext gateway) {
        Optional<Path> folder = settings.routesDir();
        List<String> faults = new ArrayList<>();
        if (folder.isPresent()) {
            try {
                SortedMap<String, ByteBuffer> contents = RouteFiles.contents(folder.get());
                RouteCheck routes = new RouteCheck(folder.get().getFileName().toString(), contents, gateway);
                try {
                    Catalogue.of(
                            RouteFiles.resources(folder.get(), contents),
                            List.of(),
                            settings.defaults(),
                            routes::missing);
                } catch (CatalogueException e) {
                    e.getMessage().lines().forEach(faults::add);
                }
                routes.faults().forEach(fault -> faults.add(fault.toString()));
                RouteFiles.misnamed(folder.get()).forEach(fault -> faults.add(fault.toString()));
            } catch (IOException e) {
                faults.add(e.getMessage());
            }
        }
        return faults;
    }
}
