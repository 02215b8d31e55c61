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
import java.util.function.Supplier;

/** A reader for each of the resources that are posted to, as they are declared and set now. Thread-safe. */
final class QueryReaders {
    private final LiveCatalogue catalogue;
    private final Supplier<ReportSettings> settings;
    private final Services services;
    private final KnownQueries known;
    private int made;
    private volatile Readers current;

    private record Readers(Catalogue declared, ReportSettings settings, Map<Reading, QueryReader> byReading) {}

    QueryReaders(LiveCatalogue catalogue, Supplier<ReportSettings> settings, Services services) {
        this.catalogue = catalogue;
        this.settings = settings;
        this.services = services;
        this.known = new KnownQueries(services.steady());
        this.current = readers(catalogue.current(), settings.get());
    }

    QueryReader of(Resource.Posted resource) {
        Readers now = current();
        QueryReader reader = now.byReading().get(resource.reading());
        // Who found it just before it was declared anew reads it as it was.
        return reader == null ? reader(resource.reading(), now.settings(), QueryReader::read) : reader;
    }

    private Readers current() {
        Readers now = current;
        return now.declared() == catalogue.current() && now.settings() == settings.get() ? now : renewed();
    }

    private synchronized Readers renewed() {
        Catalogue declared = catalogue.current();
        ReportSettings set = settings.get();
        if (current.declared() != declared || current.settings() != set) {
            current = readers(declared, set);
        }
        return current;
    }

    private Readers readers(Catalogue declared, ReportSettings set) {
        Map<Reading, QueryReader> byReading = new IdentityHashMap<>();
        for (Resource resource : declared.all()) {
            if (resource instanceof Resource.Posted posted) {
                byReading.put(posted.reading(), reader(posted.reading(), set, known.of(made++, QueryReader::read)));
            }
        }
        for (JobCalls job : declared.jobs()) {
            Reading reading = job.start().reading();
            byReading.put(reading, reader(reading, set, known.of(made++, QueryReader::read)));
        }
        return new Readers(declared, set, byReading);
    }

    private QueryReader reader(Reading reading, ReportSettings set, Function<byte[], KnownQuery> bodies) {
        return new QueryReader(
                reading,
                set.liveSkew(),
                rule -> services.meters().question(rule.word()),
                services.clock(),
                services.steady(),
                bodies);
    }
}
