package io.gcxcache.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds two that share a name, a key, or a call to Genesys, and would answer for each other. */
final class Clashes {
    private final Map<String, Written> names = new HashMap<>();
    private final Map<String, Written> calls = new HashMap<>();
    private final List<Keyed> keys = new ArrayList<>();
    private final List<Refusal> refusals;

    private record Keyed(KeyPattern keys, Written written) {}

    /** @param refusals where to tell what is wrong */
    Clashes(List<Refusal> refusals) {
        this.refusals = refusals;
    }

    /** Whether no other had the name before. */
    boolean isFirst(Written written) {
        Kind kind = written.builder().kind();
        Written before = names.putIfAbsent(kind.word() + '/' + written.builder().name(), written);
        if (before != null) {
            String shared = before.builder().kind() == kind
                    ? ""
                    : "; " + before.builder().kind().section() + " and " + kind.section() + " share their names";
            refusals.add(written.refusal(new Fault(null, "is declared already as " + before.named(null) + shared)));
        }
        return before == null;
    }

    /** Tells if the resource has a key or a call in common with one that was added before. */
    void add(Written written, Resource resource) {
        Declaration declaration = resource.declaration();
        // What is kept by its address has that for a key.
        if (!(resource instanceof ReadResource)) {
            addKey(written, resource);
        }
        String method = declaration.kind().method();
        // A route of one's own may ask for something else at the same path.
        String call = method
                + ' '
                + declaration.path().shape()
                + ' '
                + written.builder().ownFetch();
        Written asking = calls.putIfAbsent(call, written);
        if (asking != null) {
            refusals.add(written.refusal(new Fault(
                    Property.PATH,
                    method + ' ' + declaration.path() + " is asked by " + asking.named(Property.PATH) + " already")));
        }
    }

    private void addKey(Written written, Resource resource) {
        KeyPattern ours = new KeyPattern(whole(resource));
        Optional<Keyed> before =
                keys.stream().filter(keyed -> keyed.keys().overlaps(ours)).findFirst();
        before.ifPresent(keyed -> refusals.add(written.refusal(new Fault(
                Property.KEY,
                resource.declaration().key() + " may be a key of "
                        + keyed.written().named(Property.KEY) + " too"))));
        keys.add(new Keyed(ours, written));
    }

    /** The key of a question as it will be, with hash and perhaps locale where a body is posted. */
    private static Template whole(Resource resource) {
        Template key = resource.declaration().key();
        return resource instanceof Resource.Posted posted
                ? Template.of(key.text() + (posted.reading().localized() ? ":{hash}:{locale}" : ":{hash}"))
                : key;
    }
}
