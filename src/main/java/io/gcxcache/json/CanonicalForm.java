package io.gcxcache.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which spellings of a JSON text mean the same, beyond those that always do, at one place of the text. Immutable, and made
 * once for many texts.
 *
 * <p>Places are named by paths from the top: names of fields with dots between, and {@code []} behind a name for the
 * elements of its array. Two dots before a path stand for any depth. Where two paths name one place, the one from the top
 * says what its default is, else the longer one.
 */
public final class CanonicalForm {
    /** Nothing means the same that does not always. */
    public static final CanonicalForm EXACT = of(Set.of(), Map.of(), Set.of());

    private static final String ANY_DEPTH = "..";
    private static final String ELEMENTS = "[]";

    private final Map<String, CanonicalForm> fields = new HashMap<>();
    private CanonicalForm otherFields = this;
    private CanonicalForm elements = this;
    private final boolean set;
    private final boolean emptyIsNothing;
    private String nothing;

    private CanonicalForm(List<Step> steps) {
        set = steps.stream().anyMatch(step -> step.set);
        emptyIsNothing = steps.stream().anyMatch(step -> step.emptyIsNothing);
    }

    /**
     * @param sets paths of arrays that are sets: neither the order nor the repetition of their elements counts
     * @param defaults values that mean the same as no field, by their paths
     * @param empties paths of arrays that mean the same as no field if they are empty
     */
    public static CanonicalForm of(Set<String> sets, Map<String, JsonNode> defaults, Set<String> empties) {
        Paths paths = new Paths();
        sets.forEach(path -> paths.step(path).set = true);
        defaults.forEach((path, value) -> paths.step(path).value = value);
        empties.forEach(path -> paths.step(path).emptyIsNothing = true);
        return paths.form();
    }

    CanonicalForm field(String name) {
        return fields.getOrDefault(name, otherFields);
    }

    CanonicalForm elements() {
        return elements;
    }

    boolean isSet() {
        return set;
    }

    /** Whether a field that holds this may be left out; what it holds stands in the text from a place on. */
    boolean isNothing(JsonNode value, StringBuilder text, int from) {
        if (emptyIsNothing && value.isArray() && value.isEmpty()) {
            return true;
        }
        return nothing != null && text.length() - from == nothing.length() && text.indexOf(nothing, from) == from;
    }

    /** A place that a path names or leads through. */
    private static final class Step {
        private final Map<String, Step> fields = new HashMap<>();
        private Step elements;
        private boolean set;
        private boolean emptyIsNothing;
        private JsonNode value;
    }

    /**
     * What is said by path, made one table of what comes next: whoever goes through a text is always at one place of it,
     * and the paths that lead on from there are known by then.
     */
    private static final class Paths {
        private final Step top = new Step();
        private final Step anywhere = new Step();
        private final Map<List<Step>, CanonicalForm> made = new HashMap<>();

        Step step(String path) {
            Step step = path.startsWith(ANY_DEPTH) ? anywhere : top;
            for (String part :
                    path.substring(step == anywhere ? ANY_DEPTH.length() : 0).split("\\.")) {
                boolean inside = part.endsWith(ELEMENTS);
                String name = inside ? part.substring(0, part.length() - ELEMENTS.length()) : part;
                step = step.fields.computeIfAbsent(name, any -> new Step());
                if (inside) {
                    step.elements = step.elements == null ? new Step() : step.elements;
                    step = step.elements;
                }
            }
            return step;
        }

        CanonicalForm form() {
            CanonicalForm first = at(List.of(top));
            // Defaults are spelled while none is left out, and all at once: no order of them can make a difference.
            Map<CanonicalForm, String> defaults = new IdentityHashMap<>();
            made.forEach((steps, form) -> steps.stream()
                    .filter(step -> step.value != null)
                    .findFirst()
                    .ifPresent(step -> defaults.put(form, CanonicalJson.write(step.value, form))));
            defaults.forEach((form, text) -> form.nothing = text);
            return first;
        }

        /** @param steps where all paths are that lead on, those first that count more */
        private CanonicalForm at(List<Step> steps) {
            CanonicalForm before = made.get(steps);
            if (before != null) {
                return before;
            }
            CanonicalForm form = new CanonicalForm(steps);
            made.put(steps, form);
            Collection<Step> from = new ArrayList<>(steps);
            from.add(anywhere);
            Set<String> names = new HashSet<>();
            from.forEach(step -> names.addAll(step.fields.keySet()));
            names.forEach(name -> form.fields.put(
                    name,
                    at(from.stream()
                            .map(step -> step.fields.get(name))
                            .filter(step -> step != null)
                            .toList())));
            form.otherFields = at(List.of());
            form.elements = at(steps.stream()
                    .map(step -> step.elements)
                    .filter(step -> step != null)
                    .toList());
            return form;
        }
    }
}
