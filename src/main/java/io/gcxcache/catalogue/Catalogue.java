package io.gcxcache.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Everything that is declared, found by the name that it is asked for with. Immutable. */
public final class Catalogue {
    private final List<ResourceBuilder> builders;
    private final List<Resource> all;
    private final Map<String, ListResource> lists = new HashMap<>();
    private final Map<String, Resource.Posted> queries = new HashMap<>();
    private final Map<String, Resource> meant = new HashMap<>();
    private final Optional<ReportResource> report;
    private final List<JobCalls> jobs;
    private final Addresses addresses;
    private final Touches touches;
    private final Set<Resource> known = Collections.newSetFromMap(new IdentityHashMap<>());

    private Catalogue(List<ResourceBuilder> builders, List<Resource> all) {
        this.builders = builders;
        this.all = List.copyOf(all);
        ReportResource found = null;
        for (Resource resource : all) {
            String name = resource.declaration().name();
            meant.put(resource.declaration().fingerprint(), resource);
            if (resource instanceof ListResource list) {
                lists.put(name, list);
            } else if (resource instanceof ReportResource only) {
                found = only;
            } else if (resource instanceof Resource.Posted query) {
                queries.put(name, query);
            }
        }
        this.report = Optional.ofNullable(found);
        this.jobs = this.all.stream()
                .filter(JobResource.class::isInstance)
                .map(job -> JobCalls.of((JobResource) job))
                .toList();
        this.addresses = new Addresses(this.all, jobs);
        this.touches = new Touches(this.all);
        known.addAll(this.all);
        jobs.forEach(job -> known.addAll(List.of(job.start(), job.status(), job.results())));
    }

    /**
     * Reads and checks all declarations together.
     *
     * @param inJava those that are in no file
     * @param defaults what holds where they say nothing
     * @throws CatalogueException if anything is not allowed; it tells all that is wrong, a line each
     */
    public static Catalogue of(List<ResourceFile> files, List<ResourceBuilder> inJava, Defaults defaults) {
        return of(files, inJava, defaults, endpoint -> Optional.empty());
    }

    /** @param missing why nothing can be fetched from an endpoint; nothing if something can */
    public static Catalogue of(
            List<ResourceFile> files,
            List<ResourceBuilder> inJava,
            Defaults defaults,
            Function<String, Optional<String>> missing) {
        List<Refusal> refusals = new ArrayList<>();
        List<Written> written = new ArrayList<>();
        files.forEach(file -> written.addAll(new ResourceFileReader(file, refusals).read()));
        inJava.forEach(builder -> written.add(new Written(builder, Place.IN_JAVA)));
        List<Resource> resources = new ArrayList<>();
        Clashes clashes = new Clashes(refusals);
        for (Written one : written) {
            boolean first = clashes.isFirst(one);
            try {
                Resource resource = one.builder().build(defaults);
                missing.apply(resource.declaration().fetch())
                        .ifPresent(why -> refusals.add(one.refusal(new Fault("fetch", why))));
                if (first) {
                    clashes.add(one, resource);
                    resources.add(resource);
                }
            } catch (DeclarationException e) {
                e.faults().forEach(fault -> refusals.add(one.refusal(fault)));
            }
        }
        if (!refusals.isEmpty()) {
            throw new CatalogueException(told(refusals, files));
        }
        return new Catalogue(written.stream().map(Written::builder).toList(), resources);
    }

    /** The same declarations, where something else holds if they say nothing. */
    public Catalogue with(Defaults defaults) {
        return new Catalogue(
                builders,
                builders.stream().map(builder -> builder.build(defaults)).toList());
    }

    /** In the order in which somebody reads the files who mends them; what is in Java comes last. */
    private static List<String> told(List<Refusal> refusals, List<ResourceFile> files) {
        List<String> names = files.stream().map(ResourceFile::name).toList();
        return refusals.stream()
                .sorted(Comparator.comparingInt((Refusal refusal) ->
                                refusal.file() == null ? names.size() : names.indexOf(refusal.file()))
                        .thenComparingInt(Refusal::line))
                .map(Refusal::toString)
                .toList();
    }

    /** Whether somebody found it here, and not where it was declared before. */
    public boolean knows(Resource resource) {
        return known.contains(resource);
    }

    /** What has a fingerprint, so that the entries which have it answer its questions. */
    public Optional<Resource> meantBy(String fingerprint) {
        return Optional.ofNullable(meant.get(fingerprint));
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

    /** The calls of all jobs. */
    public List<JobCalls> jobs() {
        return jobs;
    }

    /** The calls of a job by its name. */
    Optional<JobCalls> job(String name) {
        return jobs.stream()
                .filter(job -> job.start().declaration().name().equals(name))
                .findFirst();
    }

    /** What a call to Genesys asks for. */
    public Optional<Addressed> at(String method, ApiPath path) {
        return addresses.find(method, path);
    }

    /** What may be out of date once a call to Genesys has written. */
    public List<Touched> touchedBy(String method, ApiPath path) {
        return touches.of(method, path);
    }

    /** Everything that is declared, in the order in which it was. */
    public List<Resource> all() {
        return all;
    }
}
