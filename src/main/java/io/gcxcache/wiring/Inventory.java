package io.gcxcache.wiring;

import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.ResourceFile;
import io.gcxcache.change.Outbox;
import java.util.List;

/**
 * What a gateway has, as the line says that tells of its start.
 *
 * @param files that declare resources
 */
record Inventory(LiveCatalogue catalogue, List<ResourceFile> files, Outbox outbox) {
    String told() {
        List<String> names = files.stream().map(ResourceFile::name).toList();
        List<String> targets = outbox.targets();
        return catalogue.current().all().size() + " resources are declared, in " + joined(names) + "; of changes "
                + (targets.isEmpty() ? "no target is told" : "are told: " + joined(targets));
    }

    private static String joined(List<String> names) {
        return String.join(", ", names);
    }
}
