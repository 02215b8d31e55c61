package io.gcxcache.catalogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A declaration that is being written, in Java or by the reader of YAML: what is not said follows from kind, name, path
 * and settings. Not thread-safe.
 *
 * <pre>{@code
 * ListResource.of("routing-queues").path("/api/v2/routing/queues").ttl(300).permission("routing:queue:view")
 * }</pre>
 */
public final class ResourceBuilder {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Set<String> WITH_IDS = Set.of(Property.PATH, Property.KEY, "tags", "poll", "results");
    private static final Object TOLD = new Object();
    static final String ONLY_REPORT = "report";

    /** The tags of all resources of a kind, under which a list with ids would be taken for one of them. */
    private static final Set<String> KINDS = Set.of(Kind.LIST.word(), Kind.QUERY.word(), Kind.REPORT.word());

    private final Kind kind;
    private final String name;
    private final Map<String, Object> given = new LinkedHashMap<>();

    ResourceBuilder(Kind kind, String name) {
        this.kind = kind;
        this.name = Objects.requireNonNull(name, "name");
    }

    /** The path at Genesys, from {@code /api/} on; one name in braces stands for the id asked for. Required. */
    public ResourceBuilder path(String path) {
        return set(Property.PATH, path);
    }

    /** The permission that Genesys asks for; named when it refuses. */
    public ResourceBuilder permission(String permission) {
        return set("permission", permission);
    }

    /** How long it is fresh, in seconds: 1 to 86400, directories 30 to 3600, what is posted 1 to 604800. */
    public ResourceBuilder ttl(int seconds) {
        return set("ttl", (long) seconds);
    }

    /** Rules for how long an answer to what is posted is fresh; see {@link TtlRules}. */
    public ResourceBuilder ttl(String... rules) {
        return set("ttl", Arrays.asList(rules));
    }

    /** What names a question, with the path's id in braces; follows from the name unless set. */
    public ResourceBuilder key(String key) {
        return set(Property.KEY, key);
    }

    /** More tags of every entry, perhaps with the path's id in braces. */
    public ResourceBuilder tags(String... tags) {
        return set("tags", Arrays.asList(tags));
    }

    /** The audit field that says which one was asked for. */
    public ResourceBuilder subject(String subject) {
        return set("subject", subject);
    }

    /** The rate-limit family that calls count against. */
    public ResourceBuilder family(String family) {
        return set("family", family);
    }

    /** The endpoint that fetches it, in place of the route of its kind. */
    public ResourceBuilder fetch(String endpoint) {
        return set("fetch", endpoint);
    }

    /** How much longer than its TTL it may be served, in seconds: 0 to 2678400. */
    public ResourceBuilder staleWindow(int seconds) {
        return set("staleWindow", (long) seconds);
    }

    /** How long a fetch may take in all, in seconds: 1 to 86400. */
    public ResourceBuilder timeLimit(int seconds) {
        return set("timeLimit", (long) seconds);
    }

    /** Whether shared caches in front of the gateway may keep it. */
    public ResourceBuilder shareable(boolean shareable) {
        return set("shareable", shareable);
    }

    /** Any property by its name in YAML; its value is a text, a whole number, a flag, a list of texts or a map. */
    public ResourceBuilder set(String property, Object value) {
        Object kept = value instanceof Integer number ? (Long) number.longValue() : value;
        given.put(
                Objects.requireNonNull(property, "property"),
                kept instanceof List<?> list ? new ArrayList<>(list) : kept);
        return this;
    }

    /** Sets a property to what could not be read, which was told already. */
    void setUnreadable(String property) {
        given.put(property, TOLD);
    }

    Kind kind() {
        return kind;
    }

    String name() {
        return name;
    }

    /** The endpoint that fetches it, if it is not that of its kind; else empty. */
    String ownFetch() {
        return text("fetch", "");
    }

    /** How it is told of in messages: {@code lists.routing-queues}. */
    String where() {
        return kind.section() + '.' + DeclarationException.word(name);
    }

    /**
     * The resource, complete.
     *
     * @throws DeclarationException if anything is not allowed; it tells all that is wrong
     */
    public Resource build(Defaults defaults) {
        List<Fault> faults = faults();
        if (faults.isEmpty() && !given.containsValue(TOLD)) {
            return complete(defaults);
        }
        throw new DeclarationException(where(), faults);
    }

