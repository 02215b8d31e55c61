package io.gcxcache.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which answers a write makes out of date: those whose path is the written one or leads to it, those below what is deleted,
 * and those that say so of themselves. A write to a job is none to what leads to it. Immutable.
 */
final class Touches {
    private static final String DELETE = "DELETE";

    private final List<Candidate> candidates;

    private record Candidate(Resource resource, List<String> path) {
        /** Whether its path is the beginning of what was written, or the other way about. */
        boolean leadsTo(ApiPath written) {
            int shared = Math.min(path.size(), written.read().size());
            for (int i = 0; i < shared; i++) {
                if (!isGap(path.get(i))
                        && !path.get(i).equalsIgnoreCase(written.read().get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** Whether what was written is one of the jobs that are started at its path. */
        boolean isOfJob(ApiPath written) {
            return resource instanceof JobResource
                    && path.size() < written.read().size()
                    && leadsTo(written);
        }

        /** How the thing is told apart that is at a path, as it was sent. */
        String id(List<String> segments) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                if (isGap(path.get(i))) {
                    ids.add(segments.get(i));
                }
            }
            return String.join("-", ids);
        }

        boolean hasGapBehind(int segments) {
            return path.stream().skip(segments).anyMatch(Candidate::isGap);
        }

        private static boolean isGap(String segment) {
            return segment.startsWith("{");
        }
    }

    Touches(List<Resource> resources) {
        candidates = resources.stream()
                .map(resource -> new Candidate(
                        resource,
                        List.of(resource.declaration()
                                .path()
                                .text()
                                .substring(1)
                                .split("/"))))
                .toList();
    }

    List<Touched> of(String method, ApiPath path) {
        Set<Touched> touched = new LinkedHashSet<>();
        addTouched(method, withoutSlashAtTheEnd(path), touched);
        // What Genesys makes of parameters in a path nobody knows; with them is another thing, or the same.
        addTouched(method, withoutSlashAtTheEnd(withoutParameters(path)), touched);
        return List.copyOf(touched);
    }

    private void addTouched(String method, ApiPath written, Set<Touched> touched) {
        boolean ofJob = candidates.stream().anyMatch(candidate -> candidate.isOfJob(written));
        for (Candidate candidate : candidates) {
            Declaration declaration = candidate.resource.declaration();
            tags(candidate, method, written, ofJob).forEach(tag -> touched.add(new Touched(declaration, tag)));
        }
    }

    private static Stream<String> tags(Candidate candidate, String method, ApiPath written, boolean ofJob) {
        Declaration declaration = candidate.resource.declaration();
        List<WritePattern> fitting = declaration.writtenBy().stream()
                .filter(pattern -> pattern.fits(method, written))
                .toList();
        if (fitting.stream().anyMatch(WritePattern::touches)) {
            return Stream.of(declaration.all());
        }
        // Of what is posted nothing is said by its path; and that a job is deleted changes nothing that is read.
        if (ofJob || !(candidate.resource instanceof Resource.Read) || !candidate.leadsTo(written)) {
            return Stream.empty();
        }
        int length = written.read().size();
        if (candidate.path.size() > length) {
            return !method.equals(DELETE)
                    ? Stream.empty()
                    : candidate.hasGapBehind(length)
                            ? Stream.of(declaration.all())
                            : Stream.of(declaration.group(candidate.id(written.sent())));
        }
        String id = candidate.id(written.sent());
        return Stream.of(fitting.isEmpty() ? declaration.group(id) : declaration.live(id));
    }

    /** See RFC 3986, section 3.3. */
    private static ApiPath withoutParameters(ApiPath path) {
        return ApiPath.of(path.sent().stream()
                .map(segment -> segment.split(";", 2)[0])
                .collect(Collectors.joining("/", "/", "")));
    }

    private static ApiPath withoutSlashAtTheEnd(ApiPath path) {
        int last = path.read().size() - 1;
        return last > 0 && path.read().get(last).isEmpty()
                ? new ApiPath(path.sent().subList(0, last), path.read().subList(0, last))
                : path;
    }
}
