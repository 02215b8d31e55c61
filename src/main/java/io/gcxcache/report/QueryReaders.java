package io.gcxcache.report;

import io.gcxcache.catalogue.Catalogue;
import io.gcxcache.catalogue.JobCalls;
import io.gcxcache.catalogue.LiveCatalogue;
import io.gcxcache.catalogue.Reading;
import io.gcxcache.catalogue.Resource;
import io.gcxcache.context.Services;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

/** A reader for each of the resources that are posted to, as they are declared now. Thread-safe. */
final class QueryReaders {
    private final LiveCatalogue catalogue;
    private final ReportSettings settings;
    private final Services services;
    private final KnownQueries known;
    private int made;
    private volatile Readers current;

    private record Readers(Catalogue declared, Map<Reading, QueryReader> byReading) {}

    QueryReaders(LiveCatalogue catalogue, ReportSettings settings, Services services) {
        this.catalogue = catalogue;
        this.settings = settings;
        this.services = services;
        this.known = new KnownQueries(services.steady());
        this.current = readers(catalogue.current());
    }

    QueryReader of(Resource.Posted resource) {
        QueryReader reader = current().byReading().get(resource.reading());
        // Who found it just before it was declared anew reads it as it was.
        return reader == null ? reader(resource.reading(), QueryReader::read) : reader;
    }

    private Readers current() {
        Readers now = current;
        return now.declared() == catalogue.current() ? now : renewed();
    }

    private synchronized Readers renewed() {
        Catalogue declared = catalogue.current();
        if (current.declared() != declared) {
            current = readers(declared);
        }
        return current;
    }

    private Readers readers(Catalogue declared) {
        Map<Reading, QueryReader> byReading = new IdentityHashMap<>();
        for (Resource resource : declared.all()) {
            if (resource instanceof Resource.Posted posted) {
                byReading.put(posted.reading(), reader(posted.reading(), known.of(made++, QueryReader::read)));
            }
        }
        for (JobCalls job : declared.jobs()) {
            Reading reading = job.start().reading();
            byReading.put(reading, reader(reading, known.of(made++, QueryReader::read)));
        }
        return new Readers(declared, byReading);
    }

    private QueryReader reader(Reading reading, Function<byte[], KnownQuery> bodies) {
        return new QueryReader(
                reading,
                settings.liveSkew(),
                rule -> services.meters().question(rule.word()),
                services.clock(),
                services.steady(),
                bodies);
    }
}
