package io.gcxcache.wiring;

import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.CatalogueException;
import io.gcxcache.routes.RouteCheck;
import io.gcxcache.routes.RouteFiles;
import io.gcxcache.settings.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.camel.CamelContext;

/**
 * What is found in the folder of the routes, where nobody else brings any; those inside the jar are as they are to be.
 *
 * @param faults all that is wrong, a line each
 * @param files how many are read
 * @param resources how many are declared; 0 if anything is wrong with them
 * @param routes how many there are
 */
record FilesCheck(List<String> faults, int files, int resources, int routes) {
    /**
     * @param gateway without the routes of the files
     * @throws io.gcxcache.settings.SettingException if there is no such folder
     */
    static FilesCheck of(Settings settings, CamelContext gateway) {
        Optional<Path> folder = settings.routesDir();
        try {
            return folder.isPresent() ? of(folder.get(), settings, gateway) : new FilesCheck(List.of(), 0, 0, 0);
        } catch (IOException e) {
            return new FilesCheck(List.of(e.getMessage()), 0, 0, 0);
        }
    }

    private static FilesCheck of(Path folder, Settings settings, CamelContext gateway) throws IOException {
        List<String> faults = new ArrayList<>();
        SortedMap<String, ByteBuffer> contents = RouteFiles.contents(folder);
        RouteCheck routes = new RouteCheck(folder.getFileName().toString(), contents, gateway);
        int resources = 0;
        try {
            resources = Catalogue.of(
                            RouteFiles.resources(folder, contents), List.of(), settings.defaults(), routes::missing)
                    .all()
                    .size();
        } catch (CatalogueException e) {
            e.getMessage().lines().forEach(faults::add);
        }
        routes.faults().forEach(fault -> faults.add(fault.toString()));
        RouteFiles.misnamed(folder).forEach(fault -> faults.add(fault.toString()));
        return new FilesCheck(faults, contents.size(), resources, routes.routes());
    }
}
