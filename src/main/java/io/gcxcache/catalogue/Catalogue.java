package io.gcxcache.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that is declared, found by the name that it is asked for with. Immutable. */
public final class Catalogue {
    private final List<Resource> all;
    private final Map<String, ListResource> lists = new HashMap<>();
    private final Map<String, Resource.Posted> queries = new HashMap<>();
    private final Optional<ReportResource> report;

    private Catalogue(List<Resource> all) {
        this.all = List.copyOf(all);
        ReportResource found = null;
        for (Resource resource : all) {
            String name = resource.declaration().name();
            if (resource instanceof ListResource list) {
                lists.put(name, list);
            } else if (resource instanceof ReportResource only) {
                found = only;
            } else if (resource instanceof Resource.Posted query) {
                queries.put(name, query);
            }
        }
        this.report = Optional.ofNullable(found);
    }

    /**
     * Reads and checks all declarations together.
     *
     * @param inJava those that are in no file
     * @param defaults what holds where they say nothing
     * @throws CatalogueException if anything is not allowed; it tells all that is wrong, a line each
     */
    public static Catalogue of(List<ResourceFile> files, List<ResourceBuilder> inJava, Defaults defaults) {
        List<String> faults = new ArrayList<>();
        List<Written> written = new ArrayList<>();
        files.forEach(file -> written.addAll(new ResourceFileReader(file, faults).read()));
        inJava.forEach(builder -> written.add(new Written(builder, Place.IN_JAVA)));
        List<Resource> resources = new ArrayList<>();
        Map<Resource, Place> places = new HashMap<>();
        for (Written one : written) {
            try {
                Resource resource = one.builder().build(defaults);
                resources.add(resource);
                places.put(resource, one.place());
            } catch (DeclarationException e) {
                e.faults()
                        .forEach(fault ->
                                faults.add(one.place().tell(one.builder().where(), fault)));
            }
        }
        for (int i = 0; i < resources.size(); i++) {
            for (int j = 0; j < i; j++) {
                refuseClash(resources.get(j), resources.get(i), places, faults);
            }
        }
        if (!faults.isEmpty()) {
            throw new CatalogueException(faults);
        }
        return new Catalogue(resources);
    }

    /** A list by its name. */
    public Optional<ListResource> list(String name) {
        return Optional.ofNullable(lists.get(name));
    }

    /** A query or a job by its name. */
    public Optional<Resource.Posted> query(String name) {
        return Optional.ofNullable(queries.get(name));
    }

    /** The one that stands for all reports. */
    public Optional<ReportResource> report() {
        return report;
    }

    /** Everything that is declared, in the order in which it was. */
    public List<Resource> all() {
        return all;
    }

    /** A declaration and where it stands. */
    record Written(ResourceBuilder builder, Place place) {}

    /** Two that share a name, a key, or a call to Genesys would answer for each other. */
    private static void refuseClash(
            Resource former, Resource latter, Map<Resource, Place> places, List<String> faults) {
        Declaration one = former.declaration();
        Declaration two = latter.declaration();
        Place where = places.get(latter);
        Place before = places.get(former);
        if (one.name().equals(two.name()) && one.kind().word().equals(two.kind().word())) {
            faults.add(where.tell(
                    two.where(), new Fault(null, "is declared already as " + before.named(one.where(), null))));
            return;
        }
        if (whole(one).overlaps(whole(two), ':')) {
            faults.add(where.tell(
                    two.where(),
                    new Fault("key", two.key() + " may be a key of " + before.named(one.where(), "key") + " too")));
        }
        boolean sameCall = one.kind().method().equals(two.kind().method())
                && one.path().shape().equals(two.path().shape());
        if (sameCall) {
            faults.add(where.tell(
                    two.where(),
                    new Fault(
                            Property.PATH,
                            two.kind().method() + ' ' + two.path() + " is asked by "
                                    + before.named(one.where(), Property.PATH) + " already")));
        }
    }

    /** The key of a question as it will be, with hash and locale where a body is posted. */
    private static Template whole(Declaration declaration) {
        String key = declaration.key().text();
        return declaration.kind() == Kind.LIST ? declaration.key() : Template.of(key + ":{hash}:{locale}");
    }
}