    private List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        if (!NAME.matcher(name).matches()) {
            faults.add(new Fault(
                    null,
                    Form.shown(name)
                            + " is not a name: a letter out of a-z, then up to 63 characters out of a-z 0-9 -"));
        } else if (kind == Kind.REPORT && !name.equals(ONLY_REPORT)) {
            faults.add(
                    new Fault(null, "is to be named " + ONLY_REPORT + ", as the one that /gcx/reports/{id} asks for"));
        }
        List<Property> properties = Property.of(kind, isDirectory());
        given.forEach((property, value) -> properties.stream()
                .filter(known -> known.name().equals(property))
                .findFirst()
                .ifPresentOrElse(
                        known -> check(known, value, faults),
                        () -> faults.add(new Fault(property, unknown(property, properties)))));
        if (!given.containsKey(Property.PATH)) {
            faults.add(new Fault(null, "path is required"));
        }
        boolean readable = WITH_IDS.stream().noneMatch(property -> given.get(property) == TOLD)
                && faults.stream().noneMatch(fault -> fault.property() != null && WITH_IDS.contains(fault.property()));
        if (readable && given.containsKey(Property.PATH)) {
            checkIds(faults);
        }
        return faults;
    }

    private static void check(Property property, Object value, List<Fault> faults) {
        if (value == TOLD) {
            return;
        }
        if (!property.form().allows(value)) {
            faults.add(new Fault(property.name(), property.form().refusal(value)));
        } else if (property.name().equals("ttl")
                && value instanceof List<?> rules
                && !TtlRules.isWhole(strings(value))) {
            faults.add(new Fault(
                    property.name(),
                    Form.shown(rules.get(rules.size() - 1))
                            + " has conditions, but the last TTL rule has none, so that it fits everything"));
        }
    }

    /** Whether everything has the path's id that needs it, and nothing else in braces. */
    private void checkIds(List<Fault> faults) {
        String path = text(Property.PATH, "");
        List<String> ids = Template.of(path).gaps();
        Set<String> names = new LinkedHashSet<>(ids);
        String rule = null;
        Optional<String> taken = KINDS.stream()
                .filter(word -> name.equals(word) || name.startsWith(word + '-'))
                .findFirst();
        if (kind == Kind.LIST && !ids.isEmpty() && taken.isPresent()) {
            faults.add(new Fault(
                    null,
                    "may be a tag of another " + taken.get()
                            + "; a list whose path has an id is named something else"));
        }
        if (names.size() < ids.size()) {
            rule = "has a name in braces twice";
        } else if (names.contains(Polling.RUN)) {
            rule = "has {run}, which stands for Genesys's run, not for an id";
        } else if (kind == Kind.REPORT && ids.size() != 1) {
            rule = "is to have the report's id in braces, and no other name";
        } else if ((isDirectory() || kind == Kind.LIST && name.equals(Property.DIRECTORY)) && ids.size() != 1) {
            rule = "is to have the directory's id in braces, and no other name";
        } else if (kind == Kind.LIST && ids.size() > 1) {
            rule = "has more than one name in braces";
        } else if ((kind == Kind.QUERY || kind == Kind.JOB) && !ids.isEmpty()) {
            rule = "has a name in braces, but what is posted is asked for by its own name alone";
        }
        if (rule != null) {
            faults.add(new Fault(Property.PATH, path + ' ' + rule));
        }
        checkGaps(Property.KEY, names, names, faults);
        checkGaps("tags", names, Set.of(), faults);
        Set<String> ofRuns = new LinkedHashSet<>(names);
        ofRuns.add(Polling.RUN);
        checkGaps("poll", ofRuns, Set.of(Polling.RUN), faults);
        checkGaps("results", ofRuns, Set.of(Polling.RUN), faults);
    }

    private void checkGaps(String property, Set<String> allowed, Set<String> needed, List<Fault> faults) {
        Object value = given.get(property);
        if (value == null) {
            return;
        }
        Set<String> gaps = new LinkedHashSet<>();
        strings(value).forEach(text -> gaps.addAll(Template.of(text).gaps()));
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

    private Resource complete(Defaults defaults) {
        return switch (kind) {
            case LIST ->
                new ListResource(
                        declaration("", 60, defaults.staleWindow()),
                        given.containsKey("ttl") && !(given.get("ttl") instanceof Long)
                                ? defaults.directoryTtl()
                                : ListTtl.of(number("ttl", 300)),
                        (int) number("pageSize", 100),
                        isDirectory());
            case QUERY -> new QueryResource(declaration("-query", 60, defaults.reportStaleWindow()), reading(defaults));
            case REPORT ->
                new ReportResource(
                        declaration("-run", 600, defaults.reportStaleWindow()), reading(defaults), ofReport());
            case JOB ->
                new JobResource(declaration("-run", 600, defaults.reportStaleWindow()), reading(defaults), ofJob());
        };
    }

    private Declaration declaration(String familySuffix, int timeLimit, Duration staleWindow) {
        Template path = Template.of(text(Property.PATH, ""));
        String id = path.gaps().isEmpty() ? null : path.gaps().get(0);
        return new Declaration(
                kind,
                name,
                path,
                Template.of(text(Property.KEY, derivedKey(id))),
                texts("tags", List.of()).stream().map(Template::of).toList(),
                text("subject", id == null ? kind.word() : name.replace('-', '_') + "_id"),
                text("family", family(kind == Kind.LIST ? 2 : 1) + familySuffix),
                text("permission", null),
                text(
                        "fetch",
                        "direct:gcx-fetch-"
                                + (kind == Kind.REPORT ? Kind.JOB : kind).name().toLowerCase(Locale.ROOT)),
                Duration.ofSeconds(number("staleWindow", staleWindow.toSeconds())),
                Duration.ofSeconds(number("timeLimit", timeLimit)),
                flag("shareable", false));
    }

    private String derivedKey(String id) {
        if (kind == Kind.REPORT) {
            return "gcx:analytics:{" + id + '}';
        }
        return id == null ? "gcx:" + kind.word() + ':' + name : "gcx:" + name + ":{" + id + '}';
    }

    /** The first words of the path behind its version, up to the first id. */
    private String family(int words) {
        String family = String.join(
                "-",
                Arrays.stream(text(Property.PATH, "").split("/"))
                        .skip(2)
                        .dropWhile(word -> word.matches("v\\d+"))
                        .takeWhile(word -> !word.startsWith("{"))
                        .limit(words)
                        .map(word -> word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-"))
                        .toList());
        return family.isEmpty() ? "api" : family;
    }

    private Reading reading(Defaults defaults) {
        Object ttl = given.get("ttl");
        TtlRules rules = ttl instanceof Long seconds
                ? TtlRules.parse(List.of(seconds.toString()))
                : ttl instanceof List<?> ? TtlRules.parse(strings(ttl)) : defaults.reportTtl();
        return new Reading(
                Set.copyOf(texts("sets", List.of("metrics", "groupBy", "predicates"))),
                JSON.convertValue(given.getOrDefault("defaults", Map.of()), ObjectNode.class),
                ZoneId.of(text("timeZone", "UTC")),
                rules);
    }

    private Polling ofReport() {
        return polling("reportId", "status", List.of("completed"), List.of("processing"), "message", false);
    }

    private Polling ofJob() {
        return polling("jobId", "state", List.of("FULFILLED"), List.of("QUEUED", "PENDING"), "errorMessage", true);
    }

    private Polling polling(
            String id, String state, List<String> done, List<String> running, String message, boolean ofJob) {
        String poll = text("poll", text(Property.PATH, "") + "/{" + Polling.RUN + '}');
        String results = text("results", ofJob ? poll + "/results" : null);
        return new Polling(
                Template.of(poll),
                text("fetchFamily", family(1) + "-fetch"),
                text("idField", id),
                text("stateField", state),
                Set.copyOf(texts("done", done)),
                Set.copyOf(texts("running", running)),
                text("messageField", message),
                results == null ? null : Template.of(results),
                text("resultsField", "results"),
                (int) number("pageSize", 1000),
                flag("cleanUp", ofJob));
    }

    private boolean isDirectory() {
        return kind == Kind.LIST && Property.DIRECTORY.equals(given.get("model"));
    }

    private String text(String property, String otherwise) {
        return (String) given.getOrDefault(property, otherwise);
    }

    private List<String> texts(String property, List<String> otherwise) {
        return given.containsKey(property) ? strings(given.get(property)) : otherwise;
    }

    private long number(String property, long otherwise) {
        return (Long) given.getOrDefault(property, otherwise);
    }

    private boolean flag(String property, boolean otherwise) {
        return (Boolean) given.getOrDefault(property, otherwise);
    }

    private static List<String> strings(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of((String) value);
    }

    private String unknown(String property, List<Property> properties) {
        return "is no property of " + kind.section() + "; the nearest one is "
                + Nearest.to(property, properties.stream().map(Property::name).toList());
    }
}
