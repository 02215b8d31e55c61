package io.gcxcache.catalogue;

import io.gcxcache.problem.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether what is given of one resource is allowed; what it says against others is {@link Clashes}'. */
record DeclarationRules(Given given) {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    static final String ONLY_REPORT = "report";
    private static final List<String> ASKED = List.of(Property.PATH, "poll", "results");
    private static final Set<String> WITH_IDS = Set.of(Property.PATH, Property.KEY, "tags", "poll", "results");

    /** The tags of all resources of a kind, under which a list with ids would be taken for one of them. */
    private static final Set<String> KINDS =
            Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.toUnmodifiableSet());

    /** All that is not allowed. */
    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        if (!NAME.matcher(given.name()).matches()) {
            faults.add(new Fault(
                    null,
                    Form.shown(given.name())
                            + " is not a name: a letter out of a-z, then up to 63 characters out of a-z 0-9 -"));
        } else if (given.kind() == Kind.REPORT && !given.name().equals(ONLY_REPORT)) {
            faults.add(
                    new Fault(null, "is to be named " + ONLY_REPORT + ", as the one that /gcx/reports/{id} asks for"));
        }
        List<Property> properties = Property.of(given.kind(), given.isDirectory());
        given.values().forEach((property, value) -> properties.stream()
                .filter(known -> known.name().equals(property))
                .findFirst()
                .ifPresentOrElse(
                        known -> check(known, value, faults),
                        () -> faults.add(new Fault(property, unknown(property, properties)))));
        if (!given.has(Property.PATH)) {
            faults.add(new Fault(null, "path is required"));
        }
        boolean readable = WITH_IDS.stream().noneMatch(property -> given.get(property) == Given.TOLD)
                && faults.stream().noneMatch(fault -> fault.property() != null && WITH_IDS.contains(fault.property()));
        if (readable && given.has(Property.PATH)) {
            checkKept(faults);
            checkIds(faults);
            checkSchedules(faults);
        }
        return faults;
    }

    private static void check(Property property, Object value, List<Fault> faults) {
        if (value == Given.TOLD) {
            return;
        }
        if (!property.form().allows(value)) {
            faults.add(new Fault(property.name(), property.form().refusal(value)));
        } else if (property.name().equals("ttl")
                && value instanceof List<?> rules
                && !TtlRules.isWhole(Given.strings(value))) {
            faults.add(new Fault(
                    property.name(),
                    Form.shown(rules.get(rules.size() - 1))
                            + " has conditions, but the last TTL rule has none, so that it fits everything"));
        }
    }

    private void checkKept(List<Fault> faults) {
        for (String property : ASKED) {
            String path = given.text(property, "");
            if (given.has(property) && NeverKept.covers(Template.of(path))) {
                faults.add(new Fault(
                        property,
                        path + " is never kept: it depends on who asks, is live control or a secret, or is made by"
                                + " asking; at Genesys's own paths it passes through, undeclared"));
            }
        }
    }

    /** Whether everything has the path's id that needs it, and nothing else in braces. */
    private void checkIds(List<Fault> faults) {
        String path = given.text(Property.PATH, "");
        List<String> ids = Template.of(path).gaps();
        Set<String> names = new LinkedHashSet<>(ids);
        String rule = null;
        Optional<String> taken = KINDS.stream()
                .filter(word -> given.name().equals(word) || given.name().startsWith(word + '-'))
                .findFirst();
        if (given.kind().method().equals("GET") && !ids.isEmpty() && taken.isPresent()) {
            faults.add(new Fault(
                    null,
                    "may be a tag of another " + taken.get() + "; what has a path with an id is named something else"));
        }
        if (names.size() < ids.size()) {
            rule = "has a name in braces twice";
        } else if (names.contains(Polling.RUN)) {
            rule = "has {run}, which stands for Genesys's run, not for an id";
        } else if (given.kind() == Kind.REPORT && ids.size() != 1) {
            rule = "is to have the report's id in braces, and no other name";
        } else if ((given.isDirectory()
                        || given.kind() == Kind.LIST && given.name().equals(Property.DIRECTORY))
                && ids.size() != 1) {
            rule = "is to have the directory's id in braces, and no other name";
        } else if (given.kind() == Kind.LIST && ids.size() > 1) {
            rule = "has more than one name in braces";
        } else if ((given.kind() == Kind.QUERY || given.kind() == Kind.JOB) && !ids.isEmpty()) {
            rule = "has a name in braces, but what is posted is asked for by its own name alone";
        }
        if (rule != null) {
            faults.add(new Fault(Property.PATH, path + ' ' + rule));
        }
        if (given.text(Property.KEY, "").startsWith(Declaration.API_KEYS)) {
            faults.add(new Fault(
                    Property.KEY, "begins with " + Declaration.API_KEYS + ", as the keys of Genesys's own paths do"));
        }
        checkGaps(Property.KEY, names, names, faults);
        // Which of several ids a tag is to have nobody can tell by the one id of its question.
        checkGaps("tags", names.size() > 1 ? Set.of() : names, Set.of(), faults);
        Set<String> ofRuns = new LinkedHashSet<>(names);
        ofRuns.add(Polling.RUN);
        checkGaps("poll", ofRuns, Set.of(Polling.RUN), faults);
        checkGaps("results", ofRuns, Set.of(Polling.RUN), faults);
    }

    /** Whether each asks for what there is. */
    private void checkSchedules(List<Fault> faults) {
        List<String> ids = Template.of(given.text(Property.PATH, "")).gaps();
        if (given.get(Property.SCHEDULE) == Given.TOLD
                || faults.stream().anyMatch(fault -> Property.SCHEDULE.equals(fault.property()))) {
            return;
        }
        for (Object one : given.schedules()) {
            boolean hasId = one instanceof Map<?, ?> fields && fields.containsKey(Schedule.ID);
            if (ids.size() > 1) {
                faults.add(new Fault(
                        Property.SCHEDULE, "is not possible: the path has several ids, and a schedule asks for one"));
            } else if (hasId && ids.isEmpty()) {
                faults.add(new Fault(Property.SCHEDULE, "has an id, but the path has none"));
            } else if (!hasId && !ids.isEmpty()) {
                faults.add(new Fault(
                        Property.SCHEDULE,
                        "has no id, which the path needs for {" + ids.get(0)
                                + "}; allowed is a mapping with cron and id," + " or a list of these, one an id"));
            }
        }
    }

    private void checkGaps(String property, Set<String> allowed, Set<String> needed, List<Fault> faults) {
        Object value = given.get(property);
        if (value == null) {
            return;
        }
        Set<String> gaps = new LinkedHashSet<>();
        Given.strings(value).forEach(text -> gaps.addAll(Template.of(text).gaps()));
        for (String gap : gaps) {
            if (!allowed.contains(gap)) {
                faults.add(
                        new Fault(property, Form.shown(value) + " has {" + gap + "}, allowed is " + inBraces(allowed)));
            }
        }
        for (String gap : needed) {
            if (!gaps.contains(gap)) {
                faults.add(new Fault(property, Form.shown(value) + " lacks {" + gap + "}"));
            }
        }
    }

    private static String inBraces(Set<String> names) {
        return names.isEmpty()
                ? "no name in braces, since the path has none"
                : names.stream().map(name -> '{' + name + '}').collect(Collectors.joining(" and "));
    }

    private String unknown(String property, List<Property> properties) {
        return "is no property of " + given.kind().section() + "; the nearest one is "
                + Nearest.to(property, properties.stream().map(Property::name).toList());
    }
}
